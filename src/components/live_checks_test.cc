#include <algorithm>

#include "components/testing/expanded.h"

/// What components say of themselves once they run: which answer of AWS or the cluster is fine, and which is found out.
namespace slipway::components {
namespace {

using testing::Expanded;

const platform::LiveCheck* check_of(const Expanded& e, std::string_view claim) {
  for (const auto& check : e.graph.checks())
    if (check.claim == claim) return &check;
  std::string all;
  for (const auto& check : e.graph.checks()) all += "\n  " + check.claim;
  ADD_FAILURE() << "nobody says '" << claim << "'; there are" << all;
  return nullptr;
}

bool has_claim(const Expanded& e, std::string_view claim) {
  return std::ranges::any_of(e.graph.checks(), [&](const auto& check) { return check.claim == claim; });
}

/// "ok True", or "FAIL n2: nothing".
std::string judged(const Expanded& e, std::string_view claim, std::string answer) {
  const auto* check = check_of(e, claim);
  if (!check) return "";
  Diagnostics none;
  const auto document = doc::read_json(std::make_shared<const SourceText>("answer", std::move(answer)), none);
  const auto judgement = platform::judge(check->expects, document.root());
  return (judgement.holds ? "ok " : "FAIL ") + judgement.found;
}

std::string command(const Expanded& e, std::string_view claim) {
  const auto* check = check_of(e, claim);
  return check ? platform::command_of(*check) : "";
}

TEST(LiveChecks, NodesOfAGroupHaveItsTaints) {
  const Expanded e(
      "nodeGroups: {gpu: {instanceTypes: [g5.xlarge], taints: [{key: nvidia.com/gpu, value: \"true\", effect: "
      "NoSchedule}]}}");
  const std::string claim = "each node of group gpu has taint nvidia.com/gpu";
  EXPECT_EQ(judged(e, claim,
                   R"({"items": [{"metadata": {"name": "n1"}, "spec": {"taints": [{"key": "node.kubernetes.io/x",
                       "effect": "NoExecute"}, {"key": "nvidia.com/gpu", "effect": "NoSchedule"}]}}]})"),
            "ok NoSchedule");
  EXPECT_EQ(judged(e, claim, R"({"items": [{"metadata": {"name": "n1"}, "spec": {}}]})"), "FAIL n1: nothing");
  EXPECT_EQ(judged(e, claim, R"({"items": []})"), "ok nothing");
  EXPECT_EQ(command(e, claim),
            "kubectl get node --all-namespaces --selector slipway.dev/node-group=gpu --output "
            "jsonpath='{.items[*].spec.taints[?(@.key==\"nvidia.com/gpu\")].effect}'");
}

TEST(LiveChecks, AGpuNodeThatOffersNoGpuIsFoundOut) {
  const Expanded e("nodePools: {gpu: {families: [g5], limits: {cpu: 8}}}\ncomponents: [karpenter]");
  const std::string claim = "each GPU node offers nvidia.com/gpu";
  EXPECT_EQ(judged(e, claim,
                   R"({"items": [{"metadata": {"name": "n1"}, "status": {"allocatable": {"nvidia.com/gpu": "1"}}},
                                 {"metadata": {"name": "n2"}, "status": {"allocatable": {"cpu": "4"}}},
                                 {"metadata": {"name": "n3"}, "status": {"allocatable": {"nvidia.com/gpu": "0"}}}]})"),
            "FAIL n2: nothing, n3: 0");
  const Expanded partitioned(
      "nodePools: {gpu: {families: [p5], limits: {cpu: 8}}}\n"
      "components: [karpenter, {nvidia-device-plugin: {migStrategy: mixed}}]");
  EXPECT_FALSE(has_claim(partitioned, claim)) << "partitions have names of their own";
}

TEST(LiveChecks, NodesWithEfaOfferIt) {
  const Expanded e(
      "nodeGroups: {p5: {instanceTypes: [p5.48xlarge], efa: true}}\n"
      "nodeClasses: {efa: {efa: true}}\n"
      "nodePools: {train: {families: [p5], nodeClass: efa, limits: {cpu: 192}}}\ncomponents: [karpenter]");
  for (const char* claim :
       {"each node of group p5 offers vpc.amazonaws.com/efa", "each node of pool train offers vpc.amazonaws.com/efa"}) {
    EXPECT_EQ(
        judged(e, claim, R"({"items": [{"metadata": {"name": "n1"}, "status": {"allocatable": {"cpu": "192"}}}]})"),
        "FAIL n1: nothing");
    EXPECT_EQ(judged(e, claim,
                     R"({"items": [{"metadata": {"name": "n1"},
                                    "status": {"allocatable": {"vpc.amazonaws.com/efa": "32"}}}]})"),
              "ok 32");
  }
}

TEST(LiveChecks, APoolSaysWhyItIsNotReadyAndItsClassWhatItDoesNotFind) {
  const Expanded e("nodePools: {general: {families: [m7i], limits: {cpu: 8}}}\ncomponents: [karpenter]");
  EXPECT_EQ(judged(e, "NodePool general is ready",
                   R"({"status": {"conditions": [{"type": "Ready", "status": "False", "reason": "UnhealthyDependents",
                       "message": "NodeClassReady=False"}]}})"),
            "FAIL False (UnhealthyDependents: NodeClassReady=False)");
  const std::string claim = "EC2NodeClass default finds its subnets, security groups and image";
  EXPECT_EQ(judged(e, claim,
                   R"({"status": {"conditions": [{"type": "Ready", "status": "False", "reason": "UnhealthyDependents",
                       "message": "SubnetsReady=False"}]}})"),
            "FAIL False (UnhealthyDependents: SubnetsReady=False)");
  EXPECT_EQ(command(e, claim),
            "kubectl get ec2nodeclass.karpenter.k8s.aws default --output "
            "jsonpath='{.status.conditions[?(@.type==\"Ready\")].status}'");
}

TEST(LiveChecks, OneClassIsTheDefaultAndItIsOurs) {
  const Expanded e("cluster: {}");
  const std::string claim = "a claim that names no class gets gp3";
  const auto classes = [](const char* gp2, const char* gp3) {
    const auto one = [](const char* name, const char* value) {
      return std::string(R"({"metadata": {"name": ")") + name +
             R"(", "annotations": {"storageclass.kubernetes.io/is-default-class": ")" + value + R"("}}})";
    };
    return R"({"items": [)" + one("gp2", gp2) + ", " + one("gp3", gp3) + "]}";
  };
  EXPECT_EQ(judged(e, claim, classes("false", "true")), "ok gp3");
  EXPECT_EQ(judged(e, claim, classes("true", "true")), "FAIL gp2, gp3");
  EXPECT_EQ(judged(e, claim, classes("true", "false")), "FAIL gp2");
  EXPECT_EQ(judged(e, claim, R"({"items": []})"), "FAIL nothing");
}

TEST(LiveChecks, TheMetricsApiHasFigures) {
  const Expanded e("components: [metrics-server]");
  EXPECT_EQ(judged(e, "kubectl top has the nodes' figures", R"({"items": []})"), "FAIL nothing");
  EXPECT_EQ(judged(e, "kubectl top has the nodes' figures",
                   R"({"items": [{"metadata": {"name": "n1"}, "usage": {"cpu": "120m"}}]})"),
            "ok 120m");
}

TEST(LiveChecks, EachRoleTrustsWhomItIsFor) {
  const Expanded e(
      "nodePools: {general: {families: [m7i], limits: {cpu: 8}}}\ncomponents: [karpenter]\n"
      "roles: {reader: {serviceAccounts: [{namespace: ml, name: reader}], assumedBy: "
      "[\"arn:aws:iam::111122223333:role/ci\"], allow: []}}");
  const auto trust = [](const std::string& principal) {
    return R"({"Role": {"AssumeRolePolicyDocument": {"Statement": [{"Effect": "Allow", "Principal": )" + principal +
           "}]}}}";
  };
  EXPECT_EQ(judged(e, "role karpenter-node trusts ec2.amazonaws.com", trust(R"({"Service": "ec2.amazonaws.com"})")),
            "ok ec2.amazonaws.com");
  EXPECT_EQ(judged(e, "role karpenter trusts pods.eks.amazonaws.com", trust(R"({"Service": "ec2.amazonaws.com"})")),
            "FAIL ec2.amazonaws.com");
  EXPECT_EQ(judged(e, "role reader trusts arn:aws:iam::111122223333:role/ci", trust(R"({"AWS": "*"})")), "FAIL *");
  EXPECT_EQ(command(e, "role karpenter-node trusts ec2.amazonaws.com"),
            "aws iam get-role --role-name KarpenterNodeRole-demo --output text --query "
            "'Role.AssumeRolePolicyDocument.Statement[].Principal.Service'");
}

TEST(LiveChecks, WithIrsaTheProviderIsThereAndRolesTrustTheirAccountsAlone) {
  const Expanded e("identity: irsa\ncomponents: [cluster-autoscaler]\nnodeGroups: {a: {instanceTypes: [m6i.large]}}");
  const auto trust = [](const std::string& subject) {
    return R"({"Role": {"AssumeRolePolicyDocument": {"Statement": [{"Condition": {"StringEquals": {"oidc:sub": ")" +
           subject + R"("}}}]}}})";
  };
  const std::string claim = "role cluster-autoscaler trusts ServiceAccount kube-system/cluster-autoscaler";
  EXPECT_EQ(judged(e, claim, trust("system:serviceaccount:kube-system:cluster-autoscaler")).substr(0, 2), "ok");
  EXPECT_EQ(judged(e, claim, trust("system:serviceaccount:kube-system:cluster-autoscaler-2")).substr(0, 4), "FAIL");
  EXPECT_EQ(
      judged(e, "IAM knows the cluster as a provider of identities", R"({"ClientIDList": ["sts.amazonaws.com"]})"),
      "ok [\"sts.amazonaws.com\"]");
}

/// That there is an association is not enough: one that somebody made by hand may give another role.
TEST(LiveChecks, AnAssociationGivesTheRoleOfThePlatform) {
  const Expanded e(
      "components: [cluster-autoscaler]\nnodeGroups: {a: {instanceTypes: [m6i.large]}}\n"
      "roles: {reader: {roleName: Reader, serviceAccounts: [ml/reader], allow: []}}");
  const auto association = [](const std::string& role) {
    return R"({"association": {"roleArn": "arn:aws:iam::111122223333:role/)" + role + "\"}}";
  };
  for (const auto& [whose, role] :
       {std::pair{"ServiceAccount kube-system/cluster-autoscaler", "demo-cluster-autoscaler"},
        std::pair{"ServiceAccount ml/reader", "Reader"}, std::pair{"add-on aws-ebs-csi-driver", "demo-ebs-csi"}}) {
    const std::string claim = std::string(whose) + " has its role", arn = "arn:aws:iam::111122223333:role/";
    EXPECT_EQ(judged(e, claim, association(role)), "ok " + arn + role);
    EXPECT_EQ(judged(e, claim, association(role + std::string("-2"))), "FAIL " + arn + role + "-2");
    EXPECT_EQ(judged(e, claim, R"({"association": {}})"), "FAIL nothing");
  }
  EXPECT_EQ(command(e, "ServiceAccount ml/reader has its role"),
            "aws eks describe-pod-identity-association --cluster-name demo --association-id \"$(aws eks "
            "list-pod-identity-associations --cluster-name demo --namespace ml --service-account reader --output text "
            "--query 'associations[].associationId')\" --output text --query association.roleArn");
}

TEST(LiveChecks, TheNetworkIsRecordedAndItsEndpointsAnswer) {
  const Expanded e("network: {create: {endpoints: [s3, ecr.api], flowLogs: {enabled: true}}}");
  EXPECT_EQ(judged(e, "the VPC's traffic is recorded", R"({"flowLogSet": [{"flowLogStatus": "ACTIVE"}]})"),
            "ok ACTIVE");
  EXPECT_EQ(judged(e, "the VPC's traffic is recorded", R"({"flowLogSet": []})"), "FAIL nothing");
  const std::string reach = "records of the VPC's traffic reach CloudWatch";
  EXPECT_EQ(judged(e, reach, R"({"flowLogSet": [{"deliverLogsStatus": "FAILED"}]})"), "FAIL FAILED");
  EXPECT_EQ(judged(e, reach, R"({"flowLogSet": [{}]})"), "ok nothing") << "nothing was delivered yet";
  for (const char* service : {"s3", "ecr.api"}) {
    const std::string claim = "the VPC endpoint of " + std::string(service) + " is available";
    EXPECT_EQ(judged(e, claim, R"({"vpcEndpointSet": [{"state": "available"}]})"), "ok available");
    EXPECT_EQ(judged(e, claim, R"({"vpcEndpointSet": [{"state": "failed"}]})"), "FAIL failed");
  }
  EXPECT_EQ(
      judged(e, "the name of ecr.api leads to its endpoint", R"({"vpcEndpointSet": [{"privateDnsEnabled": "false"}]})"),
      "FAIL false");
  EXPECT_FALSE(has_claim(e, "the name of s3 leads to its endpoint")) << "a gateway stands in route tables";
  EXPECT_EQ(command(e, "the VPC endpoint of s3 is available"),
            "aws ec2 describe-vpc-endpoints --vpc-endpoint-ids \"${aws_vpc_endpoint.s3.id}\" --output text --query "
            "'VpcEndpoints[].State'");
}

TEST(LiveChecks, TopicsGoToWhomTheyAreFor) {
  const Expanded e("observability: {topics: {alerts: {email: [a@example.com, b@example.com]}}}");
  const std::string answer =
      R"({"Subscriptions": [{"Endpoint": "a@example.com", "SubscriptionArn": "PendingConfirmation"}]})";
  EXPECT_EQ(judged(e, "a@example.com is subscribed to topic alerts", answer), "ok PendingConfirmation");
  EXPECT_EQ(judged(e, "b@example.com is subscribed to topic alerts", answer), "FAIL nothing");
}

TEST(LiveChecks, QueuesAreEncryptedAndPutAsideIntoTheirOwn) {
  const Expanded e("queues: {jobs: {}, keyed: {encryption: create}}");
  const auto redrive = [](const std::string& queue) {
    return R"({"Attributes": {"RedrivePolicy": "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-west-2:1:)" + queue +
           R"(\",\"maxReceiveCount\":5}"}})";
  };
  EXPECT_EQ(judged(e, "queue jobs puts aside what fails", redrive("demo-jobs-dlq")).substr(0, 2), "ok");
  EXPECT_EQ(judged(e, "queue jobs puts aside what fails", redrive("other-dlq")).substr(0, 4), "FAIL");
  EXPECT_EQ(judged(e, "queue jobs is encrypted", R"({"Attributes": {"SqsManagedSseEnabled": "false"}})"), "FAIL false");
  EXPECT_EQ(judged(e, "queue keyed is encrypted with its key", R"({})"), "FAIL nothing");
}

TEST(LiveChecks, APodThatNoNodeTakesSaysWhy) {
  const Expanded e("workloads: {llm: {namespace: ml, image: example.com/llm:1, resources: {cpu: 1}}}");
  EXPECT_EQ(judged(e, "each pod of llm has a node",
                   R"({"items": [{"metadata": {"name": "llm-x"}, "status": {"conditions": [{"type": "PodScheduled",
                       "status": "False", "reason": "Unschedulable", "message": "0/2 nodes are available"}]}}]})"),
            "FAIL llm-x: False (Unschedulable: 0/2 nodes are available)");
  EXPECT_EQ(judged(e, "namespace ml enforces restricted",
                   R"({"metadata": {"labels": {"pod-security.kubernetes.io/enforce": "privileged"}}})"),
            "FAIL privileged");
}

TEST(LiveChecks, AnAutoscalerWithoutMetricsSaysWhy) {
  const Expanded e(
      "autoscaler: {pods: hpa}\nworkloads: {web: {namespace: ml, image: example.com/w:1, resources: {cpu: 1}, scale: "
      "{min: 1, max: 4, on: [{cpu: 50}]}}}");
  EXPECT_EQ(judged(e, "HorizontalPodAutoscaler web reads its metrics",
                   R"({"status": {"conditions": [{"type": "ScalingActive", "status": "False",
                       "reason": "FailedGetResourceMetric", "message": "no metrics returned"}]}})"),
            "FAIL False (FailedGetResourceMetric: no metrics returned)");
}

}  // namespace
}  // namespace slipway::components
