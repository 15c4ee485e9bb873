#include "io/typed_line.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <termios.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <thread>

namespace slipway::io {
namespace {

/// A terminal, and whoever sits at it.
struct Terminal {
  int person = ::posix_openpt(O_RDWR | O_NOCTTY), program = -1;

  Terminal() {
    EXPECT_EQ(::grantpt(person), 0);
    EXPECT_EQ(::unlockpt(person), 0);
    program = ::open(::ptsname(person), O_RDWR | O_NOCTTY);
    EXPECT_GE(program, 0);
  }
  ~Terminal() {
    ::close(program);
    ::close(person);
  }
  bool shows() const {
    termios now = {};
    EXPECT_EQ(::tcgetattr(program, &now), 0);
    return (now.c_lflag & ECHO) != 0;
  }
  void type(const std::string& text) const {
    EXPECT_EQ(::write(person, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  std::string seen(std::size_t bytes) const {
    std::string text;
    for (char c = 0; text.size() < bytes && ::read(person, &c, 1) == 1;) text += c;
    return text;
  }
  /// A line that is asked for unseen, and what happens once it is.
  std::optional<std::string> unseen(const std::function<void()>& then) const {
    std::thread other([&] {
      while (shows()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
      then();
    });
    auto line = typed_line(program, Echo::Off);
    other.join();
    return line;
  }
};

TEST(TypedLine, IsSeenOrNotAsIsAskedFor) {
  const Terminal terminal;
  EXPECT_EQ(terminal.unseen([&] { terminal.type("123456\n"); }), "123456");
  EXPECT_EQ(terminal.seen(2), "\r\n") << "the line ends all the same";
  EXPECT_TRUE(terminal.shows());
  terminal.type("yes\n");
  EXPECT_EQ(typed_line(terminal.program, Echo::On), "yes");
  EXPECT_EQ(terminal.seen(5), "yes\r\n");
}

TEST(TypedLine, AnEndOfTheInputIsNone) {
  const Terminal terminal;
  EXPECT_EQ(terminal.unseen([&] { terminal.type("\x04"); }), std::nullopt);
  EXPECT_TRUE(terminal.shows());
}

int g_heard = 0;

/// verify counts interrupts, and ends by itself.
TEST(TypedLine, AnInterruptThatIsOutlivedEndsTheQuestion) {
  struct sigaction counts = {}, before = {};
  counts.sa_handler = [](int) { ++g_heard; };
  ASSERT_EQ(::sigaction(SIGINT, &counts, &before), 0);
  const Terminal terminal;
  EXPECT_EQ(terminal.unseen([] { ::kill(::getpid(), SIGINT); }), std::nullopt);
  EXPECT_EQ(g_heard, 1);
  EXPECT_TRUE(terminal.shows());
  ::raise(SIGINT);
  EXPECT_EQ(g_heard, 2) << "whoever listened does again";
  ::sigaction(SIGINT, &before, nullptr);
}

TEST(TypedLineDeathTest, WhateverEndsTheProcessTheTerminalShowsAgainWhatIsTyped) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    const Terminal terminal;
    EXPECT_EXIT(terminal.unseen([signal] { ::kill(::getpid(), signal); }), ::testing::KilledBySignal(signal), "");
    EXPECT_TRUE(terminal.shows()) << signal;
  }
}

}  // namespace
}  // namespace slipway::io
