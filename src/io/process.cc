#include "io/process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>

extern char** environ;

namespace slipway::io {

namespace {

/// One end of a pipe, closed when nobody needs it any more.
class End {
 public:
  End() = default;
  explicit End(int descriptor) : descriptor_(descriptor) {}
  End(End&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  End& operator=(End&& other) noexcept {
    close();
    descriptor_ = std::exchange(other.descriptor_, -1);
    return *this;
  }
  ~End() { close(); }
  void close() {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
  }
  int get() const { return descriptor_; }
  bool is_open() const { return descriptor_ >= 0; }

 private:
  int descriptor_ = -1;
};

struct Pipe {
  End read, write;
  /// A socket can be written to without a signal when nobody reads.
  bool open_socket() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return false;
    read = End(ends[0]);
    write = End(ends[1]);
    return true;
  }
  bool open() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return false;
    read = End(ends[0]);
    write = End(ends[1]);
    return true;
  }
};

std::vector<std::string> environment_with(const std::map<std::string, std::string>& more) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry; ++entry) {
    const std::string_view text(*entry);
    if (!more.contains(std::string(text.substr(0, text.find('='))))) all.emplace_back(text);
  }
  for (const auto& [name, value] : more) all.push_back(name + "=" + value);
  return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (auto& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

/// Text that comes in pieces, told line by line.
struct Stream {
  End from;
  std::string* into;
  const std::function<void(std::string_view)>* on_line;
  std::string unfinished = {};

  /// False at its end.
  bool read() {
    std::array<char, 65536> piece;
    const ssize_t count = ::read(from.get(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) return true;
    if (count <= 0) {
      if (*on_line && !unfinished.empty()) (*on_line)(unfinished);
      from.close();
      return false;
    }
    const std::string_view text(piece.data(), static_cast<std::size_t>(count));
    if (into->size() < Processes::kMaxBytes) *into += text.substr(0, Processes::kMaxBytes - into->size());
    if (*on_line) tell(text);
    return true;
  }
  void tell(std::string_view text) {
    for (auto end = text.find('\n'); end != text.npos; end = text.find('\n')) {
      (*on_line)(unfinished + std::string(text.substr(0, end)));
      unfinished.clear();
      text.remove_prefix(end + 1);
    }
    unfinished += text;
  }
};

/// Passes on what comes from one end to the other, and takes it in all the same when nobody is there any more: who
/// writes never notices. Its own process; it holds nothing else open.
[[noreturn]] void relay(int from, int to) {
  for (const int signal : {SIGPIPE, SIGINT, SIGTERM}) ::signal(signal, SIG_IGN);
  if (::dup2(from, 0) < 0 || ::dup2(to, 1) < 0) ::_exit(127);
  ::close_range(2, ~0U, 0);
  std::array<char, 4096> piece;
  for (bool is_heard = true;;) {
    const ssize_t count = ::read(0, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) ::_exit(0);
    for (ssize_t done = 0; is_heard && done < count;) {
      const ssize_t written = ::write(1, piece.data() + done, static_cast<std::size_t>(count - done));
      if (written > 0) done += written;
      if (written < 0 && errno != EINTR) is_heard = false;
    }
  }
}

/// Puts a relay before one of the standard outputs; false when there is none to be had.
bool is_relayed(int output) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return false;
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::close(ends[1]);
    relay(ends[0], output);
  }
  return pid > 0 && ::dup2(ends[1], output) >= 0;
}

/// What the child does between fork and exec: only what is safe there. Its errno, should it come to that, goes to
/// `say`.
[[noreturn]] void become(const Command& command, char* const* words, char** environment, const int (&ends)[3], int say,
                         pid_t parent) {
  const auto give_up = [&] {
    const int error = errno;
    [[maybe_unused]] const auto written = ::write(say, &error, sizeof(error));
    ::_exit(127);
  };
  // A group of its own: Ctrl-C is ours to answer, and whatever it started ends with it. When we are killed it is asked
  // to stop, as nobody would read any more what it does.
  ::setpgid(0, 0);
  if (!command.finishes) ::prctl(PR_SET_PDEATHSIG, SIGINT);
  if (::getppid() != parent) ::_exit(127);
  for (const int signal : {SIGPIPE, SIGINT, SIGTERM}) ::signal(signal, SIG_DFL);
  for (int i = 0; i < 3; ++i)
    if (::dup2(ends[i], i) < 0) give_up();
  if (command.finishes && !(is_relayed(1) && is_relayed(2))) give_up();
  if (!command.folder.empty() && ::chdir(command.folder.c_str()) != 0) give_up();
  environ = environment;
  ::execvp(words[0], words);
  give_up();
  ::_exit(127);
}

Result<pid_t> start(const Command& command, Pipe& input, Pipe& output, Pipe& errors) {
  auto words = command.words;
  auto environment = environment_with(command.environment);
  const auto word_pointers = pointers(words);
  auto environment_pointers = pointers(environment);
  Pipe failure;
  if (!failure.open()) return Failure{FailureKind::Unreachable, std::string("no pipe: ") + std::strerror(errno)};
  const int ends[3] = {input.read.get(), output.write.get(), errors.write.get()};
  const pid_t parent = ::getpid(), pid = ::fork();
  if (pid == 0) become(command, word_pointers.data(), environment_pointers.data(), ends, failure.write.get(), parent);
  failure.write.close();
  int error = errno;
  if (pid > 0) {
    ssize_t count = 0;
    while ((count = ::read(failure.read.get(), &error, sizeof(error))) < 0 && errno == EINTR) {
    }
    if (count == 0) return pid;
    while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  return Failure{error == EACCES ? FailureKind::Denied : FailureKind::NotFound,
                 words.front() + ": " + std::strerror(error)};
}

}  // namespace

Result<Finished> SystemProcesses::run(const Command& command) {
  Pipe input, output, errors;
  if (command.words.empty()) return Failure{FailureKind::Malformed, "no program was named"};
  if (!input.open_socket() || !output.open() || !errors.open())
    return Failure{FailureKind::Unreachable, std::string("no pipe to another program: ") + std::strerror(errno)};
  const auto started = start(command, input, output, errors);
  if (!started) return started.error();
  input.read.close();
  output.write.close();
  errors.write.close();
  ::fcntl(input.write.get(), F_SETFL, O_NONBLOCK);

  Finished finished;
  Stream streams[] = {{std::move(output.read), &finished.output, &command.on_line},
                      {std::move(errors.read), &finished.errors, &command.on_line}};
  std::string_view to_write = command.input;
  if (to_write.empty()) input.write.close();
  int passed_on = 0;
  // Ended children may have left others that hold their pipes open: two seconds more, and they are not heard.
  const End ended(static_cast<int>(::syscall(SYS_pidfd_open, *started, 0)));
  bool has_ended = false;
  using std::chrono::steady_clock;
  auto until = steady_clock::now() + std::chrono::seconds(command.seconds);
  while (streams[0].from.is_open() || streams[1].from.is_open()) {
    pollfd wait[] = {{streams[0].from.get(), POLLIN, 0},
                     {streams[1].from.get(), POLLIN, 0},
                     {input.write.get(), POLLOUT, 0},
                     {has_ended ? -1 : ended.get(), POLLIN, 0}};
    int patience = -1;
    if (has_ended || (command.seconds > 0 && !finished.was_too_slow)) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - steady_clock::now()).count();
      if (left <= 0 && has_ended) break;
      if (left <= 0) {
        ::kill(-*started, SIGKILL);
        finished.was_too_slow = true;
      } else {
        patience = static_cast<int>(std::min<long long>(left, 1 << 30)) + 1;
      }
    }
    if (interrupts_ && interrupts_->count() > std::max(passed_on, 1)) {
      passed_on = interrupts_->count();
      ::kill(-*started, passed_on > 3 && !command.finishes ? SIGKILL : SIGINT);
    }
    if (interrupts_) patience = patience < 0 ? 1000 : std::min(patience, 1000);  // one may come just before
    if (::poll(wait, 4, patience) < 0) continue;
    if (wait[3].revents != 0) {
      has_ended = true;
      until = steady_clock::now() + std::chrono::seconds(2);
    }
    for (int i = 0; i < 2; ++i)
      if (streams[i].from.is_open() && (wait[i].revents & (POLLIN | POLLHUP | POLLERR))) streams[i].read();
    if (input.write.is_open() && wait[2].revents != 0) {
      const ssize_t count = ::send(input.write.get(), to_write.data(), to_write.size(), MSG_NOSIGNAL);
      if (count > 0) to_write.remove_prefix(static_cast<std::size_t>(count));
      if (to_write.empty() || (count < 0 && errno != EAGAIN && errno != EINTR)) input.write.close();
    }
  }
  int status = 0;
  while (::waitpid(*started, &status, 0) < 0 && errno == EINTR) {
  }
  finished.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return finished;
}

}  // namespace slipway::io
