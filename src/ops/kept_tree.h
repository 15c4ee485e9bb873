#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "io/files.h"
#include "render/tree.h"

namespace slipway::ops {

/// A folder that slipway writes again and again beside files of others. `.slipway/files` in it lists what slipway
/// wrote, with the SHA-256 of each (`sha256sum -c .slipway/files` says which were edited since). What is not listed, or
/// no longer as it was written, is not touched without being told; what is a folder, a link or a device, never.
///
/// Writing goes through `.slipway/stage/`: whatever fails before the last file stands there leaves the tree as it was.
/// While files move to their places the list holds the hashes of both states, so that a run that was killed is mended
/// by the next. Of two that want to write at a time the second is told who the first is: `.slipway/lock`.
class KeptTree {
 public:
  /// REQUIRES: files outlives it.
  KeptTree(io::Files& files, std::string folder) : files_(files), folder_(std::move(folder)) {}
  ~KeptTree();
  KeptTree(const KeptTree&) = delete;
  KeptTree& operator=(const KeptTree&) = delete;

  /// Makes the folder and keeps others from writing to it for as long as this lives; if nothing was written by then,
  /// nothing is left of it. Fails when another process has the lock, or the folder cannot be made. What is in the way
  /// of the lock's own file compare() tells as blocked.
  Result<io::Done> lock();

  /// What slipway wrote and nobody took away, as it stands there now; and paths of what somebody took away, and of what
  /// somebody edited. Reads only.
  struct Standing {
    std::vector<render::File> files;
    std::vector<std::string> missing;
    std::vector<std::string> edited;  // of the files: written anew as they stand they would count as slipway's
  };
  Result<Standing> standing();

  enum class Change { New, Changed, Unchanged, Removed };
  struct Comparison {
    std::map<std::string, Change> changes;       // by path below the folder
    std::map<std::string, std::string> edited;   // would be lost: path, and why it is not slipway's to change
    std::map<std::string, std::string> blocked;  // cannot be written, told or not: path, and what is in the way
    std::map<std::string, std::string> closed;   // nor these, for want of rights: path, and where they are missing
    std::size_t count(Change change) const;
    bool differs() const;
  };
  /// What writing `wanted` would change. Reads only. Fails when a file cannot be read.
  /// REQUIRES: paths are relative, without `.` and `..`.
  Result<Comparison> compare(const std::vector<render::File>& wanted);

  /// Does it. REQUIRES: lock() succeeded before compare() gave this with nothing blocked or
  /// closed.
  Result<io::Done> write(const std::vector<render::File>& wanted, const Comparison& comparison);

 private:
  using Hashes = std::map<std::string, std::set<std::string>>;  // path, hashes it had when slipway wrote it

  std::string at(const std::string& path) const { return folder_ + "/" + path; }
  Result<Hashes> read_list();
  Result<io::Done> write_list(const Hashes& hashes);
  /// What keeps a path from being written: "" when nothing does.
  std::string obstacle(const std::string& path);
  /// What keeps files from being made or removed where a path is: "" when nothing does.
  std::string closed_folder(const std::string& path);
  Result<io::Done> clear_stage();
  Result<io::Done> move_into_place(const std::vector<render::File>& wanted, const Comparison& comparison);
  void remove_empty_folders_above(std::string path);

  io::Files& files_;
  std::string folder_;
  std::unique_ptr<io::Lock> lock_;
  bool made_folder_ = false, made_own_ = false;  // by lock()
  std::map<std::string, bool> takes_files_;      // folders that were asked
};

}  // namespace slipway::ops
