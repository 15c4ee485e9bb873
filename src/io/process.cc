#include "io/process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>

#include "io/child.h"

namespace slipway::io {

namespace {

using std::chrono::steady_clock;

constexpr int kSlice = 100;         // milliseconds between two looks where no descriptor tells of a child's end
constexpr int kInterrupts = 1'000;  // and whether somebody interrupts: that may come just before a wait
constexpr std::chrono::seconds kUnheard{2};
constexpr std::int64_t kTold = 5'000, kToldAgain = 15'000;  // milliseconds

/// Text that comes in pieces, told line by line.
struct Stream {
  End from;
  std::string* into;
  const std::function<void(std::string_view)>* on_line;
  std::size_t most;  // bytes that are kept
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
    if (into->size() < most) *into += text.substr(0, most - into->size());
    if (*on_line) tell(text);
    return true;
  }
  void tell(std::string_view text) {
    for (auto end = text.find('\n'); end != text.npos; end = text.find('\n')) {
      keep(text.substr(0, end));
      (*on_line)(unfinished);
      unfinished.clear();
      text.remove_prefix(end + 1);
    }
    keep(text);
  }
  /// Of a line.
  void keep(std::string_view text) {
    if (unfinished.size() < most) unfinished += text.substr(0, most - unfinished.size());
  }
};

/// A program on its way: fed, listened to, and told to stop.
class Running {
 public:
  Running(const Command& command, Child child, const Interrupts* interrupts, const Waits* waits)
      : command_(command),
        interrupts_(interrupts),
        waits_(command.what.empty() && !command.on_wait ? nullptr : waits),
        began_(waits_ ? waits_->clock.now() : 0),
        pid_(child.pid),
        input_(std::move(child.input)),
        end_(static_cast<int>(::syscall(SYS_pidfd_open, child.pid, 0))),
        streams_{{std::move(child.output), &finished_.output, &command.on_line, command.most},
                 {std::move(child.errors), &finished_.errors, &command.on_line, command.most}},
        to_write_(command.input),
        until_(steady_clock::now() + std::chrono::seconds(command.seconds)) {
    ::fcntl(input_.get(), F_SETFL, O_NONBLOCK);
    if (to_write_.empty()) input_.close();
  }

  Result<Finished> go() {
    // Ended children may have left others that hold their pipes open: two seconds more, and they are not heard.
    while (!has_ended_ || (is_heard() && steady_clock::now() < until_)) {
      keep_time();
      tell_of_waiting();
      pass_interrupts_on();
      pollfd wait[] = {{streams_[0].from.get(), POLLIN, 0},
                       {streams_[1].from.get(), POLLIN, 0},
                       {input_.get(), POLLOUT, 0},
                       {has_ended_ ? -1 : end_.get(), POLLIN, 0}};
      const bool has_news = ::poll(wait, std::size(wait), patience()) >= 0;
      if (!has_ended_ && (!end_.is_open() || (has_news && wait[3].revents != 0)) && !look_for_its_end()) return lost();
      if (!has_news) continue;
      for (int i = 0; i < 2; ++i)
        if (streams_[i].from.is_open() && (wait[i].revents & (POLLIN | POLLHUP | POLLERR))) streams_[i].read();
      if (input_.is_open() && wait[2].revents != 0) feed();
    }
    int status = 0;
    pid_t reaped = -1;
    while ((reaped = ::waitpid(pid_, &status, 0)) < 0 && errno == EINTR) {
    }
    if (reaped < 0) return lost();
    finished_.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    return std::move(finished_);
  }

 private:
  bool is_heard() const { return streams_[0].from.is_open() || streams_[1].from.is_open(); }
  std::int64_t left() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(until_ - steady_clock::now()).count();
  }
  bool is_timed() const { return has_ended_ || (command_.seconds > 0 && !finished_.was_too_slow); }

  void keep_time() {
    if (has_ended_ || !is_timed() || left() > 0) return;
    ::kill(-pid_, SIGKILL);
    finished_.was_too_slow = true;
  }

  void tell_of_waiting() {
    if (!waits_ || has_ended_) return;
    const std::int64_t waited = waits_->clock.now() - began_;
    if (waited < next_told_) return;
    if (!command_.what.empty()) waits_->tell(command_, waited);
    if (command_.on_wait) command_.on_wait(waited);
    next_told_ = waited + kToldAgain;
  }

  void pass_interrupts_on() {
    if (!interrupts_ || interrupts_->count() <= std::max(passed_on_, 1)) return;
    passed_on_ = interrupts_->count();
    ::kill(-pid_, passed_on_ > 3 && !command_.finishes ? SIGKILL : SIGINT);
  }

  /// Milliseconds until something is to be done unasked; -1: nothing is.
  int patience() const {
    std::int64_t most = 1 << 30;
    if (is_timed()) most = std::clamp<std::int64_t>(left() + 1, 0, most);
    if (waits_ && !has_ended_) most = std::clamp<std::int64_t>(next_told_ - (waits_->clock.now() - began_), 0, most);
    if (interrupts_) most = std::min<std::int64_t>(most, kInterrupts);
    if (!has_ended_ && !end_.is_open()) most = std::min<std::int64_t>(most, kSlice);
    return most == 1 << 30 ? -1 : static_cast<int>(most);
  }

  /// It is not reaped: until then nobody else gets its number, by which its group is told to stop. False when the
  /// system knows of no such child.
  bool look_for_its_end() {
    siginfo_t about{};
    if (::waitid(P_PID, static_cast<id_t>(pid_), &about, WEXITED | WNOHANG | WNOWAIT) != 0) return errno == EINTR;
    if (about.si_pid == 0) return true;
    has_ended_ = true;
    until_ = steady_clock::now() + kUnheard;
    return true;
  }

  void feed() {
    const ssize_t count = ::send(input_.get(), to_write_.data(), to_write_.size(), MSG_NOSIGNAL);
    if (count > 0) to_write_.remove_prefix(static_cast<std::size_t>(count));
    if (to_write_.empty() || (count < 0 && errno != EAGAIN && errno != EINTR)) input_.close();
  }

  Failure lost() const {
    return {FailureKind::Unreachable, command_.words.front() + ": nobody knows how it ended: " + std::strerror(errno)};
  }

  const Command& command_;
  const Interrupts* interrupts_;
  const Waits* waits_;  // nullptr: nobody is told
  const std::int64_t began_;
  std::int64_t next_told_ = kTold;
  const pid_t pid_;
  End input_;
  const End end_;  // readable when the child has ended; closed where the system has no such descriptor
  Finished finished_;
  Stream streams_[2];
  std::string_view to_write_;
  steady_clock::time_point until_;  // it may run; once it has ended, it is heard
  bool has_ended_ = false;
  int passed_on_ = 0;  // interrupts
};

}  // namespace

Result<Finished> SystemProcesses::run(const Command& command) {
  auto child = start(command);
  if (!child) return child.error();
  return Running(command, std::move(child).value(), interrupts_, waits_ ? &*waits_ : nullptr).go();
}

}  // namespace slipway::io
