#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

using Said = std::vector<std::string>;

std::string plan(const std::string& labels) {
  return "{\"format_version\": \"1.2\", \"planned_values\": {\"root_module\": {\"resources\": [{\"address\": "
         "\"aws_eks_node_group.g\", \"type\": "
         "\"aws_eks_node_group\", \"name\": \"g\", \"mode\": \"managed\", \"values\": {\"node_group_name\": \"gpu\", "
         "\"instance_types\": "
         "[\"p5.48xlarge\"], \"labels\": {" +
         labels +
         "}, \"tags\": {\"k8s.io/cluster-autoscaler/enabled\": \"true\"}}}]}}, "
         "\"configuration\": {}}";
}

TEST(TwoAutoscalers, OneOfThemMakesTheNode) {
  const std::string pool =
      "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: p}\nspec: {template: {metadata: {labels: {w: a}}, "
      "spec: {requirements: "
      "[{key: node.kubernetes.io/instance-type, operator: In, values: [p5.48xlarge]}]}}}\n";
  const auto job = [](const std::string& selector) {
    return "apiVersion: batch/v1\nkind: Job\nmetadata: {name: j}\nspec: {template: {spec: {nodeSelector: {" + selector +
           "}, containers: [{name: a, resources: {limits: {nvidia.com/gpu: 8}}}]}}}\n";
  };
  EXPECT_EQ(linted("KRP031", {{"j.yaml", job("")}, {"p.yaml", pool}, {"t.tfplan.json", plan("")}}),
            (Said{"j.yaml:2 warning: both Cluster Autoscaler and Karpenter will make a node for Job j"}));
  EXPECT_EQ(linted("KRP031", {{"j.yaml", job("w: a")}, {"p.yaml", pool}, {"t.tfplan.json", plan("")}}), Said{});
  EXPECT_EQ(linted("KRP031", {{"j.yaml", job("")}, {"p.yaml", pool}}), Said{});
}

}  // namespace
}  // namespace slipway::rules::testing
