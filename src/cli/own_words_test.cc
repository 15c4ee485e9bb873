#include "cli/own_words.h"

#include <gtest/gtest.h>

#include "cli/testing/checking_run.h"

namespace slipway::cli {
namespace {

using testing::run_in;
using testing::says;

constexpr const char* kPlatform =
    "apiVersion: slipway.dev/v1alpha1\nkind: Platform\nmetadata: {name: demo}\nspec:\n"
    "  aws: {region: us-west-2}\n  nodeClasses: {default: {}}\n"
    "  nodePools:\n    gpu:\n      instanceTypes: [g6.12xlarge]\n      disruption:\n        after: 10s\n"
    "  workloads:\n    llm:\n      pool: gpu\n      serve:\n        image: llm:1\n        port: 8000\n"
    "        args: [--tensor-parallel-size, \"4\"]\n      resources: {cpu: 2, memory: 8Gi, nvidia.com/gpu: 4}\n";

TEST(OwnWords, SayWhatTheFieldOfAFixIsCalledInPlatformYaml) {
  io::FakeFiles files;
  files.files["platform.yaml"] = kPlatform;
  const auto said = [&](const char* id) { return run_in(files, {"lint", "--only", id, "-o", "json"}).out; };
  EXPECT_TRUE(says(said("GPU018"), "at /dev/shm; here it is called sharedMemory")) << said("GPU018");
  EXPECT_TRUE(says(said("KRP014"), "10m; here it is called disruption.after")) << said("KRP014");
  EXPECT_TRUE(says(said("POD005"), "; here it is called serve.stopWithin")) << said("POD005");
  // Of what stands under its own name, and of manifests beside it, nothing is added.
  EXPECT_FALSE(says(said("KRP024"), "here it is called")) << said("KRP024");
  files.files["platform.yaml"] = std::string(kPlatform) + "      sharedMemory: 16Gi\n";
  EXPECT_FALSE(says(said("GPU018"), "/dev/shm")) << said("GPU018");
}

TEST(OwnWords, WhatIsWrongWithAWordOfTheSpecIsSaidAtIt) {
  io::FakeFiles files;
  files.files["platform.yaml"] = kPlatform;
  std::string& text = files.files["platform.yaml"];
  text.replace(text.find("image: llm:1"), 12, "image: llm:latest");
  const auto tag = run_in(files, {"lint", "--only", "IMG001"});
  EXPECT_TRUE(says(tag.out, "platform.yaml:16:16: ")) << tag.out;
  text.replace(text.find("\"4\"]"), 4, "\"8\"]");
  const auto spread = run_in(files, {"lint", "--only", "GPU017"});
  EXPECT_TRUE(says(spread.out, "platform.yaml:18:40: ")) << spread.out;
}

}  // namespace
}  // namespace slipway::cli
