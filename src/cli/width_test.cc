#include "cli/testing/width.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "cli/testing/verb_run.h"
#include "components/rules.h"

/// Everything that a verb prints for people fits into 80 columns, whatever it is asked of; JSON, YAML and CSV are for
/// programs, and a file that is shown is as wide as its author made it.
namespace slipway::cli {
namespace {

namespace fs = std::filesystem;

using testing::too_wide;

void expect_narrow(const std::vector<std::string>& words) {
  io::DiskFiles disk;
  const auto said = testing::run_with(disk, words);
  EXPECT_EQ(too_wide(said.out) + too_wide(said.err), "") << join(words, " ");
}

TEST(Width, OfWhatIsPrintedWithoutAPlatform) {
  expect_narrow({"help"});
  for (const auto& command : commands()) {
    expect_narrow({"help", std::string(command.name)});
    expect_narrow({std::string(command.name), "--no-such-flag"});
  }
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{},
                                             {"no-such-verb"},
                                             {"--version"},
                                             {"components"},
                                             {"init"},
                                             {"init", "--from", "no-such"},
                                             {"rules"},
                                             {"catalog", "types", "--limit", "40"},
                                             {"catalog", "types", "--gpus", "1-", "--sort", "gpu-memory"},
                                             {"catalog", "prices", "--region", "us-east-1,eu-west-1"}})
    expect_narrow(words);
  for (const auto* rule : components::rules()) expect_narrow({"rules", std::string(rule->id)});
}

TEST(Width, OfEveryBlueprint) {
  const fs::path examples = fs::path(SLIPWAY_SOURCE_DIR) / "examples";
  int platforms = 0;
  for (const auto& entry : fs::recursive_directory_iterator(examples)) {
    if (entry.path().filename() != "platform.yaml") continue;
    ++platforms;
    const std::string platform = fs::relative(entry.path()).string(),
                      folder = fs::relative(entry.path().parent_path()).string();
    if (entry.path().parent_path().parent_path() == examples)
      for (const char* verb : {"lint", "validate"}) expect_narrow({verb, folder});
    const bool is_first = platforms == 1;  // of what takes long and is of one form for all
    if (is_first)
      for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
               {"add", "component", "kube-prometheus-stack", "metrics-server", platform, "--plan-only"},
               {"add", "workload", "extra", "--image", "x:1", "--cpu", "1", platform, "--plan-only"},
               {"add", "component", "no-such", platform, "--plan-only"}})
        expect_narrow(words);
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {"plan", platform, "--details", "--why", "cost"},
             {"solve", platform},
             {"render", platform, "-o", "no-such-folder", "--list"},
             {"add", "bucket", "arn:aws:s3:::models", platform, "--plan-only"},
             {"add", "nodepool", "extra", "--types", "m7i.large", "--max", "3", platform, "--plan-only"},
             {"add", "nodepool", "extra", "--types", "p5.48xlarge", "--gpu", "800", platform, "--plan-only"}})
      expect_narrow(words);
  }
  EXPECT_GE(platforms, 5);
}

}  // namespace
}  // namespace slipway::cli
