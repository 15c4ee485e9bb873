#include "io/interrupts.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <iterator>

#include "io/leaving.h"

namespace slipway::io {
namespace {

std::atomic<int> g_came = 0;
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler writes it");
std::atomic<const char*> g_last_words = nullptr;
static_assert(std::atomic<const char*>::is_always_lock_free, "a signal handler reads it");

constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP};  // SIGHUP: the terminal is gone

/// What the n-th is told at once, since whoever waits for another program says nothing. Terraform loses what it is at
/// making when it is killed, so it never is.
constexpr const char* kWords[] = {
    "slipway: stopping after the step in hand, or where it only waits; Ctrl-C again tells Terraform or helm, if one is "
    "at work there, to stop as well\n",
    "slipway: told the program at work to stop, if there is one; Terraform may need minutes to write down what it "
    "made\n",
    "slipway: told it once more: Terraform ends now, without waiting for AWS\n",
    "slipway: whatever else does not stop is killed now; a Terraform that changes AWS is not: what it made would be "
    "unknown\n"};

constexpr const char* kWordsOfProbes = "slipway: stopping: what the probes made is taken away\n";

/// In a signal handler: nothing is allocated. On a terminal a line may be half drawn.
void write_now(const char* text) {
  const int saved = errno;
  const char* begin = ::isatty(STDERR_FILENO) == 1 ? "\r\x1b[K" : "";
  for (const char* part : {begin, text})
    if (::write(STDERR_FILENO, part, std::strlen(part)) < 0) break;  // nobody reads it any more
  errno = saved;
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
    write_now(g_last_words);
    ::signal(signal, SIG_DFL);
    ::raise(signal);
  });
}

void SystemInterrupts::listen(At at) {
  if (at == At::Probes)
    on_each([](int) {
      ++g_came;
      write_now(kWordsOfProbes);
    });
  else
    on_each([](int) {
      const int came = ++g_came;
      write_now(kWords[std::min<int>(came, std::size(kWords)) - 1]);
    });
}

int SystemInterrupts::count() const { return g_came; }

}  // namespace slipway::io
