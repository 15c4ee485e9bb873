#include "io/interrupts.h"

#include <csignal>

namespace slipway::io {
namespace {

std::atomic<int> g_came = 0;
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler writes it");

}  // namespace

void SystemInterrupts::listen() {
  struct sigaction action = {};
  action.sa_handler = [](int) { ++g_came; };
  sigemptyset(&action.sa_mask);
  action.sa_flags = 0;  // what waits is woken up
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

int SystemInterrupts::count() const { return g_came; }

}  // namespace slipway::io
