#include "io/drafts.h"

#include <fmt/core.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <mutex>
#include <optional>
#include <set>
#include <string_view>
#include <system_error>

namespace slipway::io {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMark = ".slipway-", kEnd = ".tmp";

/// Whose draft it is; nullopt of a name that is none.
std::optional<pid_t> writer_of(std::string_view name) {
  const std::size_t mark = name.rfind(kMark);
  if (!name.ends_with(kEnd) || mark == name.npos || mark == 0) return std::nullopt;
  const std::string_view number = name.substr(mark + kMark.size(), name.size() - mark - kMark.size() - kEnd.size());
  pid_t writer = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), writer);
  if (error != std::errc() || end != number.data() + number.size() || writer <= 0) return std::nullopt;
  return writer;
}

bool is_gone(pid_t process) { return ::kill(process, 0) != 0 && errno == ESRCH; }

/// A process of another machine or container, of which nothing is known here, is at work on what was touched just now.
bool is_old(const fs::path& path) {
  std::error_code error;
  const auto touched = fs::last_write_time(path, error);
  return !error && fs::file_time_type::clock::now() - touched > std::chrono::minutes(1);
}

bool is_first_look(const std::string& folder) {
  static std::mutex mutex;
  static std::set<std::string> looked_into;
  const std::scoped_lock lock(mutex);
  return looked_into.insert(folder).second;
}

}  // namespace

std::string draft_of(const std::string& path) { return fmt::format("{}{}{}{}", path, kMark, ::getpid(), kEnd); }

void remove_left_drafts(const std::string& folder) {
  if (!is_first_look(folder)) return;
  std::error_code error;
  for (fs::directory_iterator at(folder.empty() ? "." : folder, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    const auto writer = writer_of(name);
    std::error_code ignored;
    if (writer && at->is_regular_file(ignored) && !at->is_symlink(ignored) && is_gone(*writer) && is_old(at->path()))
      fs::remove(at->path(), ignored);
  }
}

}  // namespace slipway::io
