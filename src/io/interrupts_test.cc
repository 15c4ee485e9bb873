// How the program takes it when somebody wants it to stop: signals as the system sends them, in processes of their own.
#include "io/interrupts.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>

#include "io/leaving.h"

namespace slipway::io {
namespace {

TEST(InterruptsDeathTest, BeforeAnythingIsDoneEndTheProgramWithAWord) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP})
    EXPECT_EXIT(
        {
          say_when_interrupted("nothing was done\n");
          ::raise(signal);
        },
        ::testing::KilledBySignal(signal), "^nothing was done\n$");
}

TEST(InterruptsDeathTest, AreCountedAndEachIsAnsweredAtOnce) {
  const auto interrupted = [](std::initializer_list<int> signals) {
    SystemInterrupts interrupts;
    say_when_interrupted("nothing was done\n");
    interrupts.listen(Interrupts::At::Steps);
    for (const int signal : signals) ::raise(signal);
    ::_exit(interrupts.count());
  };
  EXPECT_EXIT(interrupted({SIGINT}), ::testing::ExitedWithCode(1),
              "^slipway: stopping after the step in hand[^\n]*\n$");
  EXPECT_EXIT(interrupted({SIGHUP, SIGTERM}), ::testing::ExitedWithCode(2), "told the program at work to stop");
  EXPECT_EXIT(interrupted({SIGINT, SIGINT, SIGINT}), ::testing::ExitedWithCode(3), "told it once more");
  EXPECT_EXIT(interrupted({SIGINT, SIGINT, SIGINT, SIGINT, SIGINT}), ::testing::ExitedWithCode(5), "is killed now");
}

TEST(InterruptsDeathTest, OfProbesSpeakOfProbes) {
  EXPECT_EXIT(
      {
        SystemInterrupts interrupts;
        interrupts.listen(Interrupts::At::Probes);
        ::raise(SIGINT);
        ::_exit(interrupts.count());
      },
      ::testing::ExitedWithCode(1), "^slipway: stopping: what the probes made is taken away\n$");
}

TEST(InterruptsDeathTest, AClosedTerminalIsNothingToWhomNohupStarted) {
  EXPECT_EXIT(
      {
        ::signal(SIGHUP, SIG_IGN);
        SystemInterrupts interrupts;
        say_when_interrupted("nothing was done\n");
        ::raise(SIGHUP);
        interrupts.listen(Interrupts::At::Steps);
        ::raise(SIGHUP);
        ::_exit(interrupts.count());
      },
      ::testing::ExitedWithCode(0), "^$");
}

}  // namespace
}  // namespace slipway::io
