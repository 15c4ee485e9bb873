// The readers of Karpenter's, EKS Auto Mode's and KEDA's objects.
#include <gtest/gtest.h>

#include "kube/objects/karpenter.h"
#include "kube/objects/keda.h"
#include "kube/objects/node_classes.h"
#include "kube/objects/reading_for_tests.h"

namespace slipway::kube {
namespace {

TEST(Karpenter, NodePool) {
  Reading reading(R"(
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: gpu}
spec:
  weight: 10
  limits: {nvidia.com/gpu: 16}
  disruption:
    consolidationPolicy: WhenEmpty
    consolidateAfter: 5m
    budgets: [{nodes: "1", schedule: 0 9 * * *, duration: 8h, reasons: [Drifted]}]
  template:
    metadata: {labels: {team: ml}}
    spec:
      expireAfter: Never
      terminationGracePeriod: 1h
      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: default}
      taints: [{key: nvidia.com/gpu, effect: NoSchedule}]
      requirements: [{key: node.kubernetes.io/instance-type, operator: In, values: [p5.48xlarge], minValues: 1}]
)");
  const NodePool pool = read_node_pool(reading.root(), reading.diagnostics);
  EXPECT_EQ(said(reading.diagnostics), (std::vector<std::string>{}));
  EXPECT_EQ(pool.weight, 10);
  EXPECT_EQ(pool.limits.at("nvidia.com/gpu").to_string(), "16");
  EXPECT_EQ(pool.node_labels, (Labels{{"team", "ml"}}));
  EXPECT_EQ(pool.consolidate_after.duration(), std::chrono::minutes(5));
  EXPECT_EQ(pool.budgets.at(0).budget.nodes().to_string(), "1");
  EXPECT_EQ(pool.budgets.at(0).reasons, (std::vector<std::string>{"Drifted"}));
  EXPECT_TRUE(pool.nodes.expire_after.is_never());
  EXPECT_EQ(pool.nodes.termination_grace_period, std::chrono::hours(1));
  EXPECT_EQ(pool.nodes.node_class, (NodeClassReference{"karpenter.k8s.aws", "EC2NodeClass", "default"}));
  EXPECT_EQ(pool.nodes.requirements.at(0).min_values, 1);
}

TEST(Karpenter, NodePoolDefaultsAreTheCrds) {
  Reading reading("{apiVersion: karpenter.sh/v1, kind: NodePool, metadata: {name: a}, spec: {}}");
  const NodePool pool = read_node_pool(reading.root(), reading.diagnostics);
  EXPECT_EQ(pool.consolidation_policy, "WhenEmptyOrUnderutilized");
  EXPECT_EQ(pool.consolidate_after.to_string(), "0s");
  EXPECT_EQ(pool.nodes.expire_after.to_string(), "720h");
  ASSERT_EQ(pool.budgets.size(), 1u);
  EXPECT_EQ(pool.budgets[0].budget.nodes().to_string(), "10%");
}

TEST(Karpenter, ABudgetWithoutAScheduleThatCanBeReadIsReported) {
  Reading reading(R"(
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: a}
spec: {disruption: {budgets: [{nodes: "1", schedule: every day, duration: 8h}, {nodes: "2"}]}}
)");
  EXPECT_EQ(read_node_pool(reading.root(), reading.diagnostics).budgets.size(), 1u);
  ASSERT_EQ(reading.diagnostics.all().size(), 1u);
  EXPECT_EQ(reading.diagnostics.all()[0].id, "KUBE005");
  EXPECT_EQ(reading.diagnostics.all()[0].where.line, 5);
}

TEST(Karpenter, NodeClaim) {
  Reading reading(R"(
apiVersion: karpenter.sh/v1
kind: NodeClaim
metadata: {name: gpu-x}
spec: {requirements: [{key: a, operator: Exists}], resources: {requests: {cpu: 4}}}
status: {nodeName: ip-10-0-0-1, providerID: "aws:///a/i-0", allocatable: {cpu: 7910m}}
)");
  const NodeClaim claim = read_node_claim(reading.root(), reading.diagnostics);
  EXPECT_EQ(claim.requests.at("cpu").to_string(), "4");
  EXPECT_EQ(claim.node_name, "ip-10-0-0-1");
  EXPECT_EQ(claim.allocatable.at("cpu").to_string(), "7910m");
}

TEST(NodeClasses, OfEc2) {
  Reading reading(R"(
apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
metadata: {name: default}
spec:
  role: node
  amiSelectorTerms: [{alias: al2023@latest}]
  subnetSelectorTerms: [{tags: {karpenter.sh/discovery: prod}}]
  securityGroupSelectorTerms: [{id: sg-1}]
  blockDeviceMappings: [{deviceName: /dev/xvda, rootVolume: true, ebs: {volumeSize: 200Gi, volumeType: gp3, encrypted: true}}]
  networkInterfaces: [{networkCardIndex: 1, deviceIndex: 1, interfaceType: efa-only}]
  instanceStorePolicy: RAID0
  kubelet: {maxPods: 58}
)");
  const Ec2NodeClass node_class = read_ec2_node_class(reading.root(), reading.diagnostics);
  EXPECT_EQ(said(reading.diagnostics), (std::vector<std::string>{}));
  EXPECT_EQ(node_class.amis.at(0).alias, "al2023@latest");
  EXPECT_EQ(node_class.subnets.at(0).tags, (Labels{{"karpenter.sh/discovery", "prod"}}));
  EXPECT_EQ(node_class.block_devices.at(0).size->to_string(), "200Gi");
  EXPECT_EQ(node_class.network_interfaces->at(0), (NetworkInterfaceSpec{1, 1, "efa-only"}));
  EXPECT_EQ(node_class.metadata_options, MetadataOptions{});
  EXPECT_EQ(node_class.max_pods, 58);
}

TEST(NodeClasses, OfAutoMode) {
  Reading reading(R"(
apiVersion: eks.amazonaws.com/v1
kind: NodeClass
metadata: {name: default}
spec: {role: node, subnetSelectorTerms: [{id: subnet-1}], ephemeralStorage: {size: 160Gi}}
)");
  const AutoNodeClass node_class = read_auto_node_class(reading.root(), reading.diagnostics);
  EXPECT_EQ(node_class.subnets.at(0).id, "subnet-1");
  EXPECT_EQ(node_class.storage_size.to_string(), "160Gi");
  EXPECT_EQ(node_class.storage_iops, 3000);
  EXPECT_EQ(node_class.snat_policy, "Random");
}

TEST(Keda, ScaledObject) {
  Reading reading(R"(
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: web}
spec:
  scaleTargetRef: {name: web}
  minReplicaCount: 1
  triggers:
  - type: aws-sqs-queue
    metadata: {queueURL: "https://sqs/q", queueLength: "5"}
    authenticationRef: {name: aws}
  advanced:
    scalingModifiers: {formula: a + b, target: "2"}
    horizontalPodAutoscalerConfig: {behavior: {scaleUp: {selectPolicy: Max}}}
)");
  const ScaledObject scaled = read_scaled_object(reading.root(), reading.diagnostics);
  EXPECT_EQ(said(reading.diagnostics), (std::vector<std::string>{}));
  EXPECT_EQ(scaled.target, (ObjectReference{"apps/v1", "Deployment", "web"}));
  EXPECT_EQ(scaled.min_replicas, 1);
  EXPECT_EQ(scaled.max_replicas, 100);
  EXPECT_EQ(scaled.triggers.at(0).metadata.at("queueLength"), "5");
  EXPECT_EQ(scaled.triggers.at(0).authentication_kind, "TriggerAuthentication");
  EXPECT_EQ(scaled.modifiers->formula, "a + b");
  EXPECT_EQ(scaled.behavior->scale_up->select_policy, "Max");
}

TEST(Keda, TriggerMetadataIsText) {
  Reading reading(R"({apiVersion: keda.sh/v1alpha1, kind: ScaledObject, metadata: {name: web},
spec: {scaleTargetRef: {name: web}, triggers: [{type: cron, metadata: {desiredReplicas: 5}}]}})");
  read_scaled_object(reading.root(), reading.diagnostics);
  ASSERT_EQ(said(reading.diagnostics), (std::vector<std::string>{"2:89 KUBE001 expected a string, not an integer"}));
  EXPECT_EQ(reading.diagnostics.all()[0].fixes.at(0).replacement, R"("5")");
}

TEST(Keda, ScaledJobAndAuthentication) {
  Reading job(R"(
apiVersion: keda.sh/v1alpha1
kind: ScaledJob
metadata: {name: batch}
spec:
  jobTargetRef: {parallelism: 2, template: {spec: {containers: [{name: w}]}}}
  scalingStrategy: {strategy: accurate}
  triggers: [{type: aws-sqs-queue, metadata: {}}]
)");
  const ScaledJob scaled = read_scaled_job(job.root(), job.diagnostics);
  EXPECT_EQ(scaled.job.parallelism, 2);
  EXPECT_EQ(scaled.job.pods.spec.containers.at(0).name, "w");
  EXPECT_EQ(scaled.strategy, "accurate");
  Reading authentication(R"(
apiVersion: keda.sh/v1alpha1
kind: TriggerAuthentication
metadata: {name: aws}
spec: {podIdentity: {provider: aws}, secretTargetRef: [{parameter: token, name: s, key: k}]}
)");
  const TriggerAuthentication read = read_trigger_authentication(authentication.root(), authentication.diagnostics);
  EXPECT_EQ(read.pod_identity, "aws");
  EXPECT_EQ(read.secrets.at(0).parameter, "token");
}

}  // namespace
}  // namespace slipway::kube
