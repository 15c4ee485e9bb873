#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

using Said = std::vector<std::string>;

/// Requests stand at line 10, limits at line 11.
std::string deployment(const std::string& requests, const std::string& limits = "") {
  return "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec:\n  template:\n    spec:\n      "
         "containers:\n"
         "      - name: a\n        resources:\n          requests: {" +
         requests + "}\n          limits: {" + limits + "}\n";
}

TEST(AmountRules, MemoryIsCountedInBytesAndCoresInOnes) {
  EXPECT_EQ(linted("POD011", {{"f.yaml", deployment("memory: 512m", "memory: 16")}}),
            (Said{"f.yaml:10 warning: 512m of memory are 0.51 bytes", "f.yaml:11 warning: 16 of memory are 16 bytes"}));
  EXPECT_EQ(lines("POD011", deployment("ephemeral-storage: 100m")), "10");
  EXPECT_EQ(lines("POD011", deployment("cpu: 500M")), "10");
  EXPECT_EQ(lines("POD011", deployment("cpu: 500m, memory: 512Mi", "memory: 16G, cpu: 192")), "");
  EXPECT_EQ(lines("POD011", deployment("memory: 0, ephemeral-storage: 1Mi")), "");
  for (const char* little : {"512Ki", "500k", "1000"})
    EXPECT_EQ(lines("POD011", deployment("ephemeral-storage: " + std::string(little))), "") << little;
}

TEST(AmountRules, DevicesAreNames) {
  EXPECT_EQ(linted("GPU016", {{"f.yaml", deployment("", "nvidia.com/gpus: 1")}}),
            (Said{"f.yaml:11 error: no node offers nvidia.com/gpus"}));
  for (const char* wrong : {"nvidia/gpu", "nvdia.com/gpu", "nvidia.com/GPU", "vpc.amazonaws.com/efas", "amd.com/gpus",
                            "aws.amazon.com/nueron", "vpc.amazonaws/efa"})
    EXPECT_EQ(lines("GPU016", deployment("", std::string(wrong) + ": 1")), "11") << wrong;
  for (const char* right :
       {"nvidia.com/gpu", "nvidia.com/mig-1g.5gb", "nvidia.com/gpu.shared", "nvidia.com/pgpu", "amd.com/gpu",
        "intel.com/gpu", "gpu.intel.com/i915", "aws.amazon.com/neuroncore", "vpc.amazonaws.com/pod-eni", "rdma/hca",
        "nvidia.com/rdma_shared_device_a", "smarter-devices/fuse", "cpu", "hugepages-2Mi", "habana.ai/gaudi",
        "google.com/tpu", "cloud-tpus.google.com/v3", "example.com/gpu"})
    EXPECT_EQ(lines("GPU016", deployment("", std::string(right) + ": 1")), "") << right;
  EXPECT_NE(fixed("GPU016", deployment("", "nvidia.com/gpus: 1")).find("limits: {nvidia.com/gpu: 1}"),
            std::string::npos);
}

TEST(AmountRules, SomePoolMustBuyALargeEnoughType) {
  const auto pool = [](const std::string& type) {
    return "---\napiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: p}\nspec:\n  template:\n    spec:\n"
           "      requirements:\n      - {key: node.kubernetes.io/instance-type, operator: In, values: [" +
           type + "]}\n";
  };
  std::string others;
  for (int i = 0; i < 4; ++i)
    for (const char* kind : {"ConfigMap", "Secret", "Service"})
      others += "---\napiVersion: v1\nkind: " + std::string(kind) + "\nmetadata: {name: o" + std::to_string(i) + "}\n";
  const std::string large = deployment("cpu: 500"), heavy = deployment("cpu: 1, memory: 900Gi");
  EXPECT_EQ(lines("FIT002", large + pool("m7i.48xlarge") + others), "10");
  EXPECT_EQ(lines("FIT002", heavy + pool("m7i.48xlarge") + others), "10");
  EXPECT_EQ(lines("FIT002", deployment("cpu: 100, memory: 700Gi") + pool("m7i.48xlarge") + others), "");
  EXPECT_EQ(lines("FIT002", large + pool("m7i.48xlarge")), "");  // its nodes may be made elsewhere
  EXPECT_EQ(lines("FIT002", large + others), "");
}

}  // namespace
}  // namespace slipway::rules::testing
