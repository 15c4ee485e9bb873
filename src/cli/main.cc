#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <exception>
#include <filesystem>
#include <new>
#include <optional>
#include <string>

#include "cli/command.h"
#include "io/typed_line.h"

namespace {

using namespace slipway;

/// A file descriptor. A closed pipe ends quietly; any other failure to write is remembered.
class DescriptorOutput final : public cli::Output {
 public:
  explicit DescriptorOutput(int descriptor) : descriptor_(descriptor) {}
  bool write(std::string_view text) override {
    while (!text.empty() && !closed_) {
      const ssize_t count = ::write(descriptor_, text.data(), text.size());
      if (count >= 0)
        text.remove_prefix(static_cast<std::size_t>(count));
      else if (errno != EINTR) {
        closed_ = true;
        failure_ = errno == EPIPE ? 0 : errno;
      }
    }
    return !closed_;
  }
  int failure() const { return failure_; }

 private:
  int descriptor_;
  bool closed_ = false;
  int failure_ = 0;
};

/// Of a terminal; 0 when it does not say, or is none.
int columns_of(int descriptor) {
  winsize size{};
  return ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/// How wide results are: as the terminal, but where they go elsewhere, or it does not say, 80.
int result_width() {
  const int columns = columns_of(STDOUT_FILENO);
  return columns > 0 ? std::max(columns, cli::Session::kNarrowest) : 80;
}

/// Where this program is; its name when the system does not say.
std::string own_file() {
  std::error_code error;
  const auto path = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? "slipway" : path.string();
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  DescriptorOutput out(STDOUT_FILENO), err(STDERR_FILENO);
  try {
    io::DiskFiles files;
    io::CurlHttp http;
    io::SystemInterrupts interrupts;
    io::SystemClock clock;
    cli::Session* waiting = nullptr;
    io::SystemProcesses processes(&interrupts,
                                  io::Waits{clock, [&waiting](const io::Command& command, std::int64_t milliseconds) {
                                              if (waiting) waiting->tell_of_waiting(command, milliseconds);
                                            }});
    io::SystemEnvironment environment;
    static auto& done_with = *new std::vector<std::shared_ptr<const void>>;  // as long as the process
    const std::time_t now = std::time(nullptr);
    std::tm today{};
    ::gmtime_r(&now, &today);
    const char* no_color = std::getenv("NO_COLOR");
    const char* term = std::getenv("TERM");
    const bool is_dumb = term && std::string_view(term) == "dumb";
    cli::Session session{.files = files,
                         .out = out,
                         .err = err,
                         .http = &http,
                         .processes = &processes,
                         .clock = &clock,
                         .environment = &environment,
                         .interrupts = &interrupts,
                         .program = own_file(),
                         .out_is_terminal = ::isatty(STDOUT_FILENO) == 1,
                         .err_is_terminal = ::isatty(STDERR_FILENO) == 1,
                         .no_color = (no_color && *no_color) || is_dumb,
                         .width = cli::Columns(result_width),
                         .year = today.tm_year + 1900,
                         .month = today.tm_mon + 1,
                         .day = today.tm_mday,
                         .stopwatch =
                             [] {
                               const auto since = std::chrono::steady_clock::now().time_since_epoch();
                               return std::chrono::duration<double>(since).count();
                             },
                         .done_with = &done_with};
    waiting = &session;
    if (session.err_is_terminal && !is_dumb) session.err_columns = [] { return columns_of(STDERR_FILENO); };
    if (::isatty(STDIN_FILENO) == 1 && session.err_is_terminal) {
      const auto asks = [&err](io::Echo echo) {
        return [&err, echo](std::string_view question) {
          err.write(question);
          return io::typed_line(STDIN_FILENO, echo);
        };
      };
      session.ask = asks(io::Echo::On);
      session.ask_unseen = asks(io::Echo::Off);
    }
    const auto code = cli::run(session, {argv + 1, argv + argc});
    if (out.failure() != 0) {
      session.complain(
          std::string("cannot write the result: ") + std::strerror(out.failure()),
          "mend where it goes (`df -h` shows full disks), or name a file with --out; then the same command");
      return static_cast<int>(cli::ExitCode::WorldFailed);
    }
    return static_cast<int>(code);
  } catch (const std::bad_alloc&) {
    err.write("slipway: out of memory\n");
  } catch (const std::exception& error) {
    err.write(std::string("slipway: internal error, please report it: ") + error.what() + "\n");
  }
  return static_cast<int>(cli::ExitCode::WorldFailed);
}
