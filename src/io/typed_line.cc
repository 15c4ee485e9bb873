#include "io/typed_line.h"

#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

namespace slipway::io {
namespace {

constexpr std::array kSignals = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
constexpr int kLookAgain = 100;  // milliseconds: a signal may have come to another thread

volatile std::sig_atomic_t g_came = 0;  // of kSignals, while a terminal shows nothing

/// While it lives, a terminal shows nothing of what is typed but the line's end, and signals are noted.
class Unseen {
 public:
  explicit Unseen(int terminal) : terminal_(terminal), is_terminal_(::tcgetattr(terminal, &before_) == 0) {
    g_came = 0;
    struct sigaction noted = {};
    noted.sa_handler = [](int signal) { g_came = signal; };
    sigemptyset(&noted.sa_mask);
    for (std::size_t i = 0; i < kSignals.size(); ++i) {
      ::sigaction(kSignals[i], nullptr, &handlers_[i]);
      if (handlers_[i].sa_handler != SIG_IGN) ::sigaction(kSignals[i], &noted, nullptr);
    }
    termios hidden = before_;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    hidden.c_lflag |= ECHONL;
    if (is_terminal_) set(TCSAFLUSH, hidden);
  }
  ~Unseen() {
    if (is_terminal_) set(TCSANOW, before_);
    for (std::size_t i = 0; i < kSignals.size(); ++i) ::sigaction(kSignals[i], &handlers_[i], nullptr);
  }
  Unseen(const Unseen&) = delete;
  Unseen& operator=(const Unseen&) = delete;

 private:
  void set(int when, const termios& how) const {
    while (::tcsetattr(terminal_, when, &how) != 0 && errno == EINTR) continue;
  }

  int terminal_;
  termios before_ = {};
  bool is_terminal_;
  std::array<struct sigaction, kSignals.size()> handlers_ = {};
};

std::optional<std::string> read_line(int descriptor) {
  std::string line;
  while (g_came == 0) {
    pollfd asked{descriptor, POLLIN, 0};
    const int ready = ::poll(&asked, 1, kLookAgain);
    if (ready < 0 && errno != EINTR) return std::nullopt;
    if (ready <= 0) continue;
    char c = 0;
    const ssize_t count = ::read(descriptor, &c, 1);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return std::nullopt;
    if (c == '\n') return line;
    line += c;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> typed_line(int descriptor, Echo echo) {
  if (echo == Echo::On) return read_line(descriptor);
  for (;;) {
    std::optional<std::string> line;
    {
      const Unseen unseen(descriptor);
      line = read_line(descriptor);
    }
    const int came = g_came;
    g_came = 0;
    if (came == 0) return line;
    ::raise(came);  // what it does to us it does now that the terminal is as it was
    if (came != SIGTSTP) return std::nullopt;
  }
}

}  // namespace slipway::io
