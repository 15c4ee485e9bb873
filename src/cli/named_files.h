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

/// Of a file named in the command that cannot be read: when it is not there, one beside it may have been meant.
void complain_of_named_file(Session& session, const Failure& failure, const std::string& path);

/// "./a//b" and "a/b" are one file.
std::string plain_path(const std::string& path);

struct FoundFiles {
  std::vector<NamedFile> files;
  bool is_complete = true;  // false: there is nothing behind something that was named, and it was complained of
};

/// As files_of, and goes on after a complaint.
FoundFiles find_files(Session& session, const std::vector<std::string>& paths,
                      const std::vector<std::string>& suffixes);

/// The files behind files, folders (those whose names end in one of `suffixes`, hidden ones left out), globs and "-",
/// in the order given, each once. nullopt after a complaint.
std::optional<std::vector<NamedFile>> files_of(Session& session, const std::vector<std::string>& paths,
                                               const std::vector<std::string>& suffixes);

}  // namespace slipway::cli
