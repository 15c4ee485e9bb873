#include "components/testing/expanded.h"

namespace slipway::components {
namespace {

using testing::Expanded;
using testing::Names;

constexpr const char* kPool = "nodePools: {general: {}}\n";
constexpr const char* kSystem =
    "nodeGroups: {system: {instanceTypes: [m7i.large], min: 2, max: 3, taints: [CriticalAddonsOnly]}}\n";

TEST(Karpenter, ComesWithPoolsOrWhenAskedFor) {
  EXPECT_EQ(Expanded("").names("aws_sqs_queue"), Names{});
  EXPECT_EQ(Expanded(kPool).names("aws_sqs_queue"), Names{"karpenter"});
  EXPECT_EQ(Expanded("autoscaler: {nodes: karpenter}").names("aws_sqs_queue"), Names{"karpenter"});
  EXPECT_EQ(Expanded("components: [karpenter]").releases(),
            (Names{"kube-system/karpenter-crd", "kube-system/karpenter"}));
}

TEST(Karpenter, IsToldOfInterruptions) {
  const Expanded e(kPool);
  EXPECT_EQ(e.argument("aws_sqs_queue.karpenter", "message_retention_seconds"), "300");
  EXPECT_EQ(e.value("karpenter", "settings.interruptionQueue"), "demo-karpenter");
  EXPECT_EQ(e.names("aws_cloudwatch_event_target").size(), 5u);
  EXPECT_EQ(e.argument("aws_cloudwatch_event_rule.karpenter_spot_interruption", "event_pattern"),
            R"({"source":["aws.ec2"],"detail-type":["EC2 Spot Instance Interruption Warning"]})");
  EXPECT_EQ(e.argument("aws_sqs_queue_policy.karpenter", "policy.Statement.1.Effect"), "Deny");
}

TEST(Karpenter, MayPassTheNodeRoleAndNoOther) {
  const Expanded e(kPool);
  EXPECT_EQ(e.argument("aws_iam_policy.karpenter_iam_integration", "policy.Statement.0.Action"), "iam:PassRole");
  EXPECT_EQ(e.argument("aws_iam_policy.karpenter_iam_integration", "policy.Statement.0.Resource"),
            "aws_iam_role.karpenter_node.arn");
  EXPECT_EQ(e.argument("aws_iam_policy.karpenter_node_lifecycle", "policy.Statement.1.Condition"),
            R"({"StringEquals":{"aws:ResourceTag/kubernetes.io/cluster/demo":"owned"},)"
            R"("StringLike":{"aws:ResourceTag/karpenter.sh/nodepool":"*"}})");
  EXPECT_EQ(e.argument("aws_eks_pod_identity_association.karpenter", "service_account"), "karpenter");
}

TEST(Karpenter, NodesMayJoinTheCluster) {
  const Expanded e(kPool);
  EXPECT_EQ(e.argument("aws_iam_role.karpenter_node", "name"), "KarpenterNodeRole-demo");
  EXPECT_EQ(e.argument("aws_eks_access_entry.karpenter_node", "type"), "EC2_LINUX");
  EXPECT_EQ(e.argument("aws_iam_instance_profile.karpenter_node", "name"),
            e.field("EC2NodeClass", "default", "spec.instanceProfile"));
}

TEST(Karpenter, RunsOnTheSystemGroup) {
  const Expanded e(std::string(kPool) + kSystem);
  EXPECT_EQ(e.value("karpenter", "nodeSelector"), R"({"slipway.dev/node-group":"system"})");
  EXPECT_EQ(e.value("karpenter", "replicas"), "2");
  EXPECT_EQ(e.graph.setting.node_autoscaler, "Karpenter 1.14.1");
}

TEST(Karpenter, IsWatchedByPrometheus) {
  const Expanded without(std::string(kPool) + kSystem);
  EXPECT_FALSE(without.graph.has_object("ServiceMonitor", "kube-system", "karpenter"));
  const Expanded e(std::string(kPool) + kSystem + "\ncomponents: [karpenter, kube-prometheus-stack]");
  EXPECT_EQ(e.field("ServiceMonitor", "karpenter", "spec.endpoints.0.port"), "http-metrics");
}

TEST(Karpenter, HasOneReplicaWhereThereIsOneNode) {
  const Expanded e(std::string(kPool) + "nodeGroups: {system: {instanceTypes: [m7i.large], min: 1, max: 3}}");
  EXPECT_EQ(e.value("karpenter", "replicas"), "1");
}

TEST(Karpenter, OptionsChooseVersionNamespaceAndValues) {
  const Expanded e(std::string(kPool) +
                   "components: [{karpenter: {version: 1.13.0, namespace: karpenter, values: {settings: "
                   "{batchIdleDuration: 2s}}}}]");
  EXPECT_EQ(e.releases(), (Names{"karpenter/karpenter-crd", "karpenter/karpenter"}));
  EXPECT_EQ(e.graph.releases()[0].version, "1.13.0");
  EXPECT_EQ(e.value("karpenter", "settings.batchIdleDuration"), "2s");
  EXPECT_EQ(e.value("karpenter", "settings.clusterName"), "demo");
  EXPECT_EQ(e.value("karpenter-crd", "settings"), "");
  EXPECT_EQ(e.argument("aws_eks_pod_identity_association.karpenter", "namespace"), "karpenter");
}

TEST(Karpenter, WithIrsaItsAccountIsAnnotated) {
  const Expanded e(std::string(kPool) + "identity: irsa");
  EXPECT_EQ(e.value("karpenter", "serviceAccount.annotations"),
            R"({"eks.amazonaws.com/role-arn":"${aws_iam_role.karpenter.arn}"})");
  EXPECT_EQ(e.names("aws_eks_pod_identity_association"), Names{});
}

TEST(Karpenter, WithoutAWayOutItAsksNeitherIamNorPrices) {
  EXPECT_EQ(Expanded(std::string(kPool) + "network: {create: {natGateways: none}}")
                .value("karpenter", "settings.isolatedVPC"),
            "true");
}

TEST(NodePools, BecomeObjectsOfKarpentersV1) {
  const Expanded e(
      "nodePools:\n"
      "  gpu:\n"
      "    families: [g5, g6]\n"
      "    capacity: [spot, onDemand]\n"
      "    maxGpus: 4\n"
      "    zones: [us-west-2a]\n"
      "    taints: ['nvidia.com/gpu=true']\n"
      "    limits: {nvidia.com/gpu: 8}\n"
      "    weight: 10\n"
      "    requirements: [{key: karpenter.k8s.aws/instance-cpu, operator: Gt, values: ['4']}]\n"
      "    disruption: {after: 5m, expireAfter: 336h, budgets: ['1', {nodes: '0', schedule: '@daily', duration: "
      "8h}]}\n");
  EXPECT_EQ(e.field("NodePool", "gpu", "apiVersion"), "karpenter.sh/v1");
  EXPECT_EQ(e.field("NodePool", "gpu", "spec.template.spec.requirements"),
            R"([{"key":"karpenter.sh/capacity-type","operator":"In","values":["spot","on-demand"]},)"
            R"({"key":"kubernetes.io/arch","operator":"In","values":["amd64"]},)"
            R"({"key":"kubernetes.io/os","operator":"In","values":["linux"]},)"
            R"({"key":"karpenter.k8s.aws/instance-family","operator":"In","values":["g5","g6"]},)"
            R"({"key":"topology.kubernetes.io/zone","operator":"In","values":["us-west-2a"]},)"
            R"({"key":"karpenter.k8s.aws/instance-gpu-count","operator":"Lt","values":["5"]},)"
            R"({"key":"karpenter.k8s.aws/instance-cpu","operator":"Gt","values":["4"]}])");
  EXPECT_EQ(e.field("NodePool", "gpu", "spec.template.metadata.labels"), R"({"nvidia.com/gpu.present":"true"})");
  EXPECT_EQ(e.field("NodePool", "gpu", "spec.template.spec.expireAfter"), "336h");
  EXPECT_EQ(e.field("NodePool", "gpu", "spec.disruption"),
            R"({"consolidationPolicy":"WhenEmptyOrUnderutilized","consolidateAfter":"5m",)"
            R"("budgets":[{"nodes":"1"},{"nodes":"0","schedule":"@daily","duration":"8h"}]})");
  EXPECT_EQ(e.field("NodePool", "gpu", "spec.weight"), "10");
}

TEST(NodePools, KnowTheLinesTheyComeFrom) {
  const Expanded e("nodePools:\n  gpu:\n    families: [g5]\n    limits: {nvidia.com/gpu: 8}\n");
  const auto* pool = e.graph.of_kind("NodePool")[0];
  EXPECT_EQ(pool->origin.to_string(), "platform.yaml:7:5");
  EXPECT_EQ(pool->root()["spec"]["limits"]["nvidia.com/gpu"].where().to_string(), "platform.yaml:9:32");
}

TEST(NodePools, AStaticPoolHasReplicasAndNoWeight) {
  const Expanded e("nodePools: {held: {instanceTypes: [p5.48xlarge], replicas: 2, weight: 5}}");
  EXPECT_EQ(e.field("NodePool", "held", "spec.replicas"), "2");
  EXPECT_EQ(e.field("NodePool", "held", "spec.weight"), "");
  EXPECT_EQ(e.value("karpenter", "settings.featureGates.staticCapacity"), "true");
}

TEST(NodeClasses, SayHowNodesAreSetUp) {
  const Expanded e(
      "aws: {region: us-west-2, tags: {Team: ml}}\n"
      "nodePools: {gpu: {families: [g5], nodeClass: gpu}}\n"
      "nodeClasses: {gpu: {amiVersion: v20260714, volumes: {root: {size: 200Gi, iops: 4000, throughput: 200}}, "
      "metadataHopLimit: 2, instanceStoreRaid: true, subnetTags: {tier: gpu}}}");
  EXPECT_EQ(e.field("EC2NodeClass", "gpu", "spec.amiSelectorTerms"), R"([{"alias":"al2023@v20260714"}])");
  EXPECT_EQ(e.field("EC2NodeClass", "gpu", "spec.subnetSelectorTerms"),
            R"([{"tags":{"karpenter.sh/discovery":"demo","tier":"gpu"}}])");
  EXPECT_EQ(
      e.field("EC2NodeClass", "gpu", "spec.blockDeviceMappings.0.ebs"),
      R"({"volumeType":"gp3","volumeSize":"200Gi","iops":4000,"throughput":200,"encrypted":true,"deleteOnTermination":true})");
  EXPECT_EQ(e.field("EC2NodeClass", "gpu", "spec.metadataOptions.httpPutResponseHopLimit"), "2");
  EXPECT_EQ(e.field("EC2NodeClass", "gpu", "spec.instanceStorePolicy"), "RAID0");
  EXPECT_EQ(e.field("EC2NodeClass", "gpu", "spec.tags"), R"({"Team":"ml"})");
}

TEST(NodeClasses, MayNameAmisOfOnesOwn) {
  const Expanded e(
      "nodePools: {gpu: {families: [g5], nodeClass: gpu}}\n"
      "nodeClasses: {gpu: {amiIds: [ami-0123456789abcdef0, ami-0fedcba9876543210]}}");
  EXPECT_EQ(e.field("EC2NodeClass", "gpu", "spec.amiSelectorTerms"),
            R"([{"id":"ami-0123456789abcdef0"},{"id":"ami-0fedcba9876543210"}])");
  EXPECT_EQ(e.field("EC2NodeClass", "gpu", "spec.amiFamily"), "AL2023");
}

TEST(NodeClasses, WithEfaShareAPlacementGroupAndTheTypesLayout) {
  const Expanded e(
      "nodePools: {train: {instanceTypes: [p5en.48xlarge], capacity: reserved, nodeClass: train}}\n"
      "nodeClasses: {train: {efa: true, reservation: cr-0123456789abcdef0}}");
  EXPECT_EQ(e.field("EC2NodeClass", "train", "spec.placementGroupSelector.name"), "demo-pool-train");
  EXPECT_EQ(e.argument("aws_placement_group.pool_train", "name"), "demo-pool-train");
  EXPECT_EQ(e.field("EC2NodeClass", "train", "spec.networkInterfaces.16"),
            R"({"networkCardIndex":15,"deviceIndex":0,"interfaceType":"efa-only"})");
  EXPECT_EQ(e.field("EC2NodeClass", "train", "spec.capacityReservationSelectorTerms"),
            R"([{"id":"cr-0123456789abcdef0"}])");
}

TEST(NodeClasses, OfTypesThatDifferLeaveInterfacesToKarpenter) {
  const Expanded e(
      "nodePools: {train: {instanceTypes: [p5en.48xlarge, p5.48xlarge], nodeClass: train}}\nnodeClasses: {train: {efa: "
      "true}}");
  EXPECT_EQ(e.field("EC2NodeClass", "train", "spec.networkInterfaces"), "");
}

TEST(NodePools, OnAnAutoModeClusterAreKarpentersWhereThatIsAskedFor) {
  const Expanded e(
      "cluster: {mode: auto, autoNodePools: [system]}\nautoscaler: {nodes: karpenter}\n"
      "nodeGroups: {system: {instanceTypes: [m7i.large], min: 2, max: 3}}\nnodePools: {gpu: {families: [g6]}}");
  EXPECT_EQ(e.field("NodePool", "gpu", "spec.template.spec.nodeClassRef.kind"), "EC2NodeClass");
  EXPECT_EQ(e.graph.setting.node_autoscaler, "Karpenter 1.14.1 + EKS Auto Mode");
}

TEST(NodeClasses, OfAutoModeAreEksOwnKind) {
  const Expanded e(
      "cluster: {mode: auto}\nautoscaler: {nodes: auto}\n"
      "nodePools: {gpu: {families: [g6], minGpus: 1, nodeClass: gpu}}\nnodeClasses: {gpu: {volumes: {root: 200Gi}}}");
  EXPECT_EQ(e.field("NodeClass", "gpu", "apiVersion"), "eks.amazonaws.com/v1");
  EXPECT_EQ(e.field("NodeClass", "gpu", "spec.role"), "demo-auto-node");
  EXPECT_EQ(e.field("NodeClass", "gpu", "spec.ephemeralStorage"), R"({"size":"200Gi","iops":3000,"throughput":125})");
  EXPECT_EQ(e.field("NodePool", "gpu", "spec.template.spec.nodeClassRef"),
            R"({"group":"eks.amazonaws.com","kind":"NodeClass","name":"gpu"})");
  EXPECT_EQ(e.field("NodePool", "gpu", "spec.template.spec.requirements.4"),
            R"({"key":"eks.amazonaws.com/instance-gpu-count","operator":"Gt","values":["0"]})");
  EXPECT_EQ(e.argument("aws_eks_access_policy_association.auto_node", "policy_arn"),
            "arn:aws:eks::aws:cluster-access-policy/AmazonEKSAutoNodePolicy");
  EXPECT_EQ(e.releases(), Names{});
}

}  // namespace
}  // namespace slipway::components
