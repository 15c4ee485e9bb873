#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

std::string pool(const std::string& limits) {
  return "---\napiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: gpu}\nspec:\n" + limits +
         "  template:\n    spec:\n      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: a}\n"
         "      requirements:\n      - {key: node.kubernetes.io/instance-type, operator: In, values: [g6.xlarge]}\n";
}
std::string deployment(const std::string& spec, const std::string& probe = "") {
  return "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: llm}\nspec:\n" + spec +
         "  selector: {matchLabels: {app: llm}}\n  template:\n    metadata: {labels: {app: llm}}\n    spec:\n"
         "      containers:\n      - name: a\n        resources: {limits: {nvidia.com/gpu: 1}}\n" +
         probe;
}

TEST(Rollouts, TheNewPodFindsAGpu) {
  const std::string two = "  limits: {nvidia.com/gpu: 2}\n", three = "  limits: {nvidia.com/gpu: 3}\n";
  const std::string replicas = "  replicas: 2\n";
  EXPECT_EQ(lines("GPU019", deployment(replicas) + pool(two)), "3");
  EXPECT_EQ(lines("GPU019", deployment(replicas) + pool(three)), "");
  EXPECT_EQ(lines("GPU019", deployment(replicas) + pool("")), "") << "nothing bounds it";
  EXPECT_EQ(lines("GPU019", deployment(replicas) + pool("  limits: {nvidia.com/gpu: 1}\n")), "") << "FIT001's";
  EXPECT_EQ(lines("GPU019", deployment(replicas) + pool(two) + pool(two)), "") << "another pool has room";
  EXPECT_EQ(lines("GPU019", deployment("  replicas: 8\n") + pool("  limits: {nvidia.com/gpu: 8}\n")), "")
      << "of eight two may go first";
  for (const char* strategy :
       {"  strategy: {type: Recreate}\n", "  strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}\n"})
    EXPECT_EQ(lines("GPU019", deployment(replicas + strategy) + pool(two)), "") << strategy;
}

TEST(Rollouts, RequestsComeWhenTheModelIsLoaded) {
  const auto service = [](const std::string& app) {
    return "---\napiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {selector: {app: " + app + "}}\n";
  };
  EXPECT_EQ(lines("POD014", deployment("") + service("llm")), "9");
  EXPECT_EQ(lines("POD014", deployment("") + service("web")), "");
  EXPECT_EQ(lines("POD014", deployment("")), "");
  for (const char* probe :
       {"        readinessProbe: {httpGet: {port: 80}}\n", "        startupProbe: {tcpSocket: {port: 80}}\n"})
    EXPECT_EQ(lines("POD014", deployment("", probe) + service("llm")), "") << probe;
}

}  // namespace
}  // namespace slipway::rules::testing
