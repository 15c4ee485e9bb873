#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/text.h"
#include "io/files.h"

namespace slipway::io {
namespace {

constexpr int kTries = 100;  // only against those who take and leave it in between
constexpr std::size_t kLongestName = 200;

/// The file goes before its lock does: who opens it in between finds that it is no longer the one at the path.
class FileLock final : public Lock {
 public:
  FileLock(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
  ~FileLock() override {
    ::unlink(path_.c_str());
    ::close(descriptor_);
  }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  const int descriptor_;
  const std::string path_;
};

std::string this_process() {
  char host[256] = "";
  if (::gethostname(host, sizeof host - 1) != 0) host[0] = '\0';
  return fmt::format("process {} on {}\n", ::getpid(), host);
}

std::string holder_of(int descriptor) {
  char name[kLongestName];
  const ssize_t count = ::pread(descriptor, name, sizeof name, 0);
  const std::string_view text(name, count > 0 ? static_cast<std::size_t>(count) : 0);
  const auto line = text.substr(0, text.find('\n'));
  return line.empty() ? "another process" : printable(line);
}

bool is_still_at(int descriptor, const std::string& path) {
  struct stat open {
  }, there{};
  return ::fstat(descriptor, &open) == 0 && ::lstat(path.c_str(), &there) == 0 && open.st_ino == there.st_ino &&
         open.st_dev == there.st_dev;
}

}  // namespace

Result<std::unique_ptr<Lock>> DiskFiles::lock(const std::string& path) {
  const auto failure = [&](int error) {
    const auto kind = error == ENOENT                     ? FailureKind::NotFound
                      : error == EACCES || error == EROFS ? FailureKind::Denied
                                                          : FailureKind::Malformed;
    return Failure{kind, fmt::format("cannot lock {}: {}", path, std::strerror(error))};
  };
  for (int tries = 0; tries < kTries; ++tries) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (descriptor < 0) return failure(errno);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
      const int why = errno;
      const auto holder = holder_of(descriptor);
      ::close(descriptor);
      if (why == EINTR) continue;
      if (why != EWOULDBLOCK) return failure(why);
      return Failure{FailureKind::Throttled, fmt::format("{} is held by {}", path, holder)};
    }
    if (!is_still_at(descriptor, path)) {
      ::close(descriptor);
      continue;
    }
    auto held = std::make_unique<FileLock>(descriptor, path);
    const auto name = this_process();
    if (::ftruncate(descriptor, 0) != 0) return failure(errno);
    if (::pwrite(descriptor, name.data(), name.size(), 0) != static_cast<ssize_t>(name.size()))
      return failure(errno == 0 ? ENOSPC : errno);
    return std::unique_ptr<Lock>(std::move(held));
  }
  return failure(EBUSY);
}

}  // namespace slipway::io
