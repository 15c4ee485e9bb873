#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace slipway::io {

struct Done {};  // what a Result holds that has nothing to tell

/// What stands at a path.
enum class Entry {
  Nothing,
  File,
  Folder,
  Other
};  // Other: a symbolic link (not followed), a device,
    // a pipe; what lies where we may not look

/// Nobody else, in no process, gets the lock of the same file while this lives; it goes with its process too.
class Lock {
 public:
  virtual ~Lock() = default;
};

/// The door to the file system. Paths are as the user gave them; "-" is standard input where reading is meant.
class Files {
 public:
  virtual ~Files() = default;

  /// The whole file, at most `kMaxBytes`. NotFound, Denied; Malformed: a directory, pipe or device by name, too large.
  virtual Result<std::string> read(const std::string& path) = 0;
  virtual bool is_directory(const std::string& path) = 0;
  /// Files below a directory whose name ends in one of `suffixes`, sorted by path, hidden ones left out. Symbolic
  /// links to directories are not followed. NotFound, Denied, or Malformed beyond 100,000 files.
  virtual Result<std::vector<std::string>> list(const std::string& directory,
                                                const std::vector<std::string>& suffixes) = 0;
  /// Matches of a pattern with *, ?, [] and ** (any number of folders), sorted.
  virtual Result<std::vector<std::string>> glob(const std::string& pattern) = 0;
  /// Do two paths lead to one file?
  virtual bool is_same(const std::string& a, const std::string& b) = 0;
  /// Whole or not at all (but over what is there, of which a kill leaves a part, where its owner would be lost); rights
  /// stay, a link is followed. Denied: also a file that we may not write. The folder must be there. Says what hinders.
  virtual Result<std::size_t> write(const std::string& path, std::string_view text) = 0;

  // For whoever keeps a whole tree of files. A door that only reads need not say them: Denied.

  virtual Entry look_at(const std::string& path);
  /// The folder and all above it that are missing.
  virtual Result<Done> make_folders(const std::string& path);
  /// A file to another name of the same file system, in place of what is there.
  virtual Result<Done> rename(const std::string& from, const std::string& to);
  /// A file, a link or an empty folder; nothing there is as well.
  virtual Result<Done> remove(const std::string& path);
  /// May files be made and removed in this folder?
  virtual bool takes_files(const std::string& folder);
  /// Of a file that a person keeps: would a new text do what its owner does not expect? Rights that let nobody write,
  /// or not us, are meant, whoever asks; a second name (a hard link) keeps the old text. A symbolic link is followed.
  struct Kept {
    bool read_only = false;
    bool has_other_names = false;
  };
  virtual Kept kept(const std::string& path);
  /// A file that is there while the lock is held and names its holder. Throttled, with the holder's name, while
  /// somebody else holds it: this does not wait. What a killed process left is taken over. The folder must be there.
  virtual Result<std::unique_ptr<Lock>> lock(const std::string& path);

  static constexpr std::size_t kMaxBytes = 256u << 20;
};

/// The real one.
class DiskFiles final : public Files {
 public:
  Result<std::string> read(const std::string& path) override;
  bool is_directory(const std::string& path) override;
  Result<std::vector<std::string>> list(const std::string& directory,
                                        const std::vector<std::string>& suffixes) override;
  Result<std::vector<std::string>> glob(const std::string& pattern) override;
  bool is_same(const std::string& a, const std::string& b) override;
  Result<std::size_t> write(const std::string& path, std::string_view text) override;
  Entry look_at(const std::string& path) override;
  Result<Done> make_folders(const std::string& path) override;
  Result<Done> rename(const std::string& from, const std::string& to) override;
  Result<Done> remove(const std::string& path) override;
  bool takes_files(const std::string& folder) override;
  Kept kept(const std::string& path) override;
  Result<std::unique_ptr<Lock>> lock(const std::string& path) override;
};

/// In memory, for tests: what is not in `files` is not found; what is in `denied` may not be read or written. Folders
/// are there as long as they hold something.
struct FakeFiles final : Files {
  std::map<std::string, std::string> files;
  std::vector<std::string> denied;
  std::vector<std::string> links;           // symbolic links, wherever they lead
  std::map<std::string, Kept> kept_files;   // those of which kept() has something to tell
  std::set<std::string> locked;             // locks that are held
  std::optional<std::size_t> changes_left;  // then the disk is full, or the process gone: nothing changes any more

  Result<std::string> read(const std::string& path) override;
  bool is_directory(const std::string& path) override;
  Result<std::vector<std::string>> list(const std::string& directory,
                                        const std::vector<std::string>& suffixes) override;
  Result<std::vector<std::string>> glob(const std::string& pattern) override;
  bool is_same(const std::string& a, const std::string& b) override;
  Result<std::size_t> write(const std::string& path, std::string_view text) override;
  Entry look_at(const std::string& path) override;
  Result<Done> make_folders(const std::string& path) override;
  Result<Done> rename(const std::string& from, const std::string& to) override;
  Result<Done> remove(const std::string& path) override;
  bool takes_files(const std::string& folder) override;
  Kept kept(const std::string& path) override;
  Result<std::unique_ptr<Lock>> lock(const std::string& path) override;

 private:
  struct Held;
  bool may_change();
};

/// From now on what this process and its children make is for its user alone.
void make_private();

/// Does `path` match a pattern with *, ?, [] (within one folder) and ** (any number of folders)?
bool matches_glob(std::string_view pattern, std::string_view path);

/// `path` seen from the folder of `file`: what a file names is relative to itself. Absolute paths stay.
std::string beside(const std::string& file, const std::string& path);

}  // namespace slipway::io
