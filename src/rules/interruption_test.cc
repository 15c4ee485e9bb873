#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

const std::string kPool =
    "---\napiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: p}\nspec: {template: {spec: {}}}\n";

std::string handler(const std::string& grace, const std::string& tolerations) {
  return "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: nth}\nspec:\n  template:\n    spec:\n      "
         "containers:\n"
         "      - name: a\n        image: public.ecr.aws/aws-ec2/aws-node-termination-handler:v1.25.0\n        env:\n"
         "        - {name: POD_TERMINATION_GRACE_PERIOD, value: \"" +
         grace + "\"}\n" + tolerations;
}

TEST(InterruptionRules, HandlerAndKarpenterDoTheSame) {
  EXPECT_EQ(lines("NTH001", handler("90", "") + kPool), "3");
  EXPECT_EQ(lines("NTH001", handler("90", "")), "");
  const std::string install =
      "helm -n kube-system install nth oci://public.ecr.aws/aws-ec2/helm/aws-node-termination-handler\n";
  EXPECT_EQ(linted("NTH001", {{"p.yaml", kPool}, {"a.sh", install}}).size(), 1u);
  EXPECT_EQ(linted("NTH001", {{"a.sh", install + "helm install k oci://public.ecr.aws/karpenter/karpenter\n"}}).size(),
            1u);
  EXPECT_EQ(linted("NTH001", {{"a.sh", install}}).size(), 0u);
}

TEST(InterruptionRules, TheHandlerRunsOnTaintedNodesAndLeavesTimeOfTheNotice) {
  EXPECT_EQ(lines("NTH002", handler("90", "")), "6");
  EXPECT_EQ(lines("NTH002", handler("90", "      tolerations: [{operator: Exists}]\n")), "");
  EXPECT_EQ(lines("NTH003", handler("120", "")), "11");
  EXPECT_EQ(lines("NTH003", handler("90", "")), "");
}

}  // namespace
}  // namespace slipway::rules::testing
