#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "kube/object.h"
#include "subject/script.h"

namespace slipway::subject {

/// What a script gives `kubectl patch` and kustomizations as patches: parts of objects, which nobody applies as they
/// are. REQUIRES: the script outlives it.
class Patches {
 public:
  explicit Patches(const Script& script);

  /// Whether the here document of a command of the script is one: of `kubectl patch` itself, inside of its words, of a
  /// variable or a file that it is given, or written as the patch of a kustomization.
  bool holds(const ShellCommand& command) const;
  /// Whether it is one by its form, of a file that is called a patch and that the script does not apply.
  bool is_by_form(const ShellCommand& command) const;
  /// Files that `kubectl patch` is given, as written: "k/patch.yaml".
  const std::set<std::string, std::less<>>& files() const { return files_; }

 private:
  void read_kustomization(const ShellCommand& command);
  void take_lines_of(const Word& word);
  bool is_applied(std::string_view file) const;

  std::set<const ShellCommand*> patching_;      // and those that read variables which a patch is given
  std::set<std::string, std::less<>> files_;    // also of kustomizations that the script writes
  std::set<std::string, std::less<>> applied_;  // files and folders that kubectl applies
  std::map<int, int> lines_;                    // of words with here documents in them: first and last
};

/// Whether a manifest has a directive of strategic merge patches: `$patch: delete`, `$retainKeys`. No object has.
bool has_patch_directive(std::string_view text);

/// Whether a file is called a patch: "image-patch.yaml" is, "patch-panel.yaml" and "dispatch.yaml" are not.
bool is_called_patch(std::string_view path);

/// Whether a file's name has the word anywhere: "patch-replicas.yaml". "dispatch.yaml" has not.
bool names_patch(std::string_view path);

/// Whether what is written as a workload is a part of one: neither a selector nor labels of its pods, in a file that is
/// called a patch. Of that nobody makes a workload; it changes one that is there.
bool is_patch_by_form(const doc::Node& root);

/// Whether a Pod is a template that spark.kubernetes.driver.podTemplateFile, or the executors', names: without a name
/// or without containers in a file that is called so, or by a container of the names that EMR on EKS asks for. Spark
/// makes pods of it; nobody applies it.
bool is_pod_of_spark(const kube::Object& object);

}  // namespace slipway::subject
