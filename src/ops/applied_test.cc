#include "ops/applied.h"

#include <gtest/gtest.h>

#include "ops/testing/runs.h"

namespace slipway::ops::testing {
namespace {

platform::Release release(const std::string& name) {
  return {.name = name,
          .namespace_ = name,
          .chart = name,
          .repository = {},
          .version = "1",
          .values = {},
          .component = name,
          .origin = {}};
}

platform::Graph some() {
  platform::Graph graph;
  fill(graph);
  return graph;
}

TEST(Applied, ChangesWithWhatIsAskedForAlone) {
  const auto was = applied_of(some());
  EXPECT_EQ(applied_of(some()), was);
  auto moved = some();
  moved.find({"aws_sqs_queue", "q"})->origin.line = 77;
  EXPECT_EQ(applied_of(moved), was) << "a comment moves lines";
  const std::function<void(platform::Graph&)> edits[] = {
      [](auto& graph) { graph.setting.tags.set("team", "ml"); },
      [](auto& graph) {
        graph.find({"aws_sqs_queue", "q"})->arguments.set("delay_seconds", 1);
      },
      [](auto& graph) { graph.add(graphs::object("v1", "Namespace", "", "other")); },
      [](auto& graph) { graph.add(release("keda")); },
      [](auto& graph) {
        graph.add(platform::Resource{{"aws_sqs_queue", "more"}, {}, "queues", {}, {}, {}});
      }};
  for (const auto& edit : edits) {
    auto graph = some();
    edit(graph);
    EXPECT_NE(applied_of(graph), was);
  }
}

TEST(Applied, InPartIsWholeWhenNothingElseHasChanged) {
  const auto was = applied_of(some());
  auto graph = some();
  graph.add(platform::Resource{{"aws_sqs_queue", "more"}, {}, "queues", {}, {}, {}});
  EXPECT_EQ(applied_in_part(was, applied_of(graph), {{"queues"}}), applied_of(graph));
  EXPECT_EQ(applied_in_part(was, applied_of(graph), {{"karpenter"}}), was);
  graph.add(release("keda"));
  EXPECT_NE(applied_in_part(was, applied_of(graph), {{"queues"}}), applied_of(graph)) << "keda is not applied";
  EXPECT_EQ(applied_in_part(applied_of(graph), was, {{"keda", "queues"}}), was) << "nor what is taken out";
}

}  // namespace
}  // namespace slipway::ops::testing
