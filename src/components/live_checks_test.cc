#include <algorithm>
#include <set>

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

/// A node that lost its label has no device plugin, whose DaemonSet then wants none: nothing is wrong by either of
/// them.
TEST(LiveChecks, AGpuNodeOnWhichNoDevicePluginRunsIsFoundOut) {
  const Expanded e(
      "nodePools: {gpu: {families: [g5], limits: {cpu: 8}}, any: {families: [g5, m7i], limits: {cpu: 8}}}\n"
      "nodeGroups: {t4: {instanceTypes: [g4dn.xlarge], min: 0, desired: 0, max: 2}, a: {instanceTypes: [m6i.large], "
      "min: 1, desired: 1, max: 1}}\ncomponents: [karpenter]");
  const std::string plugin = "no node lacks DaemonSet nvidia-device-plugin",
                    none = R"({"status": {"numberReady": 0, "desiredNumberScheduled": 0}})";
  EXPECT_EQ(judged(e, plugin, none), "ok 0") << "pools and groups go to zero";
  for (const auto& [claim, selector] :
       {std::pair<std::string, std::string>{"each node of pool gpu offers nvidia.com/gpu", "karpenter.sh/nodepool=gpu"},
        {"each node of group t4 offers nvidia.com/gpu", "slipway.dev/node-group=t4"}}) {
    EXPECT_EQ(judged(e, claim, R"({"items": []})"), "ok nothing");
    EXPECT_EQ(judged(e, claim, R"({"items": [{"metadata": {"name": "n1"}, "status": {"allocatable": {"cpu": "4"}}}]})"),
              "FAIL n1: nothing");
    EXPECT_NE(command(e, claim).find("--selector " + selector + " "), std::string::npos) << command(e, claim);
  }
  EXPECT_FALSE(has_claim(e, "each node of pool any offers nvidia.com/gpu")) << "it buys others too";
  EXPECT_FALSE(has_claim(e, "each node of group a offers nvidia.com/gpu"));
  const Expanded standing("nodeGroups: {t4: {instanceTypes: [g4dn.xlarge], min: 1, desired: 1, max: 2}}");
  EXPECT_EQ(judged(standing, plugin, none), "FAIL 0 where status.desiredNumberScheduled is 0");
  const Expanded bottlerocket(
      "nodeGroups: {t4: {instanceTypes: [g4dn.xlarge], min: 1, desired: 1, max: 2, amiFamily: bottlerocket}, "
      "a10: {instanceTypes: [g5.xlarge], min: 0, desired: 0, max: 2}}");
  EXPECT_EQ(judged(bottlerocket, plugin, none), "ok 0") << "its image brings one";
}

TEST(LiveChecks, DevicePluginsOfGroupsAtZeroHaveNothingToDo) {
  const auto said = [](const std::string& nodes, const char* claim) {
    const Expanded e("nodeGroups: {p5: {instanceTypes: [p5.48xlarge], efa: true, " + nodes +
                     "}, a: {instanceTypes: [m6i.large], min: 1, desired: 1, max: 1}}\ncomponents: [dcgm-exporter]");
    return judged(
        e, claim,
        R"({"items": [{"metadata": {"name": "d"}, "status": {"numberReady": 0, "desiredNumberScheduled": 0}}]})");
  };
  for (const char* claim : {"no node lacks the DaemonSet of chart aws-efa-k8s-device-plugin",
                            "no node lacks the DaemonSet of chart dcgm-exporter"}) {
    EXPECT_EQ(said("min: 0, desired: 0, max: 2", claim), "ok 0");
    EXPECT_EQ(said("min: 2, desired: 2, max: 2", claim), "FAIL d: 0 where items[].status.desiredNumberScheduled is 0");
  }
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

std::string trust(const std::string& statements) {
  return R"({"Role": {"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [)" + statements + "]}}}";
}

std::string statement(const std::string& effect, const std::string& principal, const std::string& action) {
  return R"({"Effect": ")" + effect + R"(", "Principal": )" + principal + R"(, "Action": )" + action + "}";
}

TEST(LiveChecks, EachRoleTrustsWhomItIsForAndNobodyElse) {
  const Expanded e(
      "nodePools: {general: {families: [m7i], limits: {cpu: 8}}}\ncomponents: [karpenter]\n"
      "roles: {reader: {serviceAccounts: [ml/reader], assumedBy: "
      "[\"arn:aws:iam::111122223333:role/ci\"], allow: []}}");
  const std::string ec2 = R"({"Service": "ec2.amazonaws.com"})", pods = R"({"Service": ["pods.eks.amazonaws.com"]})",
                    assume = R"("sts:AssumeRole")", with_tags = R"(["sts:TagSession", "sts:AssumeRole"])",
                    ci = R"({"AWS": "arn:aws:iam::111122223333:role/ci"})";
  const auto said = [&](const char* claim, const std::string& statements) {
    return judged(e, claim, trust(statements)).substr(0, 4);
  };
  const char* node = "role karpenter-node trusts ec2.amazonaws.com";
  EXPECT_EQ(said(node, statement("Allow", ec2, assume)), "ok [");
  EXPECT_EQ(said(node, statement("Allow", ec2, R"(["sts:AssumeRole"])")), "ok [") << "a list of one is the one";
  EXPECT_EQ(said(node, statement("Deny", ec2, assume)), "FAIL");
  EXPECT_EQ(said(node, statement("Allow", pods, assume)), "FAIL");
  EXPECT_EQ(said(node, statement("Allow", ec2, assume) + "," + statement("Allow", R"({"AWS": "*"})", assume)), "FAIL");
  EXPECT_EQ(said(node, R"({"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com", "AWS": "*"},
                           "Action": "sts:AssumeRole"})"),
            "FAIL");
  const char* controller = "role karpenter trusts pods.eks.amazonaws.com";
  EXPECT_EQ(said(controller, statement("Allow", pods, with_tags)), "ok [");
  EXPECT_EQ(said(controller, statement("Allow", pods, assume)), "FAIL") << "Pod Identity tags its sessions";
  const char* reader = "role reader trusts pods.eks.amazonaws.com, arn:aws:iam::111122223333:role/ci";
  EXPECT_EQ(said(reader, statement("Allow", ci, assume) + "," + statement("Allow", pods, with_tags)), "ok [");
  EXPECT_EQ(said(reader, statement("Allow", pods, with_tags)), "FAIL");
  EXPECT_EQ(said(reader, ""), "FAIL");
  EXPECT_EQ(command(e, node),
            "aws iam get-role --role-name KarpenterNodeRole-demo --output text --query "
            "Role.AssumeRolePolicyDocument.Statement");
}

TEST(LiveChecks, EachRoleHasItsPolicies) {
  const Expanded e(
      "nodePools: {general: {families: [m7i], limits: {cpu: 8}}}\ncomponents: [karpenter]\n"
      "roles: {runner: {serviceAccounts: [ml/runner], allow: [{to: \"iam:role/batch\", actions: [pass]}]}}");
  const auto* own = check_of(e, "role runner has its policy");
  ASSERT_TRUE(own);
  auto statements = own->expects.value;
  const auto said = [&] {
    return judged(e, own->claim, R"({"PolicyDocument": {"Version": "2012-10-17", "Statement": )" + statements + "}}")
        .substr(0, 4);
  };
  EXPECT_EQ(said(), "ok [");
  for (const auto& [is, becomes] : {std::pair{"iam:PassRole", "iam:GetRole"}, std::pair{":role/batch", ":role/*"}}) {
    statements = own->expects.value;
    ASSERT_NE(statements.find(is), statements.npos);
    statements.replace(statements.find(is), std::string_view(is).size(), becomes);
    EXPECT_EQ(said(), "FAIL") << becomes;
  }
  statements = own->expects.value;
  statements.insert(1, R"({"Effect":"Allow","Action":"*","Resource":"*"},)");
  EXPECT_EQ(said(), "FAIL") << "somebody allows more";
  EXPECT_EQ(command(e, own->claim),
            "aws iam get-role-policy --role-name demo-runner --policy-name runner --output text --query "
            "PolicyDocument.Statement");
  const std::string claim = "role karpenter-node has its managed policies";
  const auto attached = [](std::initializer_list<const char*> names) {
    std::string all;
    for (const char* name : names) all += (all.empty() ? "" : ",") + std::string(R"({"PolicyName": ")") + name + "\"}";
    return R"({"AttachedPolicies": [)" + all + "]}";
  };
  const char* pull = "AmazonEC2ContainerRegistryPullOnly";
  const char* ssm = "AmazonSSMManagedInstanceCore";
  EXPECT_EQ(judged(e, claim, attached({ssm, "AmazonEKSWorkerNodePolicy", pull, "Another"})).substr(0, 2), "ok");
  EXPECT_EQ(judged(e, claim, attached({pull, ssm})).substr(0, 4), "FAIL");
  EXPECT_EQ(judged(e, claim, attached({})), "FAIL nothing");
}

/// Of a policy beside the role: attached it may still say something else.
TEST(LiveChecks, WhatKarpenterMayDoIsWhatWasApplied) {
  const Expanded e(
      "nodePools: {general: {families: [m7i], limits: {cpu: 8}}}\ncomponents: [karpenter]\nnodeClasses: {default: "
      "{volumes: {root: {kmsKey: \"arn:aws:kms:us-west-2:111122223333:key/mine\"}}}}");
  std::set<std::string> said;
  for (const auto* policy : e.graph.of_type("aws_iam_policy")) {
    const std::string name = *(*policy)["name"].string(), part = name.substr(name.rfind('-') + 1);
    const std::string claim = "policy " + part + " of role karpenter is as applied";
    const auto* check = check_of(e, claim);
    ASSERT_TRUE(check);
    said.insert(part);
    EXPECT_EQ(command(e, claim), "aws iam get-policy-version --policy-arn \"" + policy->id.interpolated("arn") +
                                     "\" --version-id \"$(aws iam get-policy --policy-arn \"" +
                                     policy->id.interpolated("arn") +
                                     "\" --output text --query Policy.DefaultVersionId)\" --output text --query "
                                     "PolicyVersion.Document.Statement");
    const auto answer = [](const std::string& statements) {
      return R"({"PolicyVersion": {"Document": {"Version": "2012-10-17", "Statement": )" + statements + "}}}";
    };
    EXPECT_EQ(judged(e, claim, answer(check->expects.value)).substr(0, 2), "ok");
    auto wider = check->expects.value;
    const std::string resource = R"("Resource":)";
    const auto at = wider.find(resource);
    ASSERT_NE(at, wider.npos);
    wider.insert(at + resource.size(), R"("*","NotAction":)");
    EXPECT_EQ(judged(e, claim, answer(wider)).substr(0, 4), "FAIL") << part;
    EXPECT_EQ(judged(e, claim, answer("[]")).substr(0, 4), "FAIL") << part;
  }
  EXPECT_TRUE(said.contains("NodeLifecycle") && said.contains("VolumeKeys") && said.contains("IAMIntegration"));
  const std::string launch = "policy NodeLifecycle of role karpenter is as applied";
  auto anywhere = check_of(e, launch)->expects.value;
  const std::string owned = R"("aws:ResourceTag/kubernetes.io/cluster/demo":"owned")";
  ASSERT_NE(anywhere.find(owned), anywhere.npos);
  anywhere.replace(anywhere.find(owned), owned.size(), R"("aws:ResourceTag/kubernetes.io/cluster/demo":"*")");
  EXPECT_NE(judged(e, launch, R"({"PolicyVersion": {"Document": {"Statement": )" + anywhere + "}}}")
                .find(R"(].Condition.StringEquals.aws:ResourceTag/kubernetes.io/cluster/demo: * instead of owned)"),
            std::string::npos);
}

/// What Helm knows as two and somebody scaled to one is not as the values say.
TEST(LiveChecks, KarpenterRunsAsOftenAsItsValuesSay) {
  const auto said = [](const std::string& more, const char* available) {
    const Expanded e("nodePools: {general: {families: [m7i], limits: {cpu: 8}}}\n" + more);
    return judged(e, "Deployment karpenter is available",
                  std::string(R"({"spec": {"replicas": 1}, "status": {"availableReplicas": )") + available + "}}");
  };
  EXPECT_EQ(said("components: [karpenter]", "2"), "ok 2");
  EXPECT_EQ(said("components: [karpenter]", "1"), "FAIL 1");
  EXPECT_EQ(said("components: [{karpenter: {replicas: 1}}]", "1"), "ok 1");
  EXPECT_EQ(said("components: [{karpenter: {values: {replicas: 3}}}]", "2"), "FAIL 2");
  EXPECT_EQ(
      said("components: [karpenter]\nnodeGroups: {a: {instanceTypes: [m6i.large], min: 1, desired: 1, max: 1}}", "1"),
      "ok 1");
}

TEST(LiveChecks, WithIrsaTheProviderIsThereAndRolesTrustTheirAccountsAlone) {
  const Expanded e("identity: irsa\ncomponents: [cluster-autoscaler]\nnodeGroups: {a: {instanceTypes: [m6i.large]}}");
  const auto of = [](const std::string& subject) {
    const std::string issuer = "${aws_iam_openid_connect_provider.cluster.url}";  // filled in, in both
    return trust(
        R"({"Effect": "Allow", "Principal": {"Federated": "${aws_iam_openid_connect_provider.cluster.arn}"},
            "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {")" +
        issuer + R"(:aud": "sts.amazonaws.com", ")" + issuer + R"(:sub": ")" + subject + R"("}}})");
  };
  const std::string claim = "role cluster-autoscaler trusts ServiceAccount kube-system/cluster-autoscaler";
  EXPECT_EQ(judged(e, claim, of("system:serviceaccount:kube-system:cluster-autoscaler")).substr(0, 2), "ok");
  EXPECT_EQ(judged(e, claim, of("system:serviceaccount:kube-system:cluster-autoscaler-2")).substr(0, 4), "FAIL");
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
  const auto said = [&](const char* claim, const std::string& attributes) {
    return judged(e, claim, R"({"Attributes": {)" + attributes + "}}").substr(0, 4);
  };
  const auto redrive = [](const std::string& queue, const char* receives) {
    return R"("RedrivePolicy": "{\"deadLetterTargetArn\":\"${aws_sqs_queue.)" + queue +
           R"(.arn}\",\"maxReceiveCount\":)" + receives + "}\"";
  };
  const char* aside = "queue jobs puts aside what fails";
  const auto most = std::string(e.argument("aws_sqs_queue_redrive_policy.jobs", "redrive_policy.maxReceiveCount"));
  EXPECT_EQ(said(aside, redrive("jobs_dead_letter", most.c_str())), "ok {");
  EXPECT_EQ(said(aside, redrive("jobs_dead_letter", "1000")), "FAIL");
  EXPECT_EQ(said(aside, redrive("keyed_dead_letter", most.c_str())), "FAIL");
  EXPECT_EQ(said(aside, ""), "FAIL");
  EXPECT_EQ(said("queue jobs is encrypted", R"("SqsManagedSseEnabled": "true")"), "ok {");
  EXPECT_EQ(said("queue jobs is encrypted", R"("SqsManagedSseEnabled": "false")"), "FAIL");
  const std::string key = R"("KmsMasterKeyId": "${aws_kms_key.queue_keyed.arn}")";
  const char* keyed = "queue keyed is encrypted with its key";
  EXPECT_EQ(said(keyed, key), "ok {");
  EXPECT_EQ(said(keyed, R"("KmsMasterKeyId": "alias/aws/sqs")"), "FAIL");
  EXPECT_EQ(said(keyed, ""), "FAIL");
  const char* kept = "what queue keyed puts aside is encrypted and kept";
  EXPECT_EQ(said(kept, key + R"(, "MessageRetentionPeriod": "1209600")"), "ok {");
  EXPECT_EQ(said(kept, key + R"(, "MessageRetentionPeriod": "60")"), "FAIL");
  EXPECT_EQ(said(kept, R"("MessageRetentionPeriod": "1209600")"), "FAIL");
}

TEST(LiveChecks, BucketsArePrivateInEachWayAndEndWhatTheySay) {
  const Expanded e("buckets: {results: {expireAfterDays: 30, encryption: create}}");
  const std::string is_private = "bucket results is private";
  const std::vector<std::string> ways{"BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy",
                                      "RestrictPublicBuckets"};
  for (const auto& open : {std::string(), ways[0], ways[1], ways[2], ways[3]}) {
    std::string settings;
    for (const auto& way : ways)
      settings += (settings.empty() ? "\"" : ",\"") + way + (way == open ? "\":\"false\"" : "\":\"true\"");
    EXPECT_EQ(judged(e, is_private, R"({"PublicAccessBlockConfiguration": {)" + settings + "}}").substr(0, 2),
              open.empty() ? "ok" : "FA")
        << open;
  }
  const std::string encrypts = "bucket results encrypts what is put in";
  const auto encryption = [](const std::string& key) {
    return R"({"ServerSideEncryptionConfiguration": {"Rules": [{"BucketKeyEnabled": "true",
               "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": ")" +
           key + "\"}}]}}";
  };
  EXPECT_EQ(judged(e, encrypts, encryption("${aws_kms_key.bucket_results.arn}")).substr(0, 2), "ok");
  EXPECT_EQ(judged(e, encrypts, encryption("arn:aws:kms:us-west-2:1:key/other")).substr(0, 4), "FAIL");
  const std::string ends = "bucket results ends what is old";
  const auto rules = [](const std::string& filter, const std::string& days, const std::string& more = "") {
    return R"({"Rules": [{"ID": "abort-uploads", "Filter": {"Prefix": ""}, "Status": "Enabled",
                          "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": "7"}},
                         {"ID": "noncurrent", "Status": "Enabled", "Filter": {"Prefix": ""},
                          "NoncurrentVersionExpiration": {"NoncurrentDays": "@"}},
                         {"ID": "expire", "Status": "Enabled", "Filter": )" +
           filter + R"(, "Expiration": {"Days": ")" + days + "\"}}" + more + "]}";
  };
  const auto said = [&](std::string answer) {
    const auto kept = std::string(e.argument("aws_s3_bucket_lifecycle_configuration.results",
                                             "rule.1.noncurrent_version_expiration.noncurrent_days"));
    answer.replace(answer.find('@'), 1, kept);
    return judged(e, ends, answer).substr(0, 2);
  };
  EXPECT_EQ(said(rules(R"({"Prefix": ""})", "30")), "ok");
  EXPECT_EQ(said(rules("\"\"", "30")), "ok") << "as S3 says that there is no filter";
  EXPECT_EQ(said(rules("\"\"", "9999")), "FA");
  EXPECT_EQ(said(rules(R"({"Prefix": "nothing-here/"})", "30")), "FA");
  EXPECT_EQ(said(rules("\"\"", "30", R"(, {"ID": "all", "Status": "Enabled", "Expiration": {"Days": "1"}})")), "FA");
  EXPECT_EQ(judged(e, ends, R"({"Rules": [{"ID": "x", "Status": "Enabled", "Filter": {"Prefix": "nothing-here/"},
                                           "Expiration": {"Days": "9999"}}]})")
                .substr(0, 4),
            "FAIL");
}

TEST(LiveChecks, AnAlarmIsAsItWasSet) {
  const Expanded e(
      "observability: {topics: {alerts: {}}, alarms: {busy: {metric: ContainerInsights/node_cpu_utilization, "
      "threshold: "
      "90, notify: alerts}}}");
  const auto said = [&](const std::string& enabled, const std::string& threshold, const std::string& actions,
                        const std::string& cluster = "demo", const std::string& missing = "") {
    const auto of = [&](const char* argument) {
      return std::string(e.argument("aws_cloudwatch_metric_alarm.busy", argument));
    };
    return judged(
               e, "alarm busy is set",
               R"({"MetricAlarms": [{"AlarmArn": "arn:a", "ActionsEnabled": ")" + enabled + R"(", "Threshold": ")" +
                   threshold + R"(", "AlarmActions": )" + actions +
                   R"(, "Namespace": "ContainerInsights", "MetricName": "node_cpu_utilization", "ComparisonOperator": ")" +
                   of("comparison_operator") + R"(", "Period": ")" + of("period") + R"(", "EvaluationPeriods": ")" +
                   of("evaluation_periods") + R"(", "Statistic": ")" + of("statistic") + R"(", "TreatMissingData": ")" +
                   (missing.empty() ? of("treat_missing_data") : missing) +
                   R"(", "Dimensions": [{"Name": "ClusterName", "Value": ")" + cluster + R"("}]}]})")
        .substr(0, 2);
  };
  const std::string topic = R"(["${aws_sns_topic.alerts.arn}"])";
  EXPECT_EQ(said("true", "90.0", topic), "ok");
  EXPECT_EQ(said("true", "90.0", topic, "another"), "FA");
  EXPECT_EQ(said("true", "90.0", topic, "demo", "ignore"), "FA");
  EXPECT_EQ(said("false", "90.0", topic), "FA");
  EXPECT_EQ(said("true", "99", topic), "FA");
  EXPECT_EQ(said("true", "90", "[]"), "FA");
  EXPECT_EQ(judged(e, "alarm busy is set", R"({"MetricAlarms": []})"), "FAIL nothing");
}

TEST(LiveChecks, TheNetworkLeadsWhereItShould) {
  const Expanded e("network: {create: {natGateways: single}}\nnodeGroups: {a: {instanceTypes: [m6i.large]}}");
  const auto* nat = e.graph.of_type("aws_nat_gateway").at(0);
  EXPECT_EQ(judged(e, "NAT gateway " + nat->id.name + " is available", R"({"natGatewaySet": [{"state": "deleted"}]})"),
            "FAIL deleted");
  EXPECT_EQ(judged(e, "each subnet is there", R"({"subnetSet": [{"state": "available"}, {"state": "pending"}]})"),
            "FAIL available, pending");
  std::string subnets;
  for (const auto* subnet : e.graph.of_type("aws_subnet"))
    if (subnet->id.name.starts_with("private"))
      subnets += (subnets.empty() ? "" : ",") + std::string(R"({"main": "false", "subnetId": ")") +
                 subnet->id.interpolated("id") + "\"}";
  const auto said = [&](const std::string& associations, const std::string& gateway, const char* state) {
    return judged(
               e, "route table private leads where it should",
               R"({"routeTableSet": [{"associationSet": [)" + associations +
                   R"(], "routeSet": [{"destinationCidrBlock": "10.0.0.0/16", "gatewayId": "local", "state": "active"},
                         {"destinationCidrBlock": "0.0.0.0/0", "natGatewayId": ")" +
                   gateway + R"(", "state": ")" + state + R"("}]}]})")
        .substr(0, 2);
  };
  EXPECT_EQ(said(subnets, nat->id.interpolated("id"), "active"), "ok");
  EXPECT_EQ(said(subnets, nat->id.interpolated("id"), "blackhole"), "FA");
  EXPECT_EQ(said(subnets, "nat-2", "active"), "FA");
  EXPECT_EQ(said(subnets.substr(0, subnets.find("},") + 1), nat->id.interpolated("id"), "active"), "FA");
}

TEST(LiveChecks, NodesReachEachOtherAndTheControlPlaneThem) {
  const Expanded e("nodeGroups: {a: {instanceTypes: [m6i.large]}}");
  const std::string claim = "nodes are reached by each other and the control plane";
  const std::string self = "${aws_security_group.node.id}",
                    cluster = "${aws_eks_cluster.main.vpc_config[0].cluster_security_group_id}";
  const auto from = [](const std::string& protocol, const std::string& ports, const std::string& group) {
    return R"({"ipProtocol": ")" + protocol + "\"" + ports + R"(, "groups": [{"userId": "1", "groupId": ")" + group +
           R"("}], "ipRanges": ""})";
  };
  const std::string https = R"(, "fromPort": "443", "toPort": "443")",
                    kubelet = R"(, "fromPort": "1025", "toPort": "65535")";
  const auto said = [&](const std::string& permissions) {
    return judged(e, claim, R"({"securityGroupInfo": [{"ipPermissions": [)" + permissions + "]}]}").substr(0, 2);
  };
  const std::string both = from("tcp", https, cluster) + "," + from("tcp", kubelet, cluster);
  EXPECT_EQ(said(both + "," + from("-1", "", self)), "ok");
  EXPECT_EQ(said(both), "FA") << "EFA is for nothing then";
  EXPECT_EQ(said(from("tcp", https, cluster) + "," + from("-1", "", self)), "FA");
  EXPECT_EQ(said(both + "," + from("-1", "", cluster)), "FA");
  EXPECT_EQ(said(""), "FA");
}

/// Available is True of a Deployment at zero, and a DaemonSet that no node is for is ready on each of them.
TEST(LiveChecks, WhatWasScaledToZeroOrSentToNoNodeIsFoundOut) {
  const Expanded e(
      "nodeGroups: {a: {instanceTypes: [m6i.large], min: 1, desired: 1, max: 2}}\n"
      "components: [metrics-server, node-monitoring, {cloudwatch-observability: {containerLogs: true}}, "
      "external-secrets]\nstorage: {csi: [ebs, efs, fsx, s3]}\n"
      "workloads: {fixed: {namespace: ml, image: example.com/w:1, resources: {cpu: 1}, scale: {min: 2, max: 2}}}");
  const auto deployment = [](const std::string& wanted, const std::string& available) {
    return R"({"spec": {"replicas": )" + wanted + R"(}, "status": {"conditions": [{"type": "Available", "status": ")" +
           (available == "1" && wanted == "2" ? R"(False", "reason": "MinimumReplicasUnavailable)" : "True") + "\"}]" +
           (available == "0" ? "" : R"(, "availableReplicas": )" + available) + "}}";
  };
  for (const char* name : {"coredns", "ebs-csi-controller", "efs-csi-controller", "fsx-csi-controller",
                           "amazon-cloudwatch-observability-controller-manager"}) {
    const std::string claim = "Deployment " + std::string(name) + " is available";
    EXPECT_EQ(judged(e, claim, deployment("2", "2")), "ok 2");
    EXPECT_EQ(judged(e, claim, deployment("0", "0")), "FAIL nothing where spec.replicas is 0");
    EXPECT_EQ(judged(e, claim, deployment("2", "1")), "FAIL 1 (MinimumReplicasUnavailable) where spec.replicas is 2");
  }
  EXPECT_EQ(
      judged(e, "the Deployments of chart external-secrets are available",
             R"({"items": [{"metadata": {"name": "a"}, "spec": {"replicas": 1}, "status": {"availableReplicas": 1}},
                                 {"metadata": {"name": "b"}, "spec": {"replicas": 0}, "status": {}}]})"),
      "FAIL b: nothing where items[].spec.replicas is 0");
  EXPECT_EQ(judged(e, "Deployment fixed is available", deployment("0", "0")), "FAIL nothing");
  EXPECT_EQ(judged(e, "Deployment fixed is available", deployment("2", "2")), "ok 2");
  for (const char* name :
       {"kube-proxy", "aws-node", "eks-pod-identity-agent", "ebs-csi-node", "efs-csi-node", "fsx-csi-node",
        "s3-csi-node", "eks-node-monitoring-agent", "cloudwatch-agent", "fluent-bit"}) {
    const std::string claim = "no node lacks DaemonSet " + std::string(name);
    EXPECT_EQ(judged(e, claim, R"({"status": {"numberReady": 2, "desiredNumberScheduled": 2}})"), "ok 2");
    EXPECT_EQ(judged(e, claim, R"({"status": {"numberReady": 0, "desiredNumberScheduled": 0}})"),
              "FAIL 0 where status.desiredNumberScheduled is 0");
    EXPECT_EQ(judged(e, claim, R"({"status": {"numberReady": 1, "desiredNumberScheduled": 2}})"),
              "FAIL 1 where status.desiredNumberScheduled is 2");
  }
  const Expanded at_zero(
      "nodePools: {general: {families: [m7i], limits: {cpu: 8}}}\ncomponents: [karpenter]\n"
      "nodeGroups: {a: {instanceTypes: [m6i.large], min: 0, desired: 0, max: 2}}");
  EXPECT_EQ(judged(at_zero, "no node lacks DaemonSet kube-proxy",
                   R"({"status": {"numberReady": 0, "desiredNumberScheduled": 0}})"),
            "ok 0");
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

/// What lets more through, or nothing, breaks nothing else.
TEST(LiveChecks, NetworkPoliciesStandAsTheyWereApplied) {
  const Expanded e(
      "namespaces: {ml: {}, open: {defaultDeny: false}}\nworkloads: {llm: {namespace: ml, image: example.com/llm:1, "
      "resources: {cpu: 1}, serve: {port: 8080}}}");
  std::size_t policies = 0;
  for (const auto* object : e.graph.of_kind("NetworkPolicy")) {
    const std::string claim = "NetworkPolicy " + object->namespace_() + "/" + object->name() + " is as applied";
    const auto spec = doc::write_json(object->root()["spec"], doc::JsonLayout::Compact);
    EXPECT_EQ(judged(e, claim, R"({"spec": )" + spec + "}").substr(0, 2), "ok") << claim;
    EXPECT_EQ(judged(e, claim, R"({"spec": {"podSelector": {"matchLabels": {"nobody": "has"}}}})").substr(0, 4),
              "FAIL");
    ++policies;
  }
  EXPECT_GE(policies, 4u);
  const std::string deny = "NetworkPolicy ml/default-deny is as applied";
  EXPECT_EQ(judged(e, deny, R"({"spec": {"podSelector": {}, "policyTypes": ["Ingress", "Egress"], "ingress": [{}]}})")
                .substr(0, 4),
            "FAIL");
  EXPECT_EQ(command(e, deny),
            "kubectl get networkpolicy.networking.k8s.io default-deny --namespace ml --output jsonpath='{.spec}'");
  EXPECT_TRUE(has_claim(e, "NetworkPolicy open/block-metadata is as applied"));
  EXPECT_TRUE(has_claim(e, "NetworkPolicy ml/allow-llm is as applied"));
}

TEST(LiveChecks, WhatScalersAuthenticateWithIsAsApplied) {
  const Expanded e(
      "queues: {jobs: {}}\ncaches: {state: {on: cluster, namespace: ml}}\nautoscaler: {pods: keda}\n"
      "workloads: {w: {namespace: ml, image: example.com/w:1, resources: {cpu: 1}, caches: [state], scale: {max: 4, "
      "on: "
      "[{queue: jobs, perReplica: 5}, {redisStream: s, consumerGroup: g, cache: state, perReplica: 5}]}}}");
  std::size_t there = 0;
  for (const auto* object : e.graph.of_kind("TriggerAuthentication")) {
    const std::string claim = "TriggerAuthentication ml/" + object->name() + " is as applied";
    const auto spec = doc::write_json(object->root()["spec"], doc::JsonLayout::Compact);
    EXPECT_EQ(judged(e, claim, R"({"spec": )" + spec + "}").substr(0, 2), "ok") << claim;
    ++there;
  }
  EXPECT_EQ(there, 2u);
  EXPECT_EQ(
      judged(e, "TriggerAuthentication ml/w-aws is as applied", R"({"spec": {"podIdentity": {"provider": "none"}}})"),
      R"(FAIL {"podIdentity":{"provider":"none"}})");
  EXPECT_EQ(
      judged(e, "TriggerAuthentication ml/w-state is as applied",
             R"({"spec": {"secretTargetRef": [{"parameter": "password", "name": "another", "key": "password"}]}})")
          .substr(0, 4),
      "FAIL");
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
