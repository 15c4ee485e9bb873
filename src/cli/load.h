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
#include "spec/reader.h"

namespace slipway::cli {

/// A platform.yaml and everything that follows from it.
struct Loaded {
  spec::Platform platform;
  std::vector<doc::Document> manifests;  // the user's own
  platform::Graph graph;
  Diagnostics findings;
  std::vector<std::shared_ptr<const SourceText>> sources;  // what findings point into
  bool readable = true;                                    // false: some text could not be read as YAML at all
  // Of load_to_judge():
  std::vector<spec::Mended> mended;         // what is not as it was written; the graph is of the rest
  bool is_expanded = false;                 // there is a graph
  std::shared_ptr<const void> memory = {};  // of what these and the platform's native parts point into

  std::shared_ptr<const SourceText> add(Session& session, const std::string& name, std::string text);
  std::vector<std::string> names() const;  // of the files that were read
  int files_read() const { return static_cast<int>(sources.size()); }
};

/// Reads `path` ("" is ./platform.yaml), what it includes and the manifests it names, and expands all of it.
/// Findings say what is wrong; nullopt after a complaint when nothing could be read at all.
std::optional<Loaded> load(Session& session, const std::string& path);
/// The same of a text that was read already; `name` as load() takes it.
Loaded load_text(Session& session, const std::string& name, std::string text);
/// For whoever judges and does nothing: the same findings, and of a platform with mistakes the graph of what is left
/// without them (spec::SoundPart).
Loaded load_to_judge(Session& session, const std::string& name, std::string text);

}  // namespace slipway::cli
