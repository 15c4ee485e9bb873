#include "ops/chart_checks.h"
#include "ops/history.h"
#include "ops/status.h"
#include "ops/testing/runs.h"
#include "ops/verify.h"

/// Sessions of AWS end after an hour or twelve, and an apply may take forty minutes.
namespace slipway::ops {
namespace {

using namespace testing;

void expect_told(const std::string& text, int at) {
  EXPECT_TRUE(text.find("log in a") != text.npos) << "ended at " << at << ": " << text;
}

/// Acts in one world after the other, in which who we are is no longer taken from one place after the other, until
/// that is behind its end: each time it says so, the journal says which step failed, and the run after a new login ends
/// in `wanted`. Gives how many places there were.
int expire_everywhere(const std::function<void(FakeWorld&)>& prepare, const std::function<Ran(FakeWorld&)>& act,
                      const std::set<std::string>& wanted) {
  int at = 1, failed_steps = 0;
  for (bool has_failed = true; has_failed && !::testing::Test::HasFailure(); ++at) {
    FakeWorld world;
    prepare(world);
    world.revive();
    world.expires_at = at;
    const auto ran = act(world);
    has_failed = !ran.refused.empty() || !ran.outcome.failed.empty();
    if (has_failed && world.crossings() < at) ADD_FAILURE() << "failed before: " << ran.refused;
    if (!ran.refused.empty()) expect_told(ran.refused + " " + ran.refused_fix, at);
    if (!ran.outcome.failed.empty()) {
      ++failed_steps;
      const auto& failure = ran.outcome.failure;
      expect_told(failure.message + " " + failure.cause + " " + failure.fix, at);
      EXPECT_FALSE(failure.is_interruption);
      const auto last = world.journal->last(ran.outcome.failed);
      EXPECT_TRUE(last && *last && (*last)->state == Journal::State::Failed) << ran.outcome.failed;
    }
    world.revive();
    const auto again = act(world);
    EXPECT_EQ(again.outcome.failed + again.refused, "") << "ended at " << at << ": " << again.outcome.failure.message;
    EXPECT_EQ(world.state(), wanted) << "ended at " << at;
  }
  EXPECT_GT(failed_steps, 3) << "not in plans alone";
  return at;
}

TEST(Expired, AnywhereInAnApplyIsSaidAndTheNextGoesOn) {
  FakeWorld whole;
  fill(whole.graph);
  ASSERT_EQ(apply(whole).outcome.failed, "");
  EXPECT_GT(expire_everywhere(fill_world, apply_all_of_it, whole.state()), 30);
}

TEST(Expired, AnywhereInADestroyIsSaidAndTheNextGoesOn) {
  EXPECT_GT(expire_everywhere(bring_up, destroy_all_of_it, FakeWorld().state()), 20);
}

/// Whoever is not let in knows nothing: not that all is gone.
TEST(Expired, AnywhereInAStatusNothingDiffers) {
  for (int at = 1, now = 1; now >= at; ++at) {
    FakeWorld world;
    bring_up(world);
    world.revive();
    world.expires_at = at;
    const auto process = world.process();
    const auto found = drift(process->site, *world.journal, {}, quiet);
    ASSERT_TRUE(found) << found.error().message;
    now = world.crossings();
    EXPECT_TRUE(found->all.empty()) << "ended at " << at << ": " << found->all.front().what;
    if (now >= at && !found->unseen.empty()) expect_told(found->unseen.front(), at);
    ASSERT_FALSE(HasFailure());
  }
}

TEST(Expired, AnywhereInAVerifyNothingFails) {
  using Outcome = platform::CheckResult::Outcome;
  for (int at = 1, now = 1; now >= at; ++at) {
    FakeWorld world;
    bring_up(world);
    world.revive();
    world.expires_at = at;
    const auto process = world.process();
    auto api = open_cluster(process->site);
    now = world.crossings();
    if (!api) {
      expect_told(api.error().message + api.error().fix, at);
      continue;
    }
    const Asked asked{.api = api->get(), .aws = &process->aws, .values = known_outputs(process->site)};
    auto results = verify(world.graph, asked, [](const auto&) {});
    const auto checks = chart_checks(world.graph);
    for (auto& one : verify(checks, asked, [](const auto&) {})) results.push_back(std::move(one));
    now = world.crossings();
    for (const auto& one : results) {
      EXPECT_NE(one.outcome, Outcome::Failed) << "ended at " << at << ": " << one.check->claim << ": " << one.why;
      if (one.outcome == Outcome::Skipped) expect_told(one.why + " " + one.fix, at);
    }
    ASSERT_FALSE(HasFailure());
  }
}

}  // namespace
}  // namespace slipway::ops
