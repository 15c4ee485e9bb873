#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

using Said = std::vector<std::string>;

const std::string kPool =
    "apiVersion: karpenter.sh/v1\n"
    "kind: NodePool\n"
    "metadata: {name: gpu}\n"
    "spec:\n"
    "  template:\n"
    "    spec:\n"
    "      expireAfter: 720h\n"
    "      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: gpu}\n"
    "      requirements: []\n"
    "  disruption:\n"
    "    consolidationPolicy: WhenEmptyOrUnderutilized\n"
    "    consolidateAfter: 5m\n";

TEST(NodePoolRules, SaysWhatV1DoesNotTakeOfV1beta1) {
  const std::string old =
      "apiVersion: karpenter.sh/v1beta1\n"
      "kind: NodePool\n"
      "metadata: {name: gpu}\n"
      "spec:\n"
      "  template:\n"
      "    spec:\n"
      "      nodeClassRef:\n"
      "        name: gpu\n"
      "  disruption:\n"
      "    consolidationPolicy: WhenUnderutilized\n"
      "    consolidateAfter: 30s\n"
      "    expireAfter: 720h\n"
      "---\n"
      "apiVersion: karpenter.k8s.aws/v1beta1\n"
      "kind: EC2NodeClass\n"
      "metadata: {name: gpu}\n";
  EXPECT_EQ(linted("KRP001", {{"f.yaml", old}}),
            (Said{"f.yaml:1 error: karpenter.sh/v1beta1 is no longer served for NodePool",
                  "f.yaml:14 error: karpenter.k8s.aws/v1beta1 is no longer served for EC2NodeClass"}));
  EXPECT_EQ(linted("KRP002", {{"f.yaml", old}}),
            (Said{"f.yaml:10 error: consolidationPolicy WhenUnderutilized is of v1beta1"}));
  EXPECT_EQ(lines("KRP003", old), "11");
  EXPECT_EQ(lines("KRP004", old), "12");
  EXPECT_EQ(linted("KRP005", {{"f.yaml", old}}), (Said{"f.yaml:7 error: nodeClassRef lacks group, kind"}));
  for (const char* rule : {"KRP001", "KRP002", "KRP003", "KRP004", "KRP005", "KRP007"})
    EXPECT_EQ(lines(rule, kPool), "") << rule;
}

TEST(NodePoolRules, SaysThatAPoolIsNoPatch) {
  EXPECT_EQ(
      lines("KRP007", "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: a}\nspec:\n  disruption: {}\n"),
      "4");
}

TEST(NodePoolRules, AsksWhoseAPoolIsOnlyWhereTwoCouldOwnIt) {
  const std::string pool =
      "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: a}\nspec:\n  template:\n    spec:\n      "
      "nodeClassRef:\n"
      "        name: gpu\n";
  const std::string cluster = "aws eks create-cluster --name a --compute-config enabled=true\n";
  const std::string karpenter = "helm install karpenter oci://public.ecr.aws/karpenter/karpenter\n";
  EXPECT_EQ(linted("KRP006", {{"p.yaml", pool}, {"c.sh", cluster + karpenter}}),
            (Said{"p.yaml:7 warning: the cluster has Auto Mode and Karpenter, and NodePool a says of neither to be"}));
  EXPECT_EQ(linted("KRP006", {{"p.yaml", pool}, {"c.sh", cluster}}), Said{});
  EXPECT_EQ(linted("KRP006", {{"p.yaml", kPool}, {"c.sh", cluster + karpenter}}), Said{});
}

}  // namespace
}  // namespace slipway::rules::testing
