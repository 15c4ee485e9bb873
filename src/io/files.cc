#include "io/files.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <limits>
#include <system_error>
#include <utility>

#include "io/drafts.h"

namespace slipway::io {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMaxListed = 100'000;

Failure failure_of(int error, const std::string& path, std::string_view doing) {
  const FailureKind kind = error == ENOENT || error == ENOTDIR                   ? FailureKind::NotFound
                           : error == EACCES || error == EPERM || error == EROFS ? FailureKind::Denied
                                                                                 : FailureKind::Malformed;
  return {kind, fmt::format("cannot {} {}: {}", doing, path, std::strerror(error))};
}

/// Closes a file descriptor however the function is left.
struct Descriptor {
  int number = -1;
  ~Descriptor() {
    if (number > 2) ::close(number);
  }
  /// Some file systems say only here that there is no room.
  bool close() { return ::close(std::exchange(number, -1)) == 0 || errno == EINTR; }
};

/// What is written beside a file until it takes its place; gone however the function is left before that.
struct Draft {
  std::string path;
  ~Draft() {
    if (!path.empty()) ::unlink(path.c_str());
  }
  bool take_place_of(const std::string& other) {
    if (::rename(path.c_str(), other.c_str()) != 0) return false;
    path.clear();
    return true;
  }
};

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count < 0 && errno != EINTR) return false;
    if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool is_hidden(std::string_view name) { return name.size() > 1 && name[0] == '.' && name != ".."; }

bool ends_in_one_of(std::string_view name, const std::vector<std::string>& suffixes) {
  return std::ranges::any_of(suffixes, [&](const std::string& suffix) { return name.ends_with(suffix); });
}

/// All files below, hidden ones and links to directories left out; `deepest`: through how many folders.
Result<std::vector<std::string>> walk(const std::string& directory, int deepest = std::numeric_limits<int>::max()) {
  std::vector<std::string> found;
  std::error_code error;
  fs::recursive_directory_iterator at(directory, error), end;
  if (error) return failure_of(error.value(), directory, "list");
  while (at != end) {
    const bool hidden = is_hidden(at->path().filename().string());
    if (hidden || at.depth() >= deepest) at.disable_recursion_pending();
    std::error_code ignored;
    if (!hidden && at->is_regular_file(ignored)) found.push_back(at->path().string());
    if (found.size() > kMaxListed)
      return Failure{FailureKind::Malformed, fmt::format("{} holds more than {} files", directory, kMaxListed)};
    at.increment(error);
    if (error) return failure_of(error.value(), directory, "list");
  }
  std::ranges::sort(found);
  return found;
}

/// The folder part of a pattern that has no special character: where a walk has to start.
std::string fixed_folder(const std::string& pattern) {
  const auto special = pattern.find_first_of("*?[");
  const auto slash = pattern.rfind('/', special);
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : pattern.substr(0, slash);
}

std::string without_dot(const std::string& path) { return path.starts_with("./") ? path.substr(2) : path; }

}  // namespace

Entry Files::look_at(const std::string& path) {
  if (is_directory(path)) return Entry::Folder;
  return read(path) ? Entry::File : Entry::Nothing;
}

Result<Done> Files::make_folders(const std::string& path) { return failure_of(EROFS, path, "make"); }
Result<Done> Files::rename(const std::string&, const std::string& to) { return failure_of(EROFS, to, "write"); }
Result<Done> Files::remove(const std::string& path) { return failure_of(EROFS, path, "remove"); }
bool Files::takes_files(const std::string&) { return false; }
Files::Kept Files::kept(const std::string&) { return {}; }
Result<std::unique_ptr<Lock>> Files::lock(const std::string& path) { return failure_of(EROFS, path, "lock"); }

namespace {

/// Something that is open already, as a shell's <(…) is: whoever opened it feeds it.
bool is_handed_over(const std::string& path) {
  return path == "-" || path == "/dev/stdin" || path.starts_with("/dev/fd/") || path.starts_with("/proc/self/fd/");
}

/// Nothing to wait for: a pipe may have no writer, and a device no end.
bool is_readable(const struct stat& about) {
  const bool is_nothing = S_ISCHR(about.st_mode) && about.st_rdev == ::makedev(1, 3);  // /dev/null
  return S_ISREG(about.st_mode) || S_ISDIR(about.st_mode) || is_nothing;
}

}  // namespace

Result<std::string> DiskFiles::read(const std::string& path) {
  Descriptor file;
  const bool waits = is_handed_over(path);
  file.number = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | (waits ? 0 : O_NONBLOCK));
  const std::string name = path == "-" ? "standard input" : path;
  if (file.number < 0 && errno == ENOENT && look_at(path) == Entry::Other)
    return Failure{FailureKind::NotFound, fmt::format("cannot read {}: it is a link to nothing", name)};
  if (file.number < 0) return failure_of(errno, name, "read");
  struct stat about {};
  if (::fstat(file.number, &about) != 0) return failure_of(errno, name, "read");
  if (S_ISDIR(about.st_mode)) return Failure{FailureKind::Malformed, fmt::format("{} is a directory", name)};
  if (!waits && !is_readable(about))
    return Failure{FailureKind::Malformed,
                   fmt::format("{} is {}, no file: give what comes of it to standard input, -", name,
                               S_ISFIFO(about.st_mode)   ? "a pipe"
                               : S_ISSOCK(about.st_mode) ? "a socket"
                                                         : "a device")};
  std::string text;
  if (about.st_size > 0 && static_cast<std::size_t>(about.st_size) <= kMaxBytes)
    text.reserve(static_cast<std::size_t>(about.st_size) + 1);
  char buffer[1 << 16];
  for (;;) {
    const ssize_t count = ::read(file.number, buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failure_of(errno, name, "read");
    if (count == 0) return text;
    text.append(buffer, static_cast<std::size_t>(count));
    if (S_ISREG(about.st_mode) && text.size() == static_cast<std::size_t>(about.st_size)) return text;
    if (text.size() > kMaxBytes)
      return Failure{FailureKind::Malformed, fmt::format("{} is larger than {} MiB", name, kMaxBytes >> 20)};
  }
}

bool DiskFiles::is_directory(const std::string& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

Result<std::vector<std::string>> DiskFiles::list(const std::string& directory,
                                                 const std::vector<std::string>& suffixes) {
  auto all = walk(directory);
  if (!all) return all;
  std::vector<std::string> found = all.value();
  std::erase_if(found, [&](const std::string& path) { return !ends_in_one_of(path, suffixes); });
  return found;
}

Result<std::vector<std::string>> DiskFiles::glob(const std::string& pattern) {
  if (pattern.find_first_of("*?[") == std::string::npos) {
    std::error_code error;
    if (!fs::exists(pattern, error)) return std::vector<std::string>{};
    return std::vector<std::string>{pattern};
  }
  const std::string folder = fixed_folder(pattern);
  if (!is_directory(folder)) return std::vector<std::string>{};
  // Without ** a pattern says how deep what it means lies.
  const bool is_deep = pattern.find("**") != std::string::npos;
  const auto slashes =
      std::count(pattern.begin() + static_cast<std::ptrdiff_t>(pattern.find_first_of("*?[")), pattern.end(), '/');
  auto all = is_deep ? walk(folder) : walk(folder, static_cast<int>(slashes));
  if (!all) return all;
  std::vector<std::string> found;
  for (const auto& path : all.value()) {
    const std::string plain = without_dot(path);
    if (matches_glob(without_dot(pattern), plain)) found.push_back(plain);
  }
  return found;
}

bool DiskFiles::is_same(const std::string& a, const std::string& b) {
  std::error_code error;
  return fs::equivalent(a, b, error) && !error;
}

namespace {

bool may_write(const std::string& path) { return ::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) == 0; }

/// 0, or what is in the way. Of a file that cannot be replaced without taking its place or its owner from it: room for
/// the text is taken before the first byte of the old one goes.
int write_over(const std::string& path, std::string_view text, const struct stat& before) {
  Descriptor file;
  file.number = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (file.number < 0) return errno;
  if (const auto size = static_cast<off_t>(text.size()); size > before.st_size)
    if (const int full = ::posix_fallocate(file.number, 0, size); full != 0) {
      [[maybe_unused]] const int as_it_was = ::ftruncate(file.number, before.st_size);
      return full;
    }
  const bool is_written = write_all(file.number, text) &&
                          ::ftruncate(file.number, static_cast<off_t>(text.size())) == 0 && ::fsync(file.number) == 0 &&
                          file.close();
  return is_written ? 0 : errno;
}

/// Does the draft belong to whom the file belongs, or can it be given to them? False for the files of others.
bool has_owner_of(int draft, const struct stat& before) {
  struct stat made {};
  if (::fstat(draft, &made) != 0) return false;
  if (made.st_uid == before.st_uid && made.st_gid == before.st_gid) return true;
  return ::fchown(draft, before.st_uid, before.st_gid) == 0;
}

}  // namespace

Result<std::size_t> DiskFiles::write(const std::string& name, std::string_view text) {
  std::error_code error;
  if (is_directory(name))
    return Failure{FailureKind::Malformed, fmt::format("cannot write {}: it is a directory", name)};
  fs::path resolved = name;
  if (std::error_code none; fs::is_symlink(name, none)) resolved = fs::weakly_canonical(name, error);
  if (error) return failure_of(error.value(), name, "write");
  const std::string path = resolved.string();
  // A device or pipe (/dev/stdout, a fifo) cannot be renamed over: it is written in place.
  struct stat before {};
  const bool exists = ::stat(path.c_str(), &before) == 0;
  const bool in_place = exists && !S_ISREG(before.st_mode);
  const bool replaces = exists && !in_place;
  // A folder's rights would let us put another in the place of a file that we may not write.
  if (replaces && !may_write(path)) return failure_of(errno, name, "write");
  const mode_t rights = exists ? before.st_mode & 07777 : 0666;
  Descriptor file;
  Draft draft;
  if (!in_place) remove_left_drafts(resolved.parent_path().string());
  const std::string target = in_place ? path : draft_of(path);
  const auto over = [&]() -> Result<std::size_t> {
    if (const int failed = write_over(path, text, before); failed != 0) return failure_of(failed, name, "write");
    return text.size();
  };
  file.number = ::open(target.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | (in_place ? 0 : O_TRUNC), rights);
  if (file.number < 0 && replaces && (errno == EACCES || errno == EPERM || errno == EROFS)) return over();
  if (file.number < 0) return failure_of(errno, name, "write");
  if (!in_place) draft.path = target;
  if (replaces && !has_owner_of(file.number, before)) return over();
  // What is replaced would be lost to a power cut between the new name and the new text; what is new has lost nothing.
  if ((replaces && ::fchmod(file.number, rights) != 0) || !write_all(file.number, text) ||
      (replaces && ::fsync(file.number) != 0) || !file.close() || (!in_place && !draft.take_place_of(path)))
    return failure_of(errno, name, "write");
  return text.size();
}

Entry DiskFiles::look_at(const std::string& path) {
  struct stat about {};
  if (::lstat(path.c_str(), &about) != 0) return errno == EACCES ? Entry::Other : Entry::Nothing;
  return S_ISREG(about.st_mode) ? Entry::File : S_ISDIR(about.st_mode) ? Entry::Folder : Entry::Other;
}

Result<Done> DiskFiles::make_folders(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return failure_of(error.value(), path, "make");
  return Done{};
}

Result<Done> DiskFiles::rename(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return failure_of(errno, to, "write");
  return Done{};
}

Result<Done> DiskFiles::remove(const std::string& path) {
  if (::remove(path.c_str()) != 0 && errno != ENOENT) return failure_of(errno, path, "remove");
  return Done{};
}

bool DiskFiles::takes_files(const std::string& folder) {
  return ::faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) == 0;
}

Files::Kept DiskFiles::kept(const std::string& path) {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0 || !S_ISREG(about.st_mode)) return {};
  return {(about.st_mode & 0222) == 0 || !may_write(path), about.st_nlink > 1};
}

bool matches_glob(std::string_view pattern, std::string_view path) {
  // Row by row of "pattern up to i matches path up to j": no backtracking, so time is bounded by the product.
  std::vector<char> row(path.size() + 1, 0), next;
  row[0] = 1;
  for (std::size_t i = 0; i < pattern.size();) {
    next.assign(path.size() + 1, 0);
    if (pattern.substr(i).starts_with("**/")) {  // any number of folders, also none
      bool open = false;
      for (std::size_t j = 0; j <= path.size(); ++j) {
        if (row[j]) next[j] = 1;
        if (open && j > 0 && path[j - 1] == '/') next[j] = 1;
        open = open || row[j];
      }
      i += 3;
    } else if (pattern.substr(i).starts_with("**")) {
      bool open = false;
      for (std::size_t j = 0; j <= path.size(); ++j) next[j] = open = open || row[j];
      i += 2;
    } else if (pattern[i] == '*') {
      bool open = false;
      for (std::size_t j = 0; j <= path.size(); ++j) {
        if (j > 0 && path[j - 1] == '/') open = false;
        next[j] = open = open || row[j];
      }
      i += 1;
    } else {
      std::size_t end = i + 1;
      const bool set = pattern[i] == '[' && (end = pattern.find(']', i + 2)) != std::string_view::npos;
      if (!set) end = i;
      for (std::size_t j = 0; j < path.size(); ++j) {
        if (!row[j]) continue;
        const char c = path[j];
        bool match = pattern[i] == '?' ? c != '/' : c == pattern[i];
        if (set) {
          const bool negated = pattern[i + 1] == '!' || pattern[i + 1] == '^';
          match = false;
          for (std::size_t k = i + 1 + negated; k < end; ++k) {
            if (k + 2 < end && pattern[k + 1] == '-') {
              match = match || (pattern[k] <= c && c <= pattern[k + 2]);
              k += 2;
            } else {
              match = match || pattern[k] == c;
            }
          }
          match = match != negated && c != '/';
        }
        if (match) next[j + 1] = 1;
      }
      i = end + 1;
    }
    row.swap(next);
  }
  return row[path.size()] != 0;
}

std::string beside(const std::string& file, const std::string& path) {
  if (path.starts_with('/')) return path;
  const auto slash = file.rfind('/');
  if (slash == std::string::npos) return path;
  return (fs::path(file.substr(0, slash + 1)) / path).lexically_normal().string();
}

void make_private() { ::umask(0077); }

}  // namespace slipway::io
