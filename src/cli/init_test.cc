#include <gtest/gtest.h>

#include <filesystem>

#include "cli/verbs.h"
#include "spec/blueprints.h"

namespace slipway::cli {
namespace {

struct Outcome {
  ExitCode code;
  std::string out, err;
  io::FakeFiles files;
};

Outcome init(const std::vector<std::string>& words, io::FakeFiles files = {}) {
  Outcome outcome{ExitCode::Ok, {}, {}, std::move(files)};
  StringOutput out, err;
  Session session{.files = outcome.files, .out = out, .err = err};
  const auto verb = make_init();
  Flags flags;
  verb->declare(flags);
  EXPECT_EQ(flags.parse(words), "");
  outcome.code = verb->run(session);
  outcome.out = out.text;
  outcome.err = err.text;
  return outcome;
}

TEST(Init, ListsBlueprints) {
  const auto outcome = init({});
  EXPECT_EQ(outcome.code, ExitCode::Ok);
  EXPECT_NE(outcome.out.find("asya-actors "), std::string::npos);
}

TEST(Init, MakesTheFoldersOfEachBlueprint) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "slipway-init-test";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directory(folder);
  for (const char* blueprint : {"asya-actors", "scale-to-zero-dev", "ray-on-eks", "agentic-ai", "p5-efa-training"}) {
    io::DiskFiles files;
    StringOutput out, err;
    Session session{.files = files, .out = out, .err = err};
    const auto verb = make_init();
    Flags flags;
    verb->declare(flags);
    const auto path = (folder / blueprint / "platform.yaml").string();
    EXPECT_EQ(flags.parse({"--from", blueprint, "--out", path}), "");
    EXPECT_EQ(verb->run(session), ExitCode::Ok) << err.text;
    EXPECT_TRUE(std::filesystem::exists(path)) << blueprint;
  }
  std::filesystem::remove_all(folder);
}

TEST(Init, WritesABlueprintWithAllItsFiles) {
  const auto printed = init({"--from", "asya-actors", "--name", "mine", "--region", "us-east-1"});
  EXPECT_EQ(printed.code, ExitCode::Ok);
  EXPECT_NE(printed.out.find("name: mine\n"), std::string::npos);
  EXPECT_NE(printed.out.find("region: us-east-1\n"), std::string::npos);

  const auto written = init({"--from", "asya-actors", "--out", "here/platform.yaml"});
  EXPECT_EQ(written.code, ExitCode::Ok);
  EXPECT_EQ(written.out, "");
  EXPECT_TRUE(written.files.files.contains("here/platform.yaml"));
  EXPECT_TRUE(written.files.files.contains("here/k8s/actor.yaml"));

  const auto again = init({"--from", "asya-actors", "--out", "here/platform.yaml"}, written.files);
  EXPECT_EQ(again.code, ExitCode::WrongUsage);
  EXPECT_NE(again.err.find("here/platform.yaml"), std::string::npos);
  EXPECT_NE(again.err.find("would be overwritten\n  = fix: --yes does so"), std::string::npos);
  EXPECT_EQ(init({"--from", "asya-actors", "--out", "here/platform.yaml", "--yes"}, written.files).code, ExitCode::Ok);
}

TEST(Init, SaysWhatItWroteAndWhatIsNext) {
  const auto one = init({"--from", "scale-to-zero-dev", "--out", "platform.yaml"});
  EXPECT_EQ(one.err,
            "wrote platform.yaml, k8s/access.yaml\nthese are the example's; yours belong there:\n"
            "  203.0.113.0/24        platform.yaml:23\n"
            "  111122223333          platform.yaml:97\n"
            "  dev.example.com       platform.yaml:138\n"
            "  platform@example.com  platform.yaml:144\nnext: slipway plan platform.yaml\n");
  EXPECT_NE(init({"--from", "ray-on-eks"}).err.find("  vpc-0a1b2c3d4e5f60000     line 12\n"), std::string::npos)
      << init({"--from", "ray-on-eks"}).err;
  const auto more = init({"--from", "ray-on-eks", "--out", "here/dev.yaml"});
  EXPECT_TRUE(more.err.starts_with("wrote here/dev.yaml, ")) << more.err;
  EXPECT_TRUE(more.err.ends_with("\nnext: slipway plan here/dev.yaml\n")) << more.err;
  EXPECT_TRUE(init({"--from", "scale-to-zero-dev"})
                  .err.starts_with("it has 1 more file, which --out FILE writes beside it\nthese are the example's"));
  io::FakeFiles files;
  files.files[".env"] = "CLUSTER_NAME=a\nAWS_REGION=us-west-2\n";
  EXPECT_EQ(init({"--from", ".env", "--out", "a.yaml"}, files).err, "wrote a.yaml\nnext: slipway plan a.yaml\n");
}

/// What slipway's own tree calls it nobody has who starts from it.
TEST(Init, TheCopySpeaksOfItself) {
  for (const spec::Blueprint& blueprint : spec::blueprints()) {
    const std::string name(blueprint.name);
    const auto printed = init({"--from", name});
    EXPECT_EQ(printed.out.find("examples/"), std::string::npos) << name;
    const auto written = init({"--from", name, "--out", "here/dev.yaml"}).files.files.at("here/dev.yaml");
    EXPECT_EQ(written.find("examples/"), std::string::npos) << name;
    if (blueprint.platform.text.find("`slipway plan examples/") != std::string_view::npos) {
      EXPECT_NE(printed.out.find("`slipway plan platform.yaml`"), std::string::npos) << name;
      EXPECT_NE(written.find("`slipway plan here/dev.yaml`"), std::string::npos) << name;
    }
  }
}

TEST(Init, WhatCannotBeReadIsInTheWayAsWell) {
  for (const bool is_link : {true, false}) {
    io::FakeFiles files;
    if (is_link) {
      files.links = {"platform.yaml"};  // it leads nowhere
    } else {
      files.files["platform.yaml"] = "theirs";
      files.denied = {"platform.yaml"};
    }
    const auto outcome = init({"--from", "scale-to-zero-dev", "--out", "platform.yaml"}, files);
    EXPECT_EQ(outcome.code, ExitCode::WrongUsage) << outcome.err;
    EXPECT_EQ(outcome.err,
              "slipway: platform.yaml would be overwritten\n  = fix: --yes does so; or name another file with --out\n");
  }
}

TEST(Init, ImportsADotenvFile) {
  io::FakeFiles files;
  files.files[".env"] = "CLUSTER_NAME=a\nAWS_REGION=us-west-2\n";
  const auto good = init({"--from", ".env"}, files);
  EXPECT_EQ(good.code, ExitCode::Ok);
  EXPECT_NE(good.out.find("# CLUSTER_NAME\n"), std::string::npos);
  EXPECT_EQ(good.err, "");

  files.files[".env"] += "INSTALL_KARPENTER=ture\n";
  const auto bad = init({"--from", ".env", "--out", "platform.yaml"}, files);
  EXPECT_EQ(bad.code, ExitCode::FindingsReported);
  EXPECT_NE(bad.err.find(".env:3:19: error: INSTALL_KARPENTER='ture' is not a boolean [ENV011]"), std::string::npos)
      << bad.err;
  EXPECT_FALSE(bad.files.files.contains("platform.yaml")) << "what has mistakes is not written";
}

TEST(Init, SaysWhatItDoesNotKnow) {
  EXPECT_EQ(init({"--from", "asya-actor"}).err,
            "slipway: there is no blueprint and no file 'asya-actor' (did you mean asya-actors?)\n  = fix: `slipway "
            "init` lists "
            "the blueprints; of a file name one that is there\n");
  EXPECT_EQ(init({"--from", "asya-actor"}).code, ExitCode::WrongUsage);
  EXPECT_EQ(init({"--from", "asya-actors", "--region", "us-wst-2"}).err,
            "slipway: there is no AWS region 'us-wst-2'\n  = fix: did you mean us-west-2?\n");
  EXPECT_EQ(init({"--from", "asya-actors", "--name", "My Platform"}).code, ExitCode::WrongUsage);
  EXPECT_EQ(init({"--from", "missing/.env"}).code, ExitCode::WrongUsage);
}

}  // namespace
}  // namespace slipway::cli
