#include <gtest/gtest.h>

#include "render/rendered_example.h"

/// The same platform gives the same bytes, and a change of a line of it changes only what it must.
namespace slipway::rendered {
namespace {

using Lines = std::vector<std::string>;

class EveryExample : public testing::TestWithParam<std::string> {};

/// Lines above only move others: nothing in the tree counts them.
TEST_P(EveryExample, IsTheSameBytesAgainAndWithACommentAbove) {
  auto files = example_files();
  const auto tree = tree_of(files, GetParam());
  EXPECT_GT(tree.size(), 10u);
  files.files.at(GetParam()).insert(0, "# a comment\n\n# another\n");
  const auto again = tree_of(files, GetParam());
  EXPECT_EQ(difference(tree, again), Lines{});
  EXPECT_TRUE(tree == again);
}

TEST(EveryDelivery, IsTheSameAgain) {
  for (const auto delivery : {render::Delivery::ArgoCd, render::Delivery::Flux}) {
    const auto once = tree_of(example_files(), "agentic-ai/platform.yaml", {delivery});
    EXPECT_TRUE(once == tree_of(example_files(), "agentic-ai/platform.yaml", {delivery}));
  }
}

std::string name_of(const testing::TestParamInfo<std::string>& test) {
  std::string name;
  for (const char c : test.param) name += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
}
INSTANTIATE_TEST_SUITE_P(All, EveryExample, testing::ValuesIn(examples()), name_of);

/// What becomes of one line of a blueprint.
struct Edit {
  const char *platform, *from, *to;
  Lines difference;
};

TEST(OneLine, ChangesOnlyWhatItMust) {
  const Edit edits[] = {
      {"p5-efa-training/platform.yaml",
       "      min: 1\n      max: 6\n",
       "      min: 1\n      max: 7\n",
       {"-terraform/node-groups.tf: max_size = 6", "+terraform/node-groups.tf: max_size = 7",
        "-terraform/tests/plan.tftest.hcl: condition = aws_eks_node_group.app.scaling_config[0].max_size == 6",
        "+terraform/tests/plan.tftest.hcl: condition = aws_eks_node_group.app.scaling_config[0].max_size == 7"}},
      {"asya-actors/platform.yaml",
       "retentionDays: 30}",
       "retentionDays: 90}",
       {"-terraform/eks-cluster.tf: retention_in_days = 30", "+terraform/eks-cluster.tf: retention_in_days = 90"}},
      {"asya-actors/platform.yaml",
       "tags: {Project: asya}",
       "tags: {Project: asyb}",
       {"-terraform/node-groups.tf: Project = \"asya\"", "+terraform/node-groups.tf: Project = \"asyb\"",
        "-terraform/providers.tf: Project = \"asya\"", "+terraform/providers.tf: Project = \"asyb\""}},
      {"scale-to-zero-dev/platform.yaml",
       "receiveWaitSeconds: 20}",
       "receiveWaitSeconds: 10}",
       {"-terraform/queues.tf: receive_wait_time_seconds = 20",
        "+terraform/queues.tf: receive_wait_time_seconds = 10"}},
  };
  for (const auto& edit : edits) {
    auto files = example_files();
    const auto before = tree_of(files, edit.platform);
    replace(files, edit.platform, edit.from, edit.to);
    EXPECT_EQ(difference(before, tree_of(files, edit.platform)), edit.difference) << edit.to;
  }
}

TEST(OneLine, ThatIsAddedOnlyAdds) {
  auto files = example_files();
  const auto before = tree_of(files, "scale-to-zero-dev/platform.yaml");
  replace(files, "scale-to-zero-dev/platform.yaml", "  queues:\n", "  queues:\n    answers: {}\n");
  const auto found = difference(before, tree_of(files, "scale-to-zero-dev/platform.yaml"));
  EXPECT_FALSE(found.empty());
  for (const auto& line : found) {
    if (line.starts_with("+README.md: ") && line.find("answers") != std::string::npos) continue;  // how to check it
    EXPECT_TRUE(line.starts_with("+terraform/")) << line;
    EXPECT_TRUE(line.find("/queues.tf: ") != std::string::npos || line.find("/outputs.tf: ") != std::string::npos ||
                line.find("/plan.tftest.hcl: ") != std::string::npos)
        << line;
  }
}

}  // namespace
}  // namespace slipway::rendered
