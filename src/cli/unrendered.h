#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"
#include "cli/named_files.h"
#include "cli/session.h"

namespace slipway::cli {

/// Files that stand among manifests and that nobody applies as they are: patches that a kustomization names (kustomize
/// 5, api/types/kustomization.go) or whose name says that they are for one beside or above, that a script gives to
/// `kubectl patch`, or that have a directive of patches ($patch); and templates of a Helm chart (below `templates/`,
/// beside a Chart.yaml, with `{{`).
class Unrendered {
 public:
  /// REQUIRES: `session` outlives this.
  explicit Unrendered(Session& session) : session_(session) {}

  /// A file that will be asked about; the kustomizations and the scripts among them name their patches.
  void add(const NamedFile& file, const SourceText& source);
  /// True of such a file: it is to be passed over, and counted for say().
  bool takes(const NamedFile& file, const std::shared_ptr<const SourceText>& source);
  /// SUBJ003 (note), once for each chart, kustomization and script: what was passed over, and how to have it judged.
  void say(Diagnostics& findings) const;

 private:
  struct Left {
    std::shared_ptr<const SourceText> first;
    std::string what, instead;
    int files = 0;
  };
  void read_kustomization(const std::string& path, const std::string& text);
  void read_script(const std::string& path, const SourceText& source);
  void look_beside(const std::string& folder);
  std::string chart_of(const std::string& path);
  std::string kustomized_patch(const std::string& path) const;

  Session& session_;
  std::map<std::string, std::string> patches_;  // path, and the kustomization's folder
  std::map<std::string, std::string> given_;    // path, and the script that gives it to kubectl patch
  std::set<std::string> looked_at_;             // folders
  std::set<std::string> kustomized_;            // those of them with a kustomization
  std::set<std::string> resources_;             // paths that kustomizations name as such
  std::map<std::string, bool> charts_;          // folders: whether they hold a Chart.yaml
  std::map<std::string, Left> left_;
};

}  // namespace slipway::cli
