#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

TEST(JobDefinitionRules, BatchHasNoKubernetesObjects) {
  const std::string job =
      "apiVersion: batch.aws.amazon.com/v1\n"
      "kind: JobDefinition\n"
      "metadata: {name: j}\n"
      "spec:\n"
      "  type: multinode\n"
      "  nodeProperties:\n"
      "    nodeRangeProperties:\n"
      "    - targetNodes: \"0:\"\n"
      "      container:\n"
      "        vcpus: 96\n"
      "        command: [train, --rank=$AWS_BATCH_JOB_NODE_INDEX]\n"
      "      volumes:\n"
      "      - host: {sourcePath: /fsx}\n"
      "      - host: {sourcePath: /opt/amazon/efa}\n"
      "  platformCapabilities: [EC2, EFA]\n"
      "  retryStrategy: {evaluateOnExit: [{onStatusReason: Spot instance interrupted}]}\n";
  EXPECT_EQ(lines("BAT001", job), "1");
  EXPECT_EQ(lines("BAT002", job), "15");
  EXPECT_EQ(lines("BAT003", job), "10 12");
  EXPECT_EQ(lines("BAT004", job), "5");
  EXPECT_EQ(lines("BAT005", job), "13");
  const auto mounted = [&](const std::string& path) {
    std::string text = job;
    return lines("BAT005", text.replace(text.find("sourcePath: /fsx"), 16, "sourcePath: " + path));
  };
  for (const char* shared : {"/mnt/fsx", "/data/lustre", "/mnt/efs-models"}) EXPECT_EQ(mounted(shared), "13") << shared;
  for (const char* own : {"/opt/efs-utils", "/var/log/fsx-csi", "/usr/lib/lustre"}) EXPECT_EQ(mounted(own), "") << own;
  EXPECT_EQ(mounted("/mnt/nvme"), "");
  EXPECT_EQ(lines("POD007", job), "11");
  EXPECT_EQ(lines("EFA002", job), "14");
  EXPECT_EQ(lines("BAT001", "apiVersion: batch/v1\nkind: Job\nmetadata: {name: j}\n"), "");
  EXPECT_EQ(
      lines("BAT001", "apiVersion: inference.sagemaker.aws.amazon.com/v1\nkind: JumpStartModel\nmetadata: {name: j}\n"),
      "");
  EXPECT_EQ(lines("BAT001",
                  "apiVersion: batch.aws.amazon.com/v1\nkind: Queue\nmetadata: {name: j}\n---\napiVersion: "
                  "apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: q.batch.aws.amazon.com}\n"
                  "spec: {group: batch.aws.amazon.com}\n"),
            "")
      << "its definition is here";
  for (const char* group : {"karpenter.sagemaker.amazonaws.com", "packages.eks.amazonaws.com"})
    EXPECT_EQ(lines("BAT001", std::string("apiVersion: ") + group + "/v1\nkind: A\nmetadata: {name: j}\n"), "")
        << group;
  EXPECT_EQ(lines("BAT001", "apiVersion: noteks.amazonaws.com/v1\nkind: A\nmetadata: {name: j}\n"), "1");
  EXPECT_EQ(lines("BAT001", "apiVersion: eks.amazonaws.com/v1\nkind: NodeClass\nmetadata: {name: j}\n"), "");
}

}  // namespace
}  // namespace slipway::rules::testing
