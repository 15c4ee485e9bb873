#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "io/files.h"
#include "render/tree.h"

namespace slipway::cli {

/// A folder that slipway writes again and again beside files of others. `.slipway/files` in it lists what slipway
/// wrote, with the SHA-256 of each (`sha256sum -c .slipway/files` says which were edited since). What is not listed, or
/// no longer as it was written, is not touched without being told; what is a folder, a link or a device, never.
///
/// Writing goes through `.slipway/stage/`: whatever fails before the last file stands there leaves the tree as it was.
/// While files move to their places the list holds the hashes of both states, so that a run that was killed is mended
/// by the next.
class KeptTree {
 public:
  /// REQUIRES: files outlives it.
  KeptTree(io::Files& files, std::string folder) : files_(files), folder_(std::move(folder)) {}

  enum class Change { New, Changed, Unchanged, Removed };
  struct Comparison {
    std::map<std::string, Change> changes;       // by path below the folder
    std::map<std::string, std::string> edited;   // would be lost: path, and why it is not slipway's to change
    std::map<std::string, std::string> blocked;  // cannot be written, told or not: path, and what is in the way
    std::size_t count(Change change) const;
    bool differs() const;
  };
  /// What writing `wanted` would change. Reads only. Fails when a file cannot be read.
  /// REQUIRES: paths are relative, without `.` and `..`.
  Result<Comparison> compare(const std::vector<render::File>& wanted);

  /// Does it. REQUIRES: compare() gave this with nothing blocked, and nobody changed the folder since.
  Result<io::Done> write(const std::vector<render::File>& wanted, const Comparison& comparison);

 private:
  using Hashes = std::map<std::string, std::set<std::string>>;  // path, hashes it had when slipway wrote it

  std::string at(const std::string& path) const { return folder_ + "/" + path; }
  Result<Hashes> read_list();
  Result<io::Done> write_list(const Hashes& hashes);
  /// What keeps a path from being written: "" when nothing does.
  std::string obstacle(const std::string& path);
  Result<io::Done> clear_stage();
  Result<io::Done> move_into_place(const std::vector<render::File>& wanted, const Comparison& comparison);
  void remove_empty_folders_above(std::string path);

  io::Files& files_;
  std::string folder_;
};

}  // namespace slipway::cli
