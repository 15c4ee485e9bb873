#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules {
namespace {

using testing::lines;
using testing::linted;

std::string instance(const std::string& spec) {
  return "apiVersion: kro.run/v1alpha1\nkind: Stack\nmetadata: {name: a}\nspec:\n" + spec;
}

TEST(ModelRules, AnInstanceFitsItsGpus) {
  EXPECT_EQ(linted("WGT001", {{"a.yaml", instance("  modelName: llama-3-70b\n  gpuType: g5.12xlarge\n")}}),
            std::vector<std::string>{"a.yaml:5 error: llama-3-70b does not fit into the GPUs of g5.12xlarge"});
  const auto fits = [](const std::string& model, const std::string& type) {
    return lines("WGT001", instance("  model: " + model + "\n  instanceType: " + type + "\n"));
  };
  EXPECT_EQ(fits("meta-llama/Llama-3.1-405B-Instruct", "p4d.24xlarge"), "5") << "810 GB in 320";
  EXPECT_EQ(fits("mistral-24b", "g6.xlarge"), "5");
  EXPECT_EQ(fits("llama-3-70b", "p4d.24xlarge"), "") << "140 GB in 320";
  EXPECT_EQ(fits("llama-3-8b", "g5.xlarge"), "");
  EXPECT_EQ(fits("qwen2.5-1.5b", "g4dn.xlarge"), "");
  EXPECT_EQ(fits("llama-3-70b-awq", "g5.12xlarge"), "") << "four bits a parameter";
  EXPECT_EQ(fits("Mixtral-8x22B", "g5.12xlarge"), "5") << "experts share what is not theirs alone: 241 GB at least";
  EXPECT_EQ(fits("Mixtral-8x7B", "g4dn.12xlarge"), "5");
  EXPECT_EQ(fits("Mixtral-8x7B", "g5.12xlarge"), "") << "77 GB at least, in 96";
  EXPECT_EQ(fits("llama-3", "g5.xlarge"), "") << "the name says no size";
  EXPECT_EQ(fits("llama-3-70b", "m7i.large"), "") << "no GPUs: another matter";
}

TEST(ModelRules, GpusThatAreAskedForAreCounted) {
  EXPECT_EQ(lines("WGT001", instance("  modelName: llama-3-13b\n  gpuType: g5.12xlarge\n  gpus: 1\n")), "5");
  for (const auto& [model, type] : {std::pair{"openai/gpt-oss-120b", "p5.4xlarge"},
                                    std::pair{"deepseek-r1-671b", "p5en.48xlarge"}})  // published in MXFP4, in FP8
    EXPECT_EQ(lines("WGT001", instance("  modelName: " + std::string(model) + "\n  gpuType: " + type + "\n")), "");
  EXPECT_EQ(lines("WGT001", instance("  modelName: deepseek-r1-671b\n  gpuType: p4d.24xlarge\n")), "5");
  EXPECT_EQ(lines("WGT001", instance("  modelName: DeepSeek-R1-Distill-Llama-70B\n  gpuType: p5.4xlarge\n")), "5");
  EXPECT_EQ(lines("WGT001", instance("  modelName: llama-3-13b\n  gpuType: g5.12xlarge\n  gpus: 4\n")), "");
}

TEST(ModelRules, AServerFitsTheGpusThatItMayGet) {
  const auto server = [](const std::string& type, const std::string& gpus, const std::string& arguments) {
    return "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  template:\n    spec:\n      "
           "nodeSelector: {node.kubernetes.io/instance-type: " +
           type + "}\n      containers:\n      - name: vllm\n        resources: {limits: {nvidia.com/gpu: " + gpus +
           "}}\n        args: [" + arguments + "]\n";
  };
  EXPECT_EQ(lines("WGT001", server("g5.12xlarge", "4", "--model=meta-llama/Llama-3-70B")), "11");
  EXPECT_EQ(lines("WGT001", server("g5.12xlarge", "1", "--model, llama-13b")), "11");
  EXPECT_EQ(lines("WGT001", server("g5.12xlarge", "4", "serve, llama-13b")), "");
  EXPECT_EQ(lines("WGT001", server("g5.12xlarge", "4", "--model=llama-70b, --quantization=awq")), "");
  // vLLM's own image serves its first argument.
  EXPECT_EQ(lines("WGT001", server("g5.12xlarge", "1", "llama-13b") + "        image: vllm/vllm-openai:v0.17.0\n"),
            "11");
  EXPECT_EQ(lines("WGT001", server("g5.12xlarge", "1", "llama-13b") + "        image: mine:1\n"), "");
  // The kubelet gives by limits, and a container what is its own.
  const std::string both = server("g5.12xlarge", "4}, requests: {nvidia.com/gpu: 1", "--model=llama-3-34b");
  EXPECT_EQ(lines("WGT001", both), "");
  EXPECT_EQ(lines("WGT001", server("g5.12xlarge", "1", "--model, llama-13b") +
                                "      - {name: b, resources: {limits: {nvidia.com/gpu: 3}}}\n"),
            "11");
  for (const char* over_machines : {"--nnodes, 2", "--nnodes=2", "--dist-init-addr=a:1", "--pipeline_parallel_size=2"})
    EXPECT_EQ(lines("WGT001", server("g5.12xlarge", "4", "--model=llama-70b, " + std::string(over_machines))), "")
        << over_machines;
}

}  // namespace
}  // namespace slipway::rules
