#include "ops/testing/runs.h"

namespace slipway::ops {
namespace {

using namespace testing;

TEST(Apply, KilledAnywhereWhileAComponentGoesTheNextRunEndsTheSame) {
  const auto grown = [](FakeWorld& world) {
    fill(world.graph);
    run_karpenter(world);
    EXPECT_EQ(apply(world).outcome.failed, "");
    world.graph = without(world.graph, is_of_karpenter);
  };
  FakeWorld whole;
  grown(whole);
  ASSERT_EQ(apply(whole).outcome.failed, "");
  EXPECT_GT(kill_everywhere(grown, apply_all_of_it, whole.state()), 15);
}

/// A platform that is there and grows: what the first apply knew of AWS is not enough for the second.
TEST(Apply, KilledAnywhereWhileItGrowsTheNextRunEndsTheSame) {
  const auto grow = [](FakeWorld& world) {
    world.graph.add(platform::Resource{{"aws_sqs_queue", "more"}, {}, "queues", {}, {}, {}});
    world.graph.add(
        graphs::read("{apiVersion: v1, kind: ConfigMap, metadata: {name: more, namespace: ml}, "
                     "data: {queue: '${aws_sqs_queue.more.url}'}}"));
    world.outputs["aws_sqs_queue_more_url"] = "https://sqs/more";
  };
  FakeWorld whole;
  fill(whole.graph);
  ASSERT_EQ(apply(whole).outcome.failed, "");
  grow(whole);
  ASSERT_EQ(apply(whole).outcome.failed, "");
  const auto wanted = whole.state();
  const auto prepare = [&](FakeWorld& world) {
    bring_up(world);
    grow(world);
  };
  EXPECT_GT(kill_everywhere(prepare, apply_all_of_it, wanted), 30);
}

TEST(Apply, KilledAnywhereTheNextRunEndsTheSame) {
  FakeWorld whole;
  fill(whole.graph);
  ASSERT_EQ(apply(whole).outcome.failed, "");
  const auto wanted = whole.state();
  EXPECT_GT(kill_everywhere(fill_world, apply_all_of_it, wanted), 60) << "files, requests, programs";
}

TEST(Destroy, KilledAnywhereTheNextRunLeavesNothing) {
  EXPECT_GT(kill_everywhere(bring_up, destroy_all_of_it, FakeWorld().state()), 30);
}

}  // namespace
}  // namespace slipway::ops
