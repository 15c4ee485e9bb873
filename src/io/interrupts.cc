#include "io/interrupts.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <initializer_list>

#include "io/doing.h"
#include "io/leaving.h"

namespace slipway::io {
namespace {

std::atomic<int> g_came = 0;
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler writes it");
std::atomic<const char*> g_last_words = nullptr;
static_assert(std::atomic<const char*>::is_always_lock_free, "a signal handler reads it");

constexpr const char* kTerraform = "Terraform";
constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP};  // SIGHUP: the terminal is gone

// What is at work now; nullptr: nothing of the kind. Signal handlers read them.
std::atomic<const char*> g_program = nullptr, g_wait = nullptr;

/// In a signal handler: nothing is allocated. On a terminal a line may be half drawn.
void write_now(std::initializer_list<const char*> text) {
  const int saved = errno;
  std::array<char, 400> line;  // in one piece: others write there too
  std::size_t size = 0;
  const auto add = [&](const char* part) {
    const std::size_t length = std::min(std::strlen(part), line.size() - size);
    std::memcpy(line.data() + size, part, length);
    size += length;
  };
  if (::isatty(STDERR_FILENO) == 1) add("\r\x1b[K");
  for (const char* part : text) add(part);
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), size);  // maybe nobody reads it any more
  errno = saved;
}

/// What the n-th is told at once, since whoever waits says nothing. Terraform loses what it is at making when it is
/// killed, so it never is.
void answer_at_steps(int came) {
  const char* program = g_program;
  const char* wait = g_wait;
  if (!program && wait && came == 1) return write_now({"slipway: stopping: it no longer waits for ", wait, "\n"});
  if (!program && came == 1) return write_now({"slipway: stopping after the step in hand\n"});
  if (!program) return write_now({"slipway: stopping already: it ends with the request in hand\n"});
  if (came == 1) return write_now({"slipway: stopping when ", program, " has ended; Ctrl-C again tells it to stop\n"});
  const bool is_terraform = std::strcmp(program, kTerraform) == 0;
  if (came == 2)
    return write_now({"slipway: told ", program, " to stop",
                      is_terraform ? "; it may need minutes to write down what it made\n" : "\n"});
  if (came == 3)
    return write_now(
        {"slipway: told ", program, " once more", is_terraform ? ": it ends now, without waiting for AWS\n" : "\n"});
  write_now(
      {"slipway: ", program, is_terraform ? " is killed now, but not while it changes AWS\n" : " is killed now\n"});
}

constexpr const char* kAtProbes = "slipway: stopping: the rest is skipped, and what a probe made is taken away\n";

void end_by(int signal) {
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

void on_each(void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  action.sa_flags = 0;  // what waits is woken up
  for (const int signal : kSignals) {
    struct sigaction now = {};
    const bool outlives_the_terminal =
        signal == SIGHUP && ::sigaction(signal, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
    if (!outlives_the_terminal) ::sigaction(signal, &action, nullptr);
  }
}

}  // namespace

void say_when_interrupted(const char* text) {
  g_last_words = text;
  on_each([](int signal) {
    write_now({g_last_words});
    end_by(signal);
  });
}

void SystemInterrupts::listen(At at) {
  switch (at) {
    case At::Probes:
      return on_each([](int) {
        ++g_came;
        write_now({kAtProbes});
      });
    case At::Steps:
      return on_each([](int) { answer_at_steps(++g_came); });
  }
}

Doing::Doing(What what, const char* name) : program_before_(g_program), wait_before_(g_wait) {
  (what == What::Program ? g_program : g_wait) = name;
}

Doing::~Doing() {
  g_program = program_before_;
  g_wait = wait_before_;
}

int SystemInterrupts::count() const { return g_came; }

}  // namespace slipway::io
