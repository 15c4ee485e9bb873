#include <gtest/gtest.h>

#include "cli/testing/verb_run.h"

namespace slipway::cli {
namespace {

testing::Said expand(const std::string& kind) {
  io::FakeFiles files;
  files.files["platform.yaml"] =
      "apiVersion: slipway.dev/v1alpha1\nkind: Platform\nmetadata: {name: demo}\nspec:\n"
      "  aws: {region: eu-west-1}\n  nodeGroups:\n    system: {instanceTypes: [m7i.large], min: 2, max: 3}\n"
      "  nodePools: {general: {families: [m7i]}}\n";
  return testing::run_with(files, {"expand", "platform.yaml", "--kind", kind});
}

TEST(ExpandVerb, TakesKindsInAnyCase) {
  const std::string pools = expand("NodePool").out;
  EXPECT_TRUE(testing::says(pools, "kind: NodePool")) << pools;
  for (const char* kind : {"nodepool", "NODEPOOL", "Nodepool"}) EXPECT_EQ(expand(kind).out, pools) << kind;
}

TEST(ExpandVerb, SaysOfAKindThatThePlatformDoesNotMake) {
  const auto slip = expand("Nodepol");
  EXPECT_EQ(slip.code, ExitCode::WrongUsage);
  EXPECT_EQ(slip.out, "");
  EXPECT_TRUE(testing::says(slip.err, "the platform makes no Nodepol, did you mean NodePool?")) << slip.err;
  const auto other = expand("RayCluster");
  EXPECT_EQ(other.code, ExitCode::WrongUsage);
  EXPECT_TRUE(testing::says(other.err, "NodePool")) << "what it makes is listed: " << other.err;
}

}  // namespace
}  // namespace slipway::cli
