#include "io/child.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

extern char** environ;

namespace slipway::io {

namespace {

struct Pipe {
  End read, write;
  bool open() {
    return take([](int* ends) { return ::pipe2(ends, O_CLOEXEC); });
  }
  bool open_socket() {
    return take([](int* ends) { return ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends); });
  }

 private:
  bool take(int (*make)(int*)) {
    int ends[2];
    if (make(ends) != 0) return false;
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

/// Why there is no program: which of its steps failed, and with which errno.
struct Obstacle {
  enum class At { Start, Folder, Program } at = At::Start;
  int error = 0;
};

/// What the child does between fork and exec: only what is safe there. Its obstacle, should it come to that, goes to
/// `say`.
[[noreturn]] void become(const Command& command, char* const* words, char** environment, const int (&ends)[3], int say,
                         pid_t parent) {
  const auto give_up = [&](Obstacle::At at) {
    const Obstacle obstacle{at, errno};
    [[maybe_unused]] const auto written = ::write(say, &obstacle, sizeof obstacle);
    ::_exit(127);
  };
  // A group of its own: Ctrl-C is ours to answer, and whatever it started ends with it. When we are killed it is asked
  // to stop, as nobody would read any more what it does.
  ::setpgid(0, 0);
  if (!command.finishes) ::prctl(PR_SET_PDEATHSIG, SIGINT);
  if (::getppid() != parent) ::_exit(127);
  for (const int signal : {SIGPIPE, SIGINT, SIGTERM, SIGCHLD}) ::signal(signal, SIG_DFL);
  for (int i = 0; i < 3; ++i)
    if (::dup2(ends[i], i) < 0) give_up(Obstacle::At::Start);
  if (command.finishes && !(is_relayed(1) && is_relayed(2))) give_up(Obstacle::At::Start);
  if (!command.folder.empty() && ::chdir(command.folder.c_str()) != 0) give_up(Obstacle::At::Folder);
  environ = environment;
  ::execvp(words[0], words);
  give_up(Obstacle::At::Program);
  ::_exit(127);
}

/// Where whoever started us ignores SIGCHLD, the system forgets how children end.
void remember_ends() {
  struct sigaction now {};
  if (::sigaction(SIGCHLD, nullptr, &now) == 0 && (now.sa_handler == SIG_IGN || (now.sa_flags & SA_NOCLDWAIT) != 0))
    ::signal(SIGCHLD, SIG_DFL);
}

Failure failure_of(const Command& command, Obstacle obstacle) {
  const std::string& program = command.words.front();
  const std::string why = std::strerror(obstacle.error);
  if (obstacle.at == Obstacle::At::Folder)
    return {FailureKind::Malformed, program + " cannot be run in " + command.folder + ": " + why};
  if (obstacle.at == Obstacle::At::Program) {
    if (obstacle.error == ENOENT || obstacle.error == ENOTDIR) return {FailureKind::NotFound, program + ": " + why};
    if (obstacle.error == EACCES || obstacle.error == EPERM) return {FailureKind::Denied, program + ": " + why};
    if (obstacle.error == E2BIG) return {FailureKind::Malformed, program + " cannot be started: " + why};
  }
  return {FailureKind::Unreachable, program + " cannot be started: " + why};
}

}  // namespace

Result<Child> start(const Command& command) {
  if (command.words.empty()) return Failure{FailureKind::Malformed, "no program was named"};
  Pipe input, output, errors, trouble;
  if (!input.open_socket() || !output.open() || !errors.open() || !trouble.open())
    return failure_of(command, {Obstacle::At::Start, errno});
  auto words = command.words;
  auto environment = environment_with(command.environment);
  const auto word_pointers = pointers(words);
  auto environment_pointers = pointers(environment);
  const int ends[3] = {input.read.get(), output.write.get(), errors.write.get()};
  remember_ends();
  const pid_t parent = ::getpid(), pid = ::fork();
  if (pid < 0) return failure_of(command, {Obstacle::At::Start, errno});
  if (pid == 0) become(command, word_pointers.data(), environment_pointers.data(), ends, trouble.write.get(), parent);
  trouble.write.close();
  Obstacle obstacle;
  ssize_t count = 0;
  while ((count = ::read(trouble.read.get(), &obstacle, sizeof obstacle)) < 0 && errno == EINTR) {
  }
  if (count == 0) return Child{pid, std::move(input.write), std::move(output.read), std::move(errors.read)};
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
  return failure_of(command, obstacle);
}

}  // namespace slipway::io
