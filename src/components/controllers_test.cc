#include <algorithm>

#include "components/testing/expanded.h"

/// Cluster Autoscaler, AWS Load Balancer Controller, Node Termination Handler.
namespace slipway::components {
namespace {

using testing::Expanded;
using testing::Names;

constexpr const char* kGroups =
    "autoscaler: {nodes: clusterAutoscaler}\n"
    "nodeGroups: {cpu: {instanceTypes: [m5.xlarge], min: 2, max: 10, volumes: {root: 100Gi}}, "
    "gpu: {instanceTypes: [p4d.24xlarge], efa: true, max: 4}}\n";

TEST(ClusterAutoscaler, MayChangeOnlyTheClustersOwnGroups) {
  const Expanded e(kGroups);
  EXPECT_EQ(
      e.argument("aws_iam_role_policy.cluster_autoscaler", "policy.Statement.1"),
      R"({"Effect":"Allow","Action":["autoscaling:SetDesiredCapacity","autoscaling:TerminateInstanceInAutoScalingGroup"],)"
      R"("Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/k8s.io/cluster-autoscaler/enabled":"true",)"
      R"("aws:ResourceTag/k8s.io/cluster-autoscaler/demo":"owned"}}})");
  EXPECT_EQ(e.argument("aws_eks_pod_identity_association.cluster_autoscaler", "service_account"), "cluster-autoscaler");
}

TEST(ClusterAutoscaler, IsOfTheClustersMinorVersion) {
  const Expanded e(kGroups);
  EXPECT_EQ(e.value("cluster-autoscaler", "image.tag"), "v1.35.0");
  EXPECT_EQ(e.value("cluster-autoscaler", "autoDiscovery.clusterName"), "demo");
  EXPECT_EQ(e.value("cluster-autoscaler", "extraArgs.max-node-provision-time"), "30m");
  EXPECT_EQ(e.graph.setting.node_autoscaler, "Cluster Autoscaler 1.35.0");
}

TEST(ClusterAutoscaler, LearnsFromTagsWhatAnEmptyGroupsNodesWouldHave) {
  const Expanded e(kGroups);
  EXPECT_EQ(
      e.argument("aws_autoscaling_group_tag.gpu_efa", "tag"),
      R"({"key":"k8s.io/cluster-autoscaler/node-template/resources/vpc.amazonaws.com/efa","value":"4","propagate_at_launch":false})");
  EXPECT_EQ(e.argument("aws_autoscaling_group_tag.cpu_ephemeral_storage", "tag.value"), "100Gi");
  EXPECT_EQ(e.argument("aws_autoscaling_group_tag.cpu_ephemeral_storage", "autoscaling_group_name"),
            "aws_eks_node_group.cpu.resources[0].autoscaling_groups[0].name");
  EXPECT_EQ(e.argument("aws_eks_node_group.gpu", "labels.k8s.amazonaws.com/accelerator"), "a100");
}

TEST(Autoscalers, MayBeBothThereWhenNamed) {
  const Expanded e(std::string(kGroups) + "nodePools: {general: {}}\ncomponents: [karpenter]");
  EXPECT_EQ(e.value("karpenter", "settings.clusterName"), "demo");
  EXPECT_EQ(e.value("cluster-autoscaler", "autoDiscovery.clusterName"), "demo");
}

TEST(LoadBalancerController, ComesWithAHostAndIsToldWhereItIs) {
  const Expanded e("edge: {host: api.example.com}");
  EXPECT_EQ(e.value("aws-load-balancer-controller", "clusterName"), "demo");
  EXPECT_EQ(e.value("aws-load-balancer-controller", "region"), "us-west-2");
  EXPECT_EQ(e.value("aws-load-balancer-controller", "vpcId"), "${aws_vpc.main.id}");
  EXPECT_EQ(e.value("aws-load-balancer-controller", "enableServiceMutatorWebhook"), "false");
  const auto* statements = (*e.find("aws_iam_role_policy.aws_load_balancer_controller"))["policy"]["Statement"].list();
  EXPECT_EQ(statements->items().size(), 16u);
}

TEST(LoadBalancerController, IsBuiltIntoAutoMode) {
  EXPECT_EQ(Expanded("cluster: {mode: auto}\nautoscaler: {nodes: auto}\nedge: {host: api.example.com}")
                .names("aws_iam_role_policy"),
            Names{"cluster_secrets_key"});
}

TEST(NodeTerminationHandler, ReadsAQueueAndMayDoLittleElse) {
  const Expanded e(
      "identity: irsa\ncomponents: [node-termination-handler]\nnodeGroups: {a: {instanceTypes: [m5.xlarge]}}");
  EXPECT_EQ(e.argument("aws_iam_role_policy.node_termination_handler", "policy.Statement.1"),
            R"({"Effect":"Allow","Action":["sqs:DeleteMessage","sqs:ReceiveMessage"],)"
            R"("Resource":"${aws_sqs_queue.node_termination_handler.arn}"})");
  EXPECT_EQ(e.value("aws-node-termination-handler", "queueURL"), "${aws_sqs_queue.node_termination_handler.url}");
  EXPECT_EQ(e.value("aws-node-termination-handler", "serviceAccount.annotations"),
            R"({"eks.amazonaws.com/role-arn":"${aws_iam_role.node_termination_handler.arn}"})");
  EXPECT_EQ(e.argument("aws_launch_template.a", "tag_specifications.0.tags.aws-node-termination-handler/managed"), "");
  EXPECT_NE(
      e.argument("aws_launch_template.a", "tag_specifications.0.tags").find("aws-node-termination-handler/managed"),
      std::string::npos);
}

TEST(EfaDevicePlugin, ComesWithEfaAndRunsOnTaintedNodes) {
  const Expanded e("nodeGroups: {train: {instanceTypes: [p5.48xlarge], efa: true, taints: ['nvidia.com/gpu=true']}}");
  EXPECT_EQ(e.value("aws-efa-k8s-device-plugin", "tolerations"), R"([{"operator":"Exists"}])");
  EXPECT_EQ(Expanded("").releases(), Names{});
}

TEST(Components, SayWhichOptionsTheyDoNotKnow) {
  for (const auto* component : all()) {
    const Expanded e("components: [{" + std::string(component->name) + ": {nonsense: 1}}]");
    const auto findings = e.findings();
    const bool said =
        std::ranges::any_of(findings, [](const auto& text) { return text.find("'nonsense'") != std::string::npos; });
    EXPECT_TRUE(said) << component->name;
  }
}

}  // namespace
}  // namespace slipway::components
