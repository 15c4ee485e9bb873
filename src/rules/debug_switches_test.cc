#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

using Said = std::vector<std::string>;

/// Variables begin at line 11.
std::string job(const std::string& variables, const std::string& gpus = "8", const std::string& name = "train",
                const std::string& pod = "") {
  return "apiVersion: batch/v1\nkind: Job\nmetadata: {name: " + name +
         "}\nspec:\n  template:\n    spec:\n      containers:\n      - name: t\n        resources: {limits: "
         "{nvidia.com/gpu: " +
         gpus + "}}\n        env:\n" + variables + pod;
}
std::string set(const std::string& name, const std::string& value) {
  return "        - {name: " + name + ", value: \"" + value + "\"}\n";
}

TEST(DebugSwitches, EachCostsGpuHours) {
  EXPECT_EQ(
      linted("GPU024", {{"f.yaml", job(set("CUDA_LAUNCH_BLOCKING", "1") + set("TORCH_DISTRIBUTED_DEBUG", "DETAIL") +
                                       set("NCCL_P2P_DISABLE", "1"))}}),
      (Said{"f.yaml:11 warning: CUDA_LAUNCH_BLOCKING=1 is left in Job train",
            "f.yaml:12 warning: TORCH_DISTRIBUTED_DEBUG=DETAIL is left in Job train",
            "f.yaml:13 warning: NCCL_P2P_DISABLE=1 is left in Job train"}));
  EXPECT_EQ(lines("GPU024", job(set("NCCL_DEBUG", "TRACE") + set("TORCH_NCCL_BLOCKING_WAIT", "1"))), "11 12");
}

TEST(DebugSwitches, WhatCostsNothingMayStay) {
  for (const auto& [name, value] :
       std::initializer_list<std::pair<const char*, const char*>>{{"CUDA_LAUNCH_BLOCKING", "0"},
                                                                  {"TORCH_DISTRIBUTED_DEBUG", "INFO"},
                                                                  {"NCCL_DEBUG", "INFO"},
                                                                  {"NCCL_DEBUG", "WARN"},
                                                                  {"TORCH_NCCL_ASYNC_ERROR_HANDLING", "1"},
                                                                  {"NCCL_IB_DISABLE", "1"},
                                                                  {"CUDA_DEVICE_MAX_CONNECTIONS", "1"}})
    EXPECT_EQ(lines("GPU024", job(set(name, value))), "") << name << value;
  EXPECT_EQ(lines("GPU024", job(set("CUDA_LAUNCH_BLOCKING", "1"), "0")), "") << "no GPU";
  EXPECT_EQ(lines("GPU024", job(set("CUDA_LAUNCH_BLOCKING", "1"), "1", "debug-train")), "") << "it is for that";
  EXPECT_EQ(lines("GPU024", job(set("CUDA_LAUNCH_BLOCKING", "1"), "1", "latest-train")), "11");
}

TEST(DebugSwitches, OneGpuHasNobodyToTalkTo) {
  EXPECT_EQ(lines("GPU024", job(set("NCCL_P2P_DISABLE", "1"), "1")), "");
  const auto on = [](const std::string& type) {
    return job(set("NCCL_P2P_DISABLE", "1"), "4", "train",
               "      nodeSelector: {node.kubernetes.io/instance-type: " + type + "}\n");
  };
  EXPECT_EQ(lines("GPU024", on("g6.12xlarge")), "") << "no NVLink that would be lost";
  EXPECT_EQ(lines("GPU024", on("p4d.24xlarge")), "11");
}

TEST(DebugSwitches, ScriptsSetThemToo) {
  const std::string script =
      "        - {name: A, value: b}\n        command:\n        - bash\n        - -c\n        - |\n"
      "          export CUDA_LAUNCH_BLOCKING=1\n          NCCL_DEBUG=INFO torchrun train.py\n";
  EXPECT_EQ(lines("GPU024", job(script)), "16");
}

}  // namespace
}  // namespace slipway::rules::testing
