#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/session.h"

namespace slipway::cli {

/// A file that is to be read.
struct NamedFile {
  std::string path;
  bool is_named;  // itself; false: it was found in a folder or by a pattern
};

/// "./a//b" and "a/b" are one file.
std::string plain_path(const std::string& path);

/// The files behind files, folders (those whose names end in one of `suffixes`, hidden ones left out), globs and "-",
/// in the order given, each once. nullopt after a complaint.
std::optional<std::vector<NamedFile>> files_of(Session& session, const std::vector<std::string>& paths,
                                               const std::vector<std::string>& suffixes);

}  // namespace slipway::cli
