#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "cli/session.h"
#include "doc/node.h"
#include "platform/graph.h"
#include "spec/platform.h"

namespace slipway::cli {

/// A platform.yaml and everything that follows from it.
struct Loaded {
  spec::Platform platform;
  std::vector<doc::Document> manifests;  // the user's own
  platform::Graph graph;
  Diagnostics findings;
  doc::Document keep_alive;  // what findings point into when there is no platform
  int files_read = 0;
  bool readable = true;  // false: some text could not be read as YAML at all
};

/// Reads `path` ("" is ./platform.yaml), what it includes and the manifests it names, and expands all of it.
/// Findings say what is wrong; nullopt after a complaint when nothing could be read at all.
std::optional<Loaded> load(Session& session, const std::string& path);

}  // namespace slipway::cli
