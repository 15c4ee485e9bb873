#include <gtest/gtest.h>

#include "cli/testing/verb_run.h"

namespace slipway::cli {
namespace {

using testing::says;

constexpr const char* kPlatform =
    "apiVersion: slipway.dev/v1alpha1\nkind: Platform\nmetadata: {name: demo}\nspec:\n  aws: {region: us-west-2}\n"
    "  nodeGroups:\n    system: {instanceTypes: [m6i.large], min: 1, max: 3}\n";

/// Every flag that counts something: what no count can be is refused as wrong usage, with the flag and its limits.
TEST(NumericFlags, RefuseWhatIsNoCountWithNameAndLimits) {
  struct Flag {
    std::vector<std::string> words;  // without the number
    const char* limits;
    bool takes_zero;
    const char* autoscaler = "karpenter";
  };
  const Flag flags[] = {
      {{"status", "--journal", "--runs"}, "from 1 to 100000", false},
      {{"verify", "--run-probes", "--probe-minutes"}, "from 1 to 240", false},
      {{"catalog", "types", "--limit"}, "from 0 to 1000000", true},
      {{"add", "nodepool", "n", "--types", "g5.xlarge", "--gpu"}, "from 1 to 100000", false},
      {{"add", "nodepool", "n", "--families", "p5", "--gpu"}, "from 1 to 800000", false},
      {{"add", "nodepool", "n", "--types", "g5.12xlarge", "--gpu"}, "from 1 to 400000", false, "clusterAutoscaler"},
      {{"add", "nodepool", "n", "--types", "m7i.large", "--max"}, "from 1 to 100000", false, "clusterAutoscaler"},
      {{"add", "workload", "w", "--image", "x:1", "--gpu"}, "from 1 to 16", false},
      {{"add", "workload", "w", "--image", "x:1", "--replicas"}, "from 0 to 1000000000", true},
      {{"add", "workload", "w", "--kind", "job", "--image", "x:1", "--replicas"}, "from 1 to 1000000000", false},
  };
  for (const Flag& flag : flags)
    for (const char* text : {"99999999999999999999", "9223372036854775808", "1000000001", "-1", "-99999999999999999999",
                             "0x10", "1e3", "1.5", "+1", "", " 1", "1 ", "many", "٣", "1\xff"}) {
      io::FakeFiles files;
      const std::string platform = std::string(kPlatform) + "  autoscaler: {nodes: " + flag.autoscaler + "}\n";
      files.files["platform.yaml"] = platform;
      auto words = flag.words;
      words.back() += std::string("=") + text;
      const auto said = testing::run_with(files, words);
      EXPECT_EQ(said.code, ExitCode::WrongUsage) << words.back() << said.out;
      EXPECT_TRUE(says(said.err, flag.words.back())) << words.back() << ": " << said.err;
      EXPECT_TRUE(*text == '\0' || says(said.err, flag.limits)) << words.back() << ": " << said.err;
      EXPECT_EQ(files.files["platform.yaml"], platform);
      if (flag.takes_zero) continue;
      words.back() = flag.words.back() + "=0";
      EXPECT_EQ(testing::run_with(files, words).code, ExitCode::WrongUsage) << words.back();
    }
}

TEST(NumericFlags, RangesOfTheCatalogRefuseWhatIsNone) {
  for (const char* flag : {"--vcpus", "--memory", "--gpus", "--gpu-memory", "--accelerators", "--efa", "--network"})
    for (const char* text :
         {"-", "--4", "8-4", "0x10", "1e3", "many", "99999999999999999999999", "1-99999999999999999999999"}) {
      io::FakeFiles files;
      const auto said = testing::run_with(files, {"catalog", "types", std::string(flag) + "=" + text});
      EXPECT_EQ(said.code, ExitCode::WrongUsage) << flag << text;
      EXPECT_TRUE(says(said.err, std::string(flag) + " cannot be '" + text + "': ")) << flag << text << said.err;
    }
}

}  // namespace
}  // namespace slipway::cli
