#include "ops/history.h"

#include <gtest/gtest.h>

namespace slipway::ops {
namespace {

using State = Journal::State;

struct Lived {
  std::unique_ptr<Journal> journal = std::move(Journal::open(":memory:")).value();

  void run(const char* verb, std::optional<State> ended = std::nullopt) {
    const auto id = journal->begin_run({.verb = verb, .who = "ada", .version = "0", .begun = 1});
    if (ended) [[maybe_unused]]
      const auto written = journal->end_run(*id, *ended, "", 2);
  }
  History history() { return history_of(*journal); }
};

TEST(History, OfOneThatNobodyApplied) { EXPECT_EQ(Lived().history(), History::Never); }

TEST(History, AnApplyThatWasKilledStoppedOrFailedHasBegun) {
  for (const auto& ended : {std::optional<State>(), std::optional(State::Failed), std::optional(State::Interrupted),
                            std::optional(State::Done) /* of one component */}) {
    Lived lived;
    lived.run("apply", ended);
    EXPECT_EQ(lived.history(), History::Begun);
  }
}

TEST(History, IsAppliedUntilADestroyBegins) {
  Lived lived;
  lived.run("apply", State::Failed);
  ASSERT_TRUE(lived.journal->remember(kAppliedHash, "a"));
  EXPECT_EQ(lived.history(), History::Applied);
  lived.run("apply", State::Failed);
  EXPECT_EQ(lived.history(), History::Applied) << "it stands all the same";
  ASSERT_TRUE(lived.journal->forget(kAppliedHash));
  lived.run("destroy", State::Failed);
  EXPECT_EQ(lived.history(), History::Begun) << "something may be left";
  lived.run("destroy", State::Done);
  EXPECT_EQ(lived.history(), History::Gone);
  lived.run("apply");
  EXPECT_EQ(lived.history(), History::Begun);
}

TEST(History, ADestroyOfNothingMakesNoPlatform) {
  Lived lived;
  lived.run("destroy", State::Done);
  EXPECT_EQ(lived.history(), History::Gone);
}

}  // namespace
}  // namespace slipway::ops
