// How the program takes it when somebody wants it to stop: signals as the system sends them, in processes of their own.
#include "io/interrupts.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>

#include "io/doing.h"
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
  EXPECT_EXIT(interrupted({SIGINT}), ::testing::ExitedWithCode(1), "^slipway: stopping after the step in hand\n$");
  EXPECT_EXIT(interrupted({SIGHUP, SIGTERM}), ::testing::ExitedWithCode(2), "stopping already");
  EXPECT_EXIT(interrupted({SIGINT, SIGINT, SIGINT, SIGINT, SIGINT}), ::testing::ExitedWithCode(5), "stopping already");
}

/// The answer names what is at work, or what is waited for, and nothing that is not.
TEST(InterruptsDeathTest, AnswersSayWhatIsAtWork) {
  using What = Doing::What;
  const auto interrupted = [](What what, const char* name, int times) {
    SystemInterrupts interrupts;
    interrupts.listen(Interrupts::At::Steps);
    const Doing doing(what, name);
    { const Doing other(What::Program, "what has ended"); }
    for (int i = 0; i < times; ++i) ::raise(SIGINT);
    ::_exit(0);
  };
  EXPECT_EXIT(interrupted(What::Wait, "objects to be ready", 1), ::testing::ExitedWithCode(0),
              "^slipway: stopping: it no longer waits for objects to be ready\n$");
  EXPECT_EXIT(interrupted(What::Program, "Terraform", 1), ::testing::ExitedWithCode(0),
              "^slipway: stopping when Terraform has ended; Ctrl-C again tells it to stop\n$");
  EXPECT_EXIT(interrupted(What::Program, "Terraform", 4), ::testing::ExitedWithCode(0),
              "slipway: told Terraform to stop; it may need minutes to write down what it made\n"
              "slipway: told Terraform once more: it ends now, without waiting for AWS\n"
              "slipway: Terraform is killed now, but not while it changes AWS\n$");
  EXPECT_EXIT(interrupted(What::Program, "helm", 4), ::testing::ExitedWithCode(0),
              "slipway: told helm to stop\nslipway: told helm once more\nslipway: helm is killed now\n$");
}

TEST(InterruptsDeathTest, OfProbesSpeakOfProbes) {
  EXPECT_EXIT(
      {
        SystemInterrupts interrupts;
        interrupts.listen(Interrupts::At::Probes);
        ::raise(SIGINT);
        ::_exit(interrupts.count());
      },
      ::testing::ExitedWithCode(1), "^slipway: stopping: the rest is skipped, and what a probe made is taken away\n$");
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
