#include <fmt/core.h>
#include <gtest/gtest.h>

#include "cli/testing/verb_run.h"

/// Training on capacity that was booked: plan and solve say the same of the same platform, and whoever does what they
/// say is rid of it.
namespace slipway::cli {
namespace {

/// A job of two nodes on a capacity block, in a group of this size beside a pool for other work.
std::string beside_a_pool(std::string_view size) {
  return fmt::format(
      "apiVersion: slipway.dev/v1alpha1\nkind: Platform\nmetadata: {{name: llm}}\nspec:\n  aws: {{region: us-west-2}}\n"
      "  nodeGroups:\n    system: {{instanceTypes: [m7i.large], min: 2, max: 3}}\n"
      "    p5: {{instanceTypes: [p5.48xlarge], capacity: capacityBlock, reservation: cr-0123456789abcdef0, max: 2{}}}\n"
      "  nodePools: {{general: {{families: [m7i], limits: {{cpu: 100}}}}}}\n"
      "  training: {{t: {{with: Job, image: ghcr.io/me/train:1, nodes: 2, pool: p5, resources: {{nvidia.com/gpu: "
      "\"8\"}}}}}}\n",
      size);
}

testing::Said said(const std::string& text, std::vector<std::string> words) {
  io::FakeFiles files;
  files.files["platform.yaml"] = text;
  return testing::run_with(files, words, [](Session& session) { session.width = 2000; });
}

TEST(CapacityHints, OfAGroupAreThoseOfSolveToo) {
  for (const char* verb : {"plan", "solve"}) {
    const std::string out = said(beside_a_pool(""), {verb, "platform.yaml"}).out;
    EXPECT_TRUE(testing::says(out, "group p5 is for it and has no node: Karpenter adds none to a group")) << out;
    EXPECT_TRUE(testing::says(out, "set desired of group p5 to 2")) << out;
    EXPECT_FALSE(testing::says(out, "label the nodes of NodePool general")) << out;
  }
  const std::string followed = beside_a_pool(", desired: 2");
  EXPECT_FALSE(testing::says(said(followed, {"plan", "platform.yaml"}).out, "COST006"));
  EXPECT_TRUE(testing::says(said(followed, {"solve", "platform.yaml"}).out, "2 pods: 2 on 2 nodes that exist"));
}

/// Of a pool: what is reserved is there for the pods, for both verbs; solve takes a number.
TEST(CapacityHints, OfAPoolAreThoseOfSolveToo) {
  for (const std::string_view mode : {"", "  cluster: {mode: auto}\n"}) {
    const std::string text =
        "apiVersion: slipway.dev/v1alpha1\nkind: Platform\nmetadata: {name: llm}\nspec:\n  aws: {region: us-west-2}\n" +
        std::string(mode) +
        "  nodeGroups: {system: {instanceTypes: [m7i.large], min: 2, max: 2}}\n"
        "  nodeClasses: {p5: {reservation: cr-0123456789abcdef0}}\n"
        "  nodePools: {p5: {nodeClass: p5, instanceTypes: [p5.48xlarge], capacity: [capacityBlock]}}\n"
        "  training: {t: {with: Job, image: ghcr.io/me/train:1, nodes: 2, pool: p5, resources: {nvidia.com/gpu: "
        "\"8\"}}}\n";
    const std::string plan = said(text, {"plan", "platform.yaml"}).out;
    EXPECT_FALSE(testing::says(plan, "COST006")) << plan;
    EXPECT_TRUE(testing::says(plan, "pool p5  0 to 2 nodes")) << plan;
    const std::string solved = said(text, {"solve", "platform.yaml"}).out;
    EXPECT_TRUE(testing::says(solved, "2 × p5.48xlarge reserved")) << solved;
    for (const std::string& out : {plan, solved})
      EXPECT_TRUE(testing::says(out, "solve --reserved cr-0123456789abcdef0=COUNT")) << out;
    const auto with = [&](const std::string& count) {
      return said(text, {"solve", "platform.yaml", "--reserved", "cr-0123456789abcdef0=" + count}).out;
    };
    EXPECT_TRUE(testing::says(with("2"), "2 × p5.48xlarge reserved")) << with("2");
    EXPECT_FALSE(testing::says(with("2"), "MODEL006"));
    EXPECT_TRUE(testing::says(with("0"), "with no instance free in its reservation")) << with("0");
  }
}

}  // namespace
}  // namespace slipway::cli
