#include "ops/steps.h"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <filesystem>

namespace slipway::ops {
namespace {

struct Written final : Watcher {
  std::vector<std::string> lines;
  void begun(const Step& step, std::size_t index, std::size_t count, std::int64_t left) override {
    lines.push_back(step.name + " " + std::to_string(index + 1) + "/" + std::to_string(count) + " " +
                    std::to_string(left / 1000) + " s left");
  }
  void told(const std::string& line) override { lines.push_back("  " + line); }
  void ended(const Step& step, Journal::State state, const std::string& said, std::int64_t ms) override {
    lines.push_back(step.name + " " + std::string(to_string(state)) + " " + std::to_string(ms) + " ms " + said);
  }
};

struct World {
  std::unique_ptr<Journal> journal = std::move(Journal::open(":memory:")).value();
  io::FakeClock clock;
  io::FakeInterrupts interrupts;
  Written watcher;
  std::int64_t run = *journal->begin_run({.verb = "apply", .who = "me", .version = "0", .begun = 1});

  Step step(const std::string& name, int seconds, std::optional<StepFailure> failure = {}) {
    return {name, "", "", seconds, [this, seconds, failure](const auto& told) -> Result<std::string, StepFailure> {
              told("at work");
              clock.sleep(seconds * 1000);
              if (failure) return *failure;
              return std::string("done");
            }};
  }
  StepsOutcome done(const std::vector<Step>& steps) {
    return run_steps(steps, *journal, run, clock, interrupts, watcher);
  }
};

TEST(Steps, AreDoneInOrderAndSayHowLongIsLeft) {
  World world;
  EXPECT_EQ(world.done({world.step("aws", 60), world.step("access", 5)}).failed, "");
  EXPECT_EQ(world.watcher.lines,
            (std::vector<std::string>{"aws 1/2 65 s left", "  at work", "aws done 60000 ms done", "access 2/2 5 s left",
                                      "  at work", "access done 5000 ms done"}));
}

TEST(Steps, LearnFromTheJournalHowLongTheyTake) {
  World world;
  ASSERT_EQ(world.done({world.step("aws", 7)}).failed, "");
  world.watcher.lines.clear();
  Step slow = world.step("aws", 7);
  slow.usual_seconds = 900;
  ASSERT_EQ(world.done({slow}).failed, "");
  EXPECT_EQ(world.watcher.lines.front(), "aws 1/1 7 s left");
}

TEST(Steps, StopAtTheFirstThatFails) {
  World world;
  const auto outcome = world.done({world.step("aws", 1, StepFailure{"AWS says no", "ask"}), world.step("access", 1)});
  EXPECT_EQ(outcome.failed, "aws");
  EXPECT_EQ(outcome.failure.fix, "ask");
  EXPECT_FALSE(*world.journal->last("access"));
  EXPECT_EQ((*world.journal->last("aws"))->state, Journal::State::Failed);
}

/// Else the journal would say for good that it was killed, and nobody why.
TEST(Steps, ThatItsEndCouldNotBeWrittenDownIsSaidHoweverItEnded) {
  const std::string file = ::testing::TempDir() + "slipway-steps-" + std::to_string(::getpid()) + ".db";
  for (const auto& failure : {std::optional<StepFailure>(), std::optional(StepFailure{"AWS says no", "ask"}),
                              std::optional(StepFailure{"stopped", "", true})}) {
    std::filesystem::remove(file);
    World world;
    world.journal = std::move(Journal::open(file)).value();
    world.run = *world.journal->begin_run({.verb = "apply", .who = "me", .version = "0", .begun = 1});
    Step step = world.step("aws", 1, failure);
    const auto run = step.run;
    step.run = [&](const auto& told) {
      sqlite3* database = nullptr;
      EXPECT_EQ(::sqlite3_open(file.c_str(), &database), SQLITE_OK);
      EXPECT_EQ(::sqlite3_exec(database, "DROP TABLE step", nullptr, nullptr, nullptr), SQLITE_OK);
      ::sqlite3_close(database);
      return run(told);
    };
    const auto outcome = world.done({step});
    EXPECT_EQ(outcome.failed, "aws");
    EXPECT_NE(outcome.failure.message.find(file), std::string::npos) << outcome.failure.message;
    if (!failure) continue;
    EXPECT_EQ(outcome.failure.message.find(failure->message), 0u) << outcome.failure.message;
    EXPECT_EQ(outcome.failure.fix, failure->fix);
  }
  std::filesystem::remove(file);
}

TEST(Steps, AnInterruptionLetsTheStepInHandEnd) {
  World world;
  Step first = world.step("aws", 1);
  const auto run = first.run;
  first.run = [&](const auto& told) {
    world.interrupts.came = 1;
    return run(told);
  };
  const auto outcome = world.done({first, world.step("access", 1)});
  EXPECT_EQ((*world.journal->last("aws"))->state, Journal::State::Done);
  EXPECT_EQ(outcome.failed, "access");
  EXPECT_TRUE(outcome.failure.is_interruption);
}

}  // namespace
}  // namespace slipway::ops
