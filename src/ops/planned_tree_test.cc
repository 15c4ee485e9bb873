#include "ops/planned_tree.h"

#include "ops/history.h"
#include "ops/status.h"
#include "ops/testing/runs.h"

namespace slipway::ops {
namespace {

using namespace testing;

const std::string kTree = ".slipway/demo/tree/", kBefore = ".slipway/demo/tree-before.json";

/// What stands in the tree, without what it and Terraform keep for themselves.
std::map<std::string, std::string> tree_of(FakeWorld& world) {
  std::map<std::string, std::string> tree;
  for (const auto& [path, text] : world.disk().files)
    if (path.starts_with(kTree) && path.find("/.", kTree.size() - 1) == path.npos && !path.ends_with(".tfplan"))
      tree.emplace(path, text);
  return tree;
}

/// A platform that is up, of whose last apply nothing more is known: AWS is compared with what the tree wants.
void bring_up_and_grow(FakeWorld& world) {
  bring_up(world);
  ASSERT_TRUE(world.journal->remember(kUnended, "now"));
  world.graph.add(platform::Resource{{"aws_sqs_queue", "more"}, {}, "queues", {}, {}, {}});
}

std::vector<std::string> of_aws(FakeWorld& world) {
  const auto process = world.process();
  const auto found = drift(process->site, *world.journal, {}, quiet);
  if (!found) return {found.error().message};
  auto said = found->unseen;
  for (const auto& change : found->all)
    if (change.where == Change::Where::Aws) said.push_back(change.what);
  return said;
}

using Planning = void (*)(FakeWorld::Process&, FakeWorld&);
void plan_apply(FakeWorld::Process& process, FakeWorld& world) {
  Apply apply(process.site, *world.journal, {});
  EXPECT_TRUE(apply.plan(quiet));
}
void plan_destroy(FakeWorld::Process& process, FakeWorld& world) {
  Destroy destroy(process.site, *world.journal, {});
  EXPECT_TRUE(destroy.plan(quiet));
}

TEST(PlannedTree, OfAPlanKilledAnywhereLeavesWhatWasAppliedToStatus) {
  for (const Planning plan : {plan_apply, plan_destroy}) {
    int at = 1;
    for (bool was_killed = true; was_killed; ++at) {
      FakeWorld world;
      bring_up_and_grow(world);
      const auto applied = tree_of(world);
      ASSERT_FALSE(applied.empty());
      world.revive();
      world.kill_at = at;
      was_killed = false;
      try {
        const auto process = world.process();
        plan(*process, world);
      } catch (const Killed&) {
        was_killed = true;
      }
      world.revive();
      if (!was_killed) {
        EXPECT_EQ(tree_of(world), applied) << "nothing came of it";
      }
      EXPECT_EQ(of_aws(world), std::vector<std::string>{}) << "killed at " << at;
      EXPECT_EQ(tree_of(world), applied) << "killed at " << at;
      EXPECT_FALSE(world.disk().files.contains(kBefore)) << "killed at " << at;
    }
    EXPECT_GT(at, 10) << "files, requests, programs";
  }
}

TEST(PlannedTree, IsThatOfThePlanFromTheFirstStepOn) {
  FakeWorld world;
  bring_up_and_grow(world);
  const auto applied = tree_of(world);
  const auto process = world.process();
  Apply apply(process->site, *world.journal, {});
  ASSERT_TRUE(apply.plan(quiet));
  const auto steps = apply.steps();
  EXPECT_EQ(tree_of(world), applied) << "a person thinks it over, and may leave by Ctrl-C";
  ASSERT_TRUE(steps.at(0).run(quiet));
  EXPECT_NE(tree_of(world), applied);
  EXPECT_TRUE(world.resources.contains("aws_sqs_queue.more"));
}

TEST(PlannedTree, OfWhoPlansAtThisMomentIsNotWhatWasApplied) {
  FakeWorld world;
  bring_up_and_grow(world);
  const auto other = world.process();
  PlannedTree planned(other->site);
  ASSERT_FALSE(planned.lay());
  world.disk().locked.insert(other->site.lock_file());
  const auto laid = tree_of(world);
  const auto said = of_aws(world);
  ASSERT_EQ(said.size(), 1u);
  EXPECT_NE(said[0].find("is being planned"), std::string::npos) << said[0];
  EXPECT_EQ(tree_of(world), laid) << "it is theirs";
  ASSERT_FALSE(planned.put_back());
  EXPECT_EQ(of_aws(world), std::vector<std::string>{});
}

/// In a part nothing may differ while all else does.
TEST(PlannedTree, OfAPartInWhichNothingDiffersIsNotWhatWasApplied) {
  for (const auto& wish : {ApplyWish{.choice = Choice{{"karpenter"}}}, ApplyWish{.from = "verify"}}) {
    FakeWorld world;
    bring_up_and_grow(world);
    const auto applied = tree_of(world);
    const auto process = world.process();
    Apply apply(process->site, *world.journal, wish);
    const auto changes = apply.plan(quiet);
    ASSERT_TRUE(changes);
    ASSERT_TRUE(changes->is_empty());
    EXPECT_EQ(tree_of(world), applied);
    EXPECT_EQ(of_aws(world), std::vector<std::string>{});
  }
}

TEST(PlannedTree, ThatCannotBeReadAnyMoreIsSaid) {
  FakeWorld world;
  bring_up_and_grow(world);
  world.disk().files[kBefore] = "{\"terraform/main.tf";
  const auto process = world.process();
  Apply apply(process->site, *world.journal, {});
  const auto changes = apply.plan(quiet);
  ASSERT_FALSE(changes);
  EXPECT_NE(changes.error().message.find("tree-before.json is damaged"), std::string::npos) << changes.error().message;
  EXPECT_TRUE(world.disk().files.contains(kBefore)) << "a person may know better";
}

TEST(PlannedTree, IsPutBackByWhoeverPlansNext) {
  FakeWorld world;
  bring_up_and_grow(world);
  const auto applied = tree_of(world);
  std::map<std::string, std::string> files;
  {
    const auto killed = world.process();
    PlannedTree planned(killed->site);
    ASSERT_FALSE(planned.lay());
    files = world.disk().files;
  }
  ASSERT_TRUE(files.contains(kBefore));
  world.disk().files = files;
  const auto process = world.process();
  plan_apply(*process, world);
  EXPECT_EQ(tree_of(world), applied);
}

}  // namespace
}  // namespace slipway::ops
