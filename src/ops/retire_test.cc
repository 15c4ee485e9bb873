#include "ops/testing/runs.h"

namespace slipway::ops {
namespace {

using namespace testing;

TEST(Apply, WhatGoesEndsWhileItsControllerHasItsRole) {
  FakeWorld world;
  fill(world.graph);
  run_karpenter(world);
  ASSERT_EQ(apply(world).outcome.failed, "");
  world.ran.clear();
  world.graph = without(world.graph, is_of_karpenter);
  const auto ran = apply(world);
  ASSERT_EQ(ran.outcome.failed, "") << ran.outcome.failure.message;
  ASSERT_GT(ran.watched.names.size(), 1u);
  EXPECT_EQ(ran.watched.names[0], "retire");
  EXPECT_EQ(ran.watched.names[1], "aws");
  EXPECT_EQ(ran.watched.said.at("retire"), "1 deleted, 1 uninstalled");
  EXPECT_EQ(ran.watched.said.at("prune"), "nothing to do");
  EXPECT_FALSE(world.server.find("/apis/karpenter.sh/v1/nodepools/general"));
  for (const auto& change : ran.changes.all)
    EXPECT_EQ(change.why, change.where == Change::Where::Aws ? "" : "goes before AWS is changed") << change.what;
}

TEST(Apply, WhatGoesWithoutLosingAnythingInAWSWaitsForWhatFollowsIt) {
  FakeWorld world;
  fill(world.graph);
  ASSERT_EQ(apply(world).outcome.failed, "");
  world.graph = without(world.graph, [](std::string_view kind) { return kind == "Deployment"; });
  const auto ran = apply(world);
  EXPECT_EQ(ran.watched.names.front(), "aws");
  EXPECT_EQ(ran.watched.said.at("prune"), "1 deleted");
}

/// What stays because others' data is in it is said by the apply that leaves it, not by each one after.
TEST(Apply, WhatStaysOfAPartThatWentIsSaidOnce) {
  FakeWorld world;
  fill(world.graph);
  const auto whole = world.graph;
  const auto kept = [&] {
    const auto ran = apply(world);
    EXPECT_EQ(ran.outcome.failed + ran.refused, "") << ran.outcome.failure.message;
    std::vector<std::string> all;
    for (const auto& change : ran.changes.all)
      if (change.action == Change::Action::Keep) all.push_back(change.what);
    return all;
  };
  world.graph.add(graphs::object("v1", "Namespace", "", "keda"));
  EXPECT_EQ(kept(), std::vector<std::string>{});
  const auto with_keda = world.graph;
  world.graph = whole;
  world.graph.add(graphs::object("v1", "ConfigMap", "ml", "more"));
  EXPECT_EQ(kept(), std::vector<std::string>{"Namespace keda"});
  EXPECT_EQ(kept(), std::vector<std::string>{});
  world.graph = with_keda;
  EXPECT_EQ(kept(), std::vector<std::string>{});
  world.graph = whole;
  world.graph.add(graphs::object("v1", "ConfigMap", "ml", "others"));
  EXPECT_EQ(kept(), std::vector<std::string>{"Namespace keda"}) << "it went anew";
}

TEST(Apply, ANodePoolGoesAfterThoseThatFollowItWhileKarpenterStays) {
  FakeWorld world;
  fill(world.graph);
  run_karpenter(world);
  ASSERT_EQ(apply(world).outcome.failed, "");
  world.graph =
      without(world.graph, [](std::string_view what) { return what == "NodePool" || what == "aws_sqs_queue"; });
  world.graph = without(world.graph, [](std::string_view what) { return what == "ConfigMap"; });
  const auto ran = apply(world);
  ASSERT_EQ(ran.outcome.failed, "") << ran.outcome.failure.message;
  EXPECT_EQ(ran.watched.said.at("retire"), "1 deleted") << "the ConfigMap";
  EXPECT_EQ(ran.watched.said.at("prune"), "1 deleted") << "the pool";
}

TEST(Apply, OfAutoModesKindsOnlyThoseOfNodesGoAfterAWS) {
  FakeWorld world;
  world.server.offer({"eks.amazonaws.com", "v1", "NodeClass", "nodeclasses", false});
  world.server.offer({"eks.amazonaws.com", "v1", "TargetGroupBinding", "targetgroupbindings"});
  fill(world.graph);
  world.graph.add(graphs::object("eks.amazonaws.com/v1", "NodeClass", "", "gpu"));
  world.graph.add(graphs::object("eks.amazonaws.com/v1", "TargetGroupBinding", "ml", "web"));
  ASSERT_EQ(apply(world).outcome.failed, "");
  world.graph = without(world.graph, [](std::string_view what) {
    return what == "NodeClass" || what == "TargetGroupBinding" || what == "aws_sqs_queue";
  });
  world.graph = without(world.graph, [](std::string_view what) { return what == "ConfigMap"; });
  const auto ran = apply(world);
  ASSERT_EQ(ran.outcome.failed, "") << ran.outcome.failure.message;
  EXPECT_EQ(ran.watched.said.at("retire"), "2 deleted") << "the ConfigMap, and the binding whose target group goes";
  EXPECT_EQ(ran.watched.said.at("prune"), "1 deleted") << "the class";
}

}  // namespace
}  // namespace slipway::ops
