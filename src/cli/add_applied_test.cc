#include <gtest/gtest.h>

#include "cli/testing/live_world.h"

namespace slipway::cli {
namespace {

using testing::Said;
using testing::says;

/// `slipway add` to a platform that is applied, or is not.
using AddApplied = testing::LiveWorld;

TEST_F(AddApplied, AddAppliesOnlyToWhatIsApplied) {
  int bucket = 0;
  const auto add = [&](std::vector<std::string> more = {}) {
    std::vector<std::string> words = {"add", "bucket", "arn:aws:s3:::models-" + std::to_string(++bucket), "--yes"};
    words.insert(words.end(), more.begin(), more.end());
    world.ran.clear();
    return run(words).err;
  };
  constexpr const char* kNotYet = "wrote platform.yaml\nnext: slipway apply (it is not applied yet)\n";
  EXPECT_TRUE(says(add(), kNotYet)) << "nobody looked at it";
  run({"apply", "--plan-only"});
  EXPECT_TRUE(says(add(), kNotYet)) << "somebody looked";
  world.terraform_errors = {"AccessDenied: no"};
  apply();
  EXPECT_TRUE(says(add(), kNotYet)) << "an apply failed";
  EXPECT_TRUE(world.ran.empty());
  apply();
  EXPECT_TRUE(says(add({"--edit-only"}), "\nnext: slipway apply --only s3-csi\n"));
  EXPECT_TRUE(world.ran.empty());
  EXPECT_TRUE(says(add(), "\napplying s3-csi\n"));
  EXPECT_FALSE(world.ran.empty());
  answers = {"demo"};
  run({"destroy"});
  EXPECT_TRUE(says(add(), kNotYet)) << "it is gone";
}

/// While somebody works on it: nothing of the file changes, and whoever was at it goes on undisturbed.
TEST_F(AddApplied, AddWritesNothingWhileTheLockIsHeldThatItsApplyWouldNeed) {
  apply();
  auto& kept = world.disk().files;
  const auto before = kept["platform.yaml"];
  world.disk().locked.insert(state + "/lock");
  kept[state + "/lock"] = "process 4711 on laptop";
  world.ran.clear();
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"add", "bucket", "arn:aws:s3:::models", "--yes"},
           {"add", "nodepool", "more", "--types", "m6i.large", "--limits", "cpu=8", "--yes"},
           {"add", "component", "keda", "--yes"}}) {
    const Said said = run(words);
    EXPECT_EQ(said.code, ExitCode::WorldFailed) << words[1];
    EXPECT_TRUE(says(said.err, "slipway: demo is being worked on: ")) << said.err;
    EXPECT_TRUE(says(said.err, "nothing was\n         written\n  = fix: ") || says(said.err, "nothing was written\n"))
        << said.err;
    EXPECT_FALSE(says(said.err, "\nwrote ")) << said.err;
    EXPECT_EQ(kept["platform.yaml"], before) << words[1];
  }
  EXPECT_TRUE(world.ran.empty());
  EXPECT_TRUE(says(run({"add", "bucket", "arn:aws:s3:::models", "--yes", "--edit-only"}).err, "\nnext: ")) << "a file";
  world.disk().locked.clear();
  EXPECT_TRUE(says(run({"add", "bucket", "arn:aws:s3:::others", "--yes"}).err, "\napplying s3-csi\n"));
  EXPECT_FALSE(world.disk().locked.contains(state + "/lock")) << "it is given back";
}

/// However the apply behind an add ends but well, the file stays as it was written, and that is said.
TEST_F(AddApplied, AddSaysThatTheFileIsChangedWhenItsApplyIsRefused) {
  apply();
  int bucket = 0;
  const auto expect_told = [&](std::vector<std::string> more, const std::string& why) {
    const auto arn = "arn:aws:s3:::models-" + std::to_string(++bucket);
    std::vector<std::string> words = {"add", "bucket", arn};
    words.insert(words.end(), more.begin(), more.end());
    const Said said = run(words);
    EXPECT_NE(said.code, ExitCode::Ok) << why;
    EXPECT_TRUE(says(world.disk().files["platform.yaml"], arn)) << why;
    EXPECT_TRUE(
        said.err.ends_with("platform.yaml keeps what was added; once that is mended: slipway apply --only\n"
                           "s3-csi\n"))
        << why << said.err;
  };
  world.terraform_errors = {"creating S3 thing: AccessDenied: no"};
  expect_told({"--yes"}, "AWS refuses");
  answers = {"yes", "no"};
  expect_told({}, "somebody thinks twice");
  answers.clear();
  programs.instead = [](const io::Command&) { return io::Finished{1, "", "Error: no registry\n"}; };
  expect_told({"--yes"}, "Terraform does not begin");
  programs.instead = {};
  environment.variables = {{"AWS_EC2_METADATA_DISABLED", "true"}};
  expect_told({"--yes"}, "there are no credentials");
}

/// What add applied is applied; what somebody wrote besides is not.
TEST_F(AddApplied, AfterAddAppliedItsPartNothingHasChanged) {
  constexpr const char* kChanged = "platform.yaml has changed since it was applied";
  apply();
  EXPECT_FALSE(says(run({"status"}).out, kChanged));
  EXPECT_TRUE(says(run({"add", "bucket", "arn:aws:s3:::models", "--yes"}).err, "\napplying s3-csi\n"));
  EXPECT_FALSE(says(run({"status"}).out, kChanged));
  run({"add", "bucket", "arn:aws:s3:::others", "--yes", "--edit-only"});
  EXPECT_TRUE(says(run({"status"}).out, kChanged));
  run({"apply", "--yes", "--only", "s3-csi"});
  EXPECT_FALSE(says(run({"status"}).out, kChanged));
}

}  // namespace
}  // namespace slipway::cli
