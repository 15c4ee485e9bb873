#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/load.h"
#include "cli/session.h"
#include "model/collection.h"
#include "model/snapshot.h"

namespace slipway::cli {

/// Manifests, and at most one platform, out of whatever a person names.
struct Inputs {
  model::Collection collection;                            // the manifests' objects, then those of the platform's graph
  std::optional<Loaded> platform;                          // where a platform.yaml was among them
  Diagnostics findings;                                    // the platform's too
  std::vector<std::shared_ptr<const SourceText>> sources;  // of manifests
  std::vector<std::shared_ptr<const SourceText>> platform_sources;  // findings may point into them
  bool readable = true;  // false: some text could not be read as YAML or JSON at all

  std::vector<std::string> names() const;  // of the files that were read
  int files_read() const { return static_cast<int>(names().size()); }
};

/// Reads files, folders (*.yaml, *.yml and *.json below them, hidden ones left out), globs and "-" (standard input), in
/// the order given, each file once. What is no Kubernetes object is refused in a file that is named, and passed over in
/// a folder. A platform.yaml (apiVersion slipway.dev/…) is expanded with all it names; a second one that is named is an
/// error, one in a folder a note (INPUT001). nullopt after a complaint when something that was named cannot be read.
std::optional<Inputs> read_inputs(Session& session, const std::vector<std::string>& paths);

/// A snapshot for --cluster: a file or "-". nullopt after a complaint.
std::optional<model::Snapshot> read_cluster(Session& session, const std::string& path, Diagnostics& findings);

}  // namespace slipway::cli
