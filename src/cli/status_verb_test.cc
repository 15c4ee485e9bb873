#include <gtest/gtest.h>

#include "cli/testing/live_world.h"

namespace slipway::cli {
namespace {

using testing::Said;
using testing::says;

/// `slipway status` of a platform that has nothing in its cluster.
using StatusVerb = testing::LiveWorld;

TEST_F(StatusVerb, StatusAfterAFailureSaysWhatIsNotAsWanted) {
  apply();
  const Said well = run({"status"});
  EXPECT_FALSE(says(well.out, "\nall as applied\n")) << "verify was not well";
  EXPECT_TRUE(says(well.out, "did not come to its end")) << well.out << well.err;
  world.disk().files["platform.yaml"] += "  buckets: {models: {}}\n";
  world.terraform_errors = {"no such host"};
  EXPECT_EQ(apply().code, ExitCode::WorldFailed);
  const Said failed = run({"status"});
  EXPECT_EQ(failed.code, ExitCode::FindingsReported) << failed.out << failed.err;
  EXPECT_TRUE(says(failed.out, "aws_s3_bucket.models")) << failed.out;
  EXPECT_FALSE(says(failed.out, "all as applied")) << failed.out;
}

TEST_F(StatusVerb, RunsOfTheJournalAreCountedFromOne) {
  apply();
  for (const char* runs : {"0", "-1", "100001"}) {
    const Said said = run({"status", "--journal", "--runs", runs});
    EXPECT_EQ(said.code, ExitCode::WrongUsage) << runs;
    EXPECT_TRUE(says(said.err, "from 1 to 100000)")) << said.err;
  }
  EXPECT_EQ(run({"status", "--journal", "--runs", "1"}).code, ExitCode::Ok);
  EXPECT_EQ(run({"status", "--runs", "3"}).code, ExitCode::WrongUsage) << "of no journal";
}

/// After a destroy that left something, a person wants to know what, and what to type; not to begin anew.
TEST_F(StatusVerb, StatusAfterADestroySaysWhatIsLeftNow) {
  const auto status_after = [&](std::set<std::string> left) {
    world.tagged_by_others = std::move(left);
    return run({"status"});
  };
  apply();
  world.tagged_by_others = {"queue"};
  answers = {"demo"};
  EXPECT_EQ(run({"destroy"}).code, ExitCode::FindingsReported);
  const Said left = status_after({"queue"});
  EXPECT_EQ(left.code, ExitCode::FindingsReported) << left.err;
  EXPECT_TRUE(says(left.out, "\n  arn:aws:x:eu-west-1:1:queue  (slipway.dev/platform=demo)\n    aws ")) << left.out;
  EXPECT_FALSE(says(left.out, "brings it up again")) << left.out;
  const Said gone = status_after({});
  EXPECT_EQ(gone.code, ExitCode::Ok) << gone.err;
  EXPECT_TRUE(says(gone.out, "\ndemo is gone; nothing with its tags is left\n")) << gone.out;
  EXPECT_TRUE(says(gone.out, "\n`slipway apply` brings it up again\n")) << gone.out;
}

TEST_F(StatusVerb, StatusSaysWhatWasDoneAndByWhom) {
  const Said never = run({"status"});
  EXPECT_EQ(never.code, ExitCode::WrongUsage);
  EXPECT_TRUE(says(never.err, "demo was never applied from here")) << never.err;
  run({"apply", "--plan-only"});
  const Said planned = run({"status"});
  EXPECT_EQ(planned.code, ExitCode::WrongUsage) << planned.out;
  EXPECT_TRUE(says(planned.err, "demo was never applied from here")) << planned.err;
  EXPECT_EQ(run({"status", "--journal"}).code, ExitCode::WrongUsage);
  apply();
  const Said journal = run({"status", "--journal"});
  EXPECT_EQ(journal.code, ExitCode::Ok) << journal.err;
  EXPECT_TRUE(says(journal.out, " apply ")) << journal.out;
  EXPECT_TRUE(says(journal.out, "aws ")) << journal.out;
  EXPECT_EQ(run({"status", "--only", "nothing"}).code, ExitCode::WrongUsage);
}

TEST_F(StatusVerb, AFirstApplyThatFailedLeavesWhatIsStillToBeMade) {
  world.terraform_errors = {"no such host"};
  EXPECT_EQ(apply().code, ExitCode::WorldFailed);
  const Said said = run({"status"});
  EXPECT_EQ(said.code, ExitCode::FindingsReported) << said.err;
  EXPECT_TRUE(says(said.out, "\nstill to be made, ")) << said.out;
  EXPECT_FALSE(says(said.out, "is gone")) << said.out;
}

TEST_F(StatusVerb, StatusSaysWhoIsAtWork) {
  apply();
  const auto journal = ops::Journal::open(state + "/journal.db");
  ASSERT_TRUE(journal);
  const auto begun = world.server.clock.now();
  const auto run_id = (*journal)->begin_run({.verb = "apply", .who = "bob", .version = "0", .begun = begun});
  ASSERT_TRUE((*journal)->begin_step(*run_id, "aws", "", begun));
  const Said killed = run({"status"});
  EXPECT_TRUE(says(killed.out, "apply was killed by bob")) << killed.out << killed.err;
  EXPECT_TRUE(says(killed.out, "to go on: slipway apply")) << killed.out;
  EXPECT_FALSE(says(killed.out, "its Terraform")) << killed.out;
  world.disk().files[state + "/tree/terraform/.terraform.tfstate.lock.info"] =
      R"({"Operation":"OperationTypeApply","Created":"2026-11-26T20:31:07.5Z"})";
  EXPECT_TRUE(
      says(run({"status"}).out, "its Terraform may be at work yet: it locked the state at 2026-11-26T20:31:07Z"));
  world.disk().files.erase(state + "/tree/terraform/.terraform.tfstate.lock.info");

  world.disk().locked.insert(state + "/lock");
  world.disk().files[state + "/lock"] = "process 4711 on laptop\n";
  const Said working = run({"status"});
  EXPECT_TRUE(says(working.out, "apply is at work by bob")) << working.out;
  EXPECT_TRUE(says(working.out, "\nnow: aws since ") && says(working.out, ", by process 4711 on laptop\n"))
      << working.out;
  EXPECT_FALSE(says(working.out, "to go on:")) << working.out;
  EXPECT_TRUE(says(run({"status", "--journal"}).out, "at work")) << "in the journal as well";
  const Said second = run({"apply", "--yes"});
  EXPECT_EQ(second.code, ExitCode::WorldFailed);
  EXPECT_TRUE(says(second.err, "demo is being worked on: ")) << second.err;
}

}  // namespace
}  // namespace slipway::cli
