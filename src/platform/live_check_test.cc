#include "platform/live_check.h"

#include <gtest/gtest.h>

#include <memory>

#include "doc/json.h"

namespace slipway::platform {
namespace {

using Holds = Expectation::Holds;

doc::Document answer(std::string json) {
  Diagnostics none;
  return doc::read_json(std::make_shared<const SourceText>("answer.json", std::move(json)), none);
}

struct Case {
  Expectation expects;
  bool holds;
  std::string found;
};
void expect_judged(std::initializer_list<Case> cases, const doc::Document& answer) {
  for (const Case& c : cases) {
    const auto judgement = judge(c.expects, answer.root());
    EXPECT_EQ(judgement.holds, c.holds) << c.expects.path << " " << to_string(c.expects);
    EXPECT_EQ(judgement.found, c.found) << c.expects.path;
  }
}

const std::string kGpus = R"(items[].status.allocatable."nvidia.com/gpu")";
const std::string kReady = "items[].status.conditions[type=Ready].status";

TEST(LiveCheck, JudgesWhatStandsAtThePath) {
  expect_judged({{{"cluster.status", Holds::Equals, "ACTIVE"}, true, "ACTIVE"},
                 {{"cluster.status", Holds::Equals, "CREATING"}, false, "ACTIVE"},
                 {{"cluster.gone", Holds::Equals, "x"}, false, "nothing"},
                 {{"rules[].id", Holds::Equals, "a"}, false, "a, b"},
                 {{"rules[id=b].days", Holds::AtLeast, "7"}, true, "30"},
                 {{"rules[id=b].days", Holds::AtLeast, "90"}, false, "30"},
                 {{"rules", Holds::Contains, R"("days":30)"}, true, R"([{"id":"a"},{"id":"b","days":30}])"},
                 {{"rules[].days", Holds::Exists}, true, "30"},
                 {{"rules[].gone", Holds::Exists}, false, "nothing"}},
                answer(R"({"cluster": {"status": "ACTIVE"}, "rules": [{"id": "a"}, {"id": "b", "days": 30}]})"));
}

TEST(LiveCheck, EachObjectListedMustHaveIt) {
  const auto nodes = answer(R"({"items": [
    {"metadata": {"name": "n1"}, "status": {"allocatable": {"nvidia.com/gpu": "8"},
      "conditions": [{"type": "Ready", "status": "True"}]}},
    {"metadata": {"name": "n2"}, "status": {"allocatable": {},
      "conditions": [{"type": "Ready", "status": "False", "reason": "KubeletNotReady", "message": "no network yet"}]}}]})");
  expect_judged({{{kGpus, Holds::AtLeast, "1"}, false, "n2: nothing"},
                 {{kGpus, Holds::EachAtLeast, "1"}, false, "n2: nothing"},
                 {{kGpus, Holds::EachAtLeast, "9"}, false, "n1: 8, n2: nothing"},
                 {{kReady, Holds::Equals, "True"}, false, "n2: False (KubeletNotReady: no network yet)"},
                 {{kReady, Holds::Contains, "Fal"}, true, "True, False"},
                 {{"items[].spec", Holds::EachEquals, "x"}, false, "n1: nothing, n2: nothing"},
                 {{"items[].status.allocatable", Holds::Exists}, true, R"({"nvidia.com/gpu":"8"})"}},
                nodes);
  const auto none = answer(R"({"items": []})");
  expect_judged({{{kReady, Holds::EachEquals, "True"}, true, "nothing"},
                 {{kGpus, Holds::EachAtLeast, "1"}, true, "nothing"},
                 {{kReady, Holds::Equals, "True"}, false, "nothing"}},
                none);
}

TEST(LiveCheck, NamesThreeThatAreWrongAndCountsTheOthers) {
  std::string items;
  for (int i = 1; i <= 5; ++i)
    items += (i > 1 ? "," : "") + std::string(R"({"metadata":{"name":"n)") + std::to_string(i) + R"("}})";
  expect_judged({{{"items[].x", Holds::Equals, "1"}, false, "n1: nothing, n2: nothing, n3: nothing and 2 more"}},
                answer("{\"items\": [" + items + "]}"));
}

TEST(LiveCheck, ChoosesByAPath) {
  const auto classes = answer(R"({"items": [
    {"metadata": {"name": "gp2", "annotations": {"storageclass.kubernetes.io/is-default-class": "true"}}},
    {"metadata": {"name": "io2"}},
    {"metadata": {"name": "gp3", "annotations": {"storageclass.kubernetes.io/is-default-class": "true"}}}]})");
  const std::string path =
      R"(items[metadata.annotations."storageclass.kubernetes.io/is-default-class"=true].metadata.name)";
  expect_judged({{{path, Holds::Equals, "gp3"}, false, "gp2, gp3"}}, classes);
  EXPECT_EQ(
      command_of({"", KubernetesQuestion{"storage.k8s.io/v1", "StorageClass", "", ""}, {path}}),
      R"(kubectl get storageclass.storage.k8s.io --all-namespaces --output jsonpath=)"
      R"('{.items[?(@.metadata.annotations.storageclass\.kubernetes\.io/is-default-class=="true")].metadata.name}')");
}

TEST(LiveCheck, SaysWhatTheConditionSays) {
  const auto deployment = answer(R"({"status": {"conditions": [{"type": "Available", "status": "False",
    "reason": "MinimumReplicasUnavailable", "message": "Deployment does not have minimum availability."}]}})");
  expect_judged({{{"status.conditions[type=Available].status", Holds::Equals, "True"},
                  false,
                  "False (MinimumReplicasUnavailable: Deployment does not have minimum availability.)"},
                 {{"status.conditions[type=Progressing].status", Holds::Equals, "True"}, false, "nothing"}},
                deployment);
}

TEST(LiveCheck, ComparesTwoMembersOfOneAnswer) {
  const Expectation all_ready{"status.numberReady", Holds::EqualsMember, "status.desiredNumberScheduled"};
  expect_judged({{all_ready, true, "0"}}, answer(R"({"status": {"numberReady": 0, "desiredNumberScheduled": 0}})"));
  expect_judged({{all_ready, false, "1 where status.desiredNumberScheduled is 2"}},
                answer(R"({"status": {"numberReady": 1, "desiredNumberScheduled": 2}})"));
  expect_judged({{all_ready, false, "nothing where status.desiredNumberScheduled is nothing"}}, answer("{}"));
  const Expectation of_each{"items[].status.numberReady", Holds::EqualsMember, "items[].status.desiredNumberScheduled"};
  expect_judged({{of_each, false, "nothing"}}, answer(R"({"items": []})"));
  EXPECT_EQ(command_of({"", KubernetesQuestion{"apps/v1", "DaemonSet", "kube-system", "aws-node"}, all_ready}),
            "kubectl get daemonset aws-node --namespace kube-system --output "
            "jsonpath='{.status.numberReady} {.status.desiredNumberScheduled}'");
}

TEST(LiveCheck, AMemberIsAtLeastAsLargeAsAnotherAndNotZero) {
  const Expectation all_ready{"status.ready", Holds::AtLeast, "status.desired"};
  expect_judged({{all_ready, true, "2"}}, answer(R"({"status": {"ready": 2, "desired": 2}})"));
  expect_judged({{all_ready, true, "3"}}, answer(R"({"status": {"ready": 3, "desired": 2}})"));
  expect_judged({{all_ready, false, "1 where status.desired is 2"}},
                answer(R"({"status": {"ready": 1, "desired": 2}})"));
  expect_judged({{all_ready, false, "0 where status.desired is 0"}},
                answer(R"({"status": {"ready": 0, "desired": 0}})"));
  expect_judged({{all_ready, false, "nothing where status.desired is nothing"}}, answer("{}"));
  EXPECT_EQ(command_of({"", KubernetesQuestion{"apps/v1", "DaemonSet", "kube-system", "aws-node"}, all_ready}),
            "kubectl get daemonset aws-node --namespace kube-system --output "
            "jsonpath='{.status.ready} {.status.desired}'");
}

/// What a rule or policy says counts, and not how it is written.
TEST(LiveCheck, ComparesDocuments) {
  const auto rules = answer(R"({"Rules": [{"ID": "a", "Filter": {"Prefix": ""}, "Days": "30"},
                                          {"ID": "b", "On": "false", "To": ["x", "y"]}],
                                "Text": "{\"arn\":\"q\",\"count\":5}"})");
  const auto holds = [&](const char* path, Holds how, const char* value) {
    return judge({path, how, value}, rules.root()).holds;
  };
  EXPECT_TRUE(holds("Rules", Holds::Equals, R"([{"To":["y","x"],"ID":"b"},{"Days":30,"ID":"a"}])"));
  EXPECT_TRUE(holds("Rules", Holds::Contains, R"({"ID":"a"})"));
  EXPECT_TRUE(holds("Rules[]", Holds::Contains, R"([{"ID":"b","To":"x"},{"Days":30.0}])"));
  EXPECT_TRUE(holds("Text", Holds::Equals, R"({"arn":"q","count":"5"})"));
  EXPECT_TRUE(holds("Rules", Holds::Contains, R"({"ID":"a","Filter":{}})"));
  EXPECT_FALSE(holds("Rules", Holds::Equals, R"([{"ID":"a","Days":30}])")) << "there is another";
  EXPECT_FALSE(holds("Rules", Holds::Equals, R"([{"ID":"a"},{"ID":"b","To":["x","y"]}])")) << "it says more";
  EXPECT_FALSE(holds("Rules", Holds::Equals, R"([{"ID":"a","Days":30},{"ID":"b","To":"x"}])"));
  EXPECT_FALSE(holds("Rules", Holds::Contains, R"({"ID":"a","To":"x"})")) << "no one rule says both";
  EXPECT_FALSE(holds("Rules", Holds::Contains, R"({"ID":"b","To":{}})"));
  EXPECT_FALSE(holds("Gone", Holds::Contains, R"({"ID":"b"})"));
  EXPECT_FALSE(holds("Text", Holds::Contains, R"({"count":6})"));
  EXPECT_FALSE(holds("Text", Holds::Contains, R"({"count":{"a":1}})"));
}

/// To a selector and a condition nothing and nothing said are not the same.
TEST(LiveCheck, ComparesExactlyWhereWhatIsEmptySaysSomething) {
  const auto holds = [](const char* found, const char* value) {
    const auto document = answer(std::string(R"({"spec": )") + found + "}");
    return judge({"spec=", Holds::Equals, value}, document.root()).holds;
  };
  const char* denies = R"({"podSelector":{},"policyTypes":["Ingress","Egress"]})";
  EXPECT_TRUE(holds(R"({"policyTypes": ["Egress", "Ingress"], "podSelector": {}})", denies));
  EXPECT_TRUE(holds(R"({"policyTypes": ["Egress", "Ingress"], "podSelector": {}, "ingress": []})", denies));
  EXPECT_FALSE(holds(R"({"policyTypes": ["Egress", "Ingress"], "podSelector": {}, "ingress": [{}]})", denies))
      << "lets all in";
  EXPECT_FALSE(holds(R"({"policyTypes": ["Egress", "Ingress"]})", denies));
  EXPECT_FALSE(holds(R"({"policyTypes": ["Egress"], "podSelector": {}})", denies));
  EXPECT_FALSE(holds("{}", denies));
  const char* from_pods = R"({"from":[{"podSelector":{"matchLabels":{"a":"b"}}}]})";
  EXPECT_TRUE(holds(R"({"from": [{"podSelector": {"matchLabels": {"a": "b"}}}]})", from_pods));
  EXPECT_FALSE(holds(R"({"from": [{"podSelector": {"matchLabels": {"a": "b"}}, "namespaceSelector": {}}]})", from_pods))
      << "of all namespaces";
  EXPECT_FALSE(holds(R"({"from": [{"podSelector": {}}]})", R"({"from":[{"namespaceSelector":{}}]})"));
  const char* unless = R"([{"Effect":"Deny","Condition":{"Bool":{"aws:SecureTransport":"false"}}}])";
  EXPECT_TRUE(holds(R"([{"Effect": "Deny", "Condition": {"Bool": {"aws:SecureTransport": false}}}])", unless));
  EXPECT_FALSE(holds(R"([{"Effect": "Deny"}])", unless)) << "denies all";
  EXPECT_FALSE(holds(R"([{"Effect": "Deny", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}])", unless));
  EXPECT_FALSE(holds(R"(["012345678901"])", R"(["12345678901"])")) << "another account";
  EXPECT_FALSE(holds(R"(["1.0"])", R"(["1"])"));
  EXPECT_TRUE(holds("[1]", R"(["1"])"));
  EXPECT_TRUE(holds("[300.0]", "[300]"));
  EXPECT_FALSE(holds(R"(["a", "b"])", R"(["a","a"])")) << "there is another";
  EXPECT_FALSE(holds(R"(["a", "a"])", R"(["a","b"])"));
}

/// Two long documents begin alike.
TEST(LiveCheck, OfLongDocumentsOnlyWhatDiffersIsShown) {
  const auto statement = [](const char* sid, const std::string& resource) {
    return std::string(R"({"Sid":")") + sid + R"(","Action":["a:B","a:C"],"Resource":)" + resource + "}";
  };
  const std::string all(100, 'r'), first = statement("First", "\"" + all + "\""),
                                   second = statement("Second", "[\"" + all + "\",\"mine\"]");
  const Expectation both{"Statement=", Holds::Equals, "[" + first + "," + second + "]"};
  const auto said = [&](const std::string& statements) {
    const auto judgement = judge(both, answer(R"({"Statement": [)" + statements + "]}").root());
    return judgement.holds ? "ok" : judgement.found;
  };
  EXPECT_EQ(said(second + "," + first), "ok");
  EXPECT_EQ(said(first + "," + statement("Second", "[\"" + all + "\",\"*\"]")),
            "[Sid=Second].Resource: * instead of mine");
  EXPECT_EQ(said(first), "all but " + second);
  EXPECT_EQ(said(first + "," + second + "," + statement("Third", "\"*\"")), statement("Third", "\"*\"") + " besides");
  const auto of_both = judge({"spec=", Holds::Equals, R"({"a":")" + all + all + all + R"(","b":{"c":[1]}})"},
                             answer(R"({"spec": {"a": ")" + all + all + all + R"(", "b": {"c": [2]}}})").root());
  EXPECT_EQ(of_both.found, "b.c: 2 instead of 1");
  EXPECT_EQ(said(second + "," + first + "," + first), "ok") << "said twice";
  EXPECT_EQ(judge(both, answer("{}").root()).found, "nothing");
}

TEST(LiveCheck, APathThatIsWrittenBadlyFindsNothing) {
  for (const char* path : {"[", "a[", "\"", "a.\"b", "[=", "...", "[]]"})
    EXPECT_EQ(judge({path, Holds::Equals, "x"}, answer(R"({"a": {"b": [1]}})").root()).holds, false) << path;
}

TEST(LiveCheck, OfAnArnTheNameIsCompared) {
  const Expectation is_keda{"association.roleArn/", Holds::Equals, "demo-keda"};
  const auto role = [](const std::string& name) {
    return answer(R"({"association": {"roleArn": "arn:aws:iam::111122223333:role/)" + name + "\"}}");
  };
  expect_judged({{is_keda, true, "arn:aws:iam::111122223333:role/demo-keda"}}, role("demo-keda"));
  expect_judged({{is_keda, false, "arn:aws:iam::111122223333:role/demo-keda-2"}}, role("demo-keda-2"));
  expect_judged({{is_keda, false, "arn:aws:iam::111122223333:role/my-demo-keda"}}, role("my-demo-keda"));
  expect_judged({{is_keda, false, "nothing"}}, answer(R"({"association": {}})"));
  EXPECT_EQ(to_string(is_keda), "…/demo-keda");
}

TEST(LiveCheck, TheCliHasOtherNamesThanEc2) {
  EXPECT_EQ(command_of({"",
                        AwsQuestion{"ec2", "DescribeVpcEndpoints", {{"VpcEndpointId", doc::List{"vpce-1"}}}},
                        {"vpcEndpointSet[].state", Holds::Equals, "available"}}),
            "aws ec2 describe-vpc-endpoints --vpc-endpoint-ids vpce-1 --output text --query 'VpcEndpoints[].State'");
}

TEST(LiveCheck, IsACommandThatPeopleKnow) {
  const std::string ready = "status.conditions[type=Available].status";
  EXPECT_EQ(command_of({"", KubernetesQuestion{"apps/v1", "Deployment", "keda", "keda-operator"}, {ready}}),
            "kubectl get deployment keda-operator --namespace keda --output "
            "jsonpath='{.status.conditions[?(@.type==\"Available\")].status}'");
  EXPECT_EQ(command_of({"",
                        KubernetesQuestion{"v1", "Node", "", "", "eks.amazonaws.com/nodegroup=system"},
                        {R"(items[].status.allocatable."nvidia.com/gpu")"}}),
            "kubectl get node --all-namespaces --selector eks.amazonaws.com/nodegroup=system --output "
            "jsonpath='{.items[*].status.allocatable.nvidia\\.com/gpu}'");
  EXPECT_EQ(command_of(
                {"", AwsQuestion{"s3", "GetBucketVersioning", {{"Bucket", "${aws_s3_bucket.models.id}"}}}, {"Status"}}),
            "aws s3api get-bucket-versioning --bucket \"${aws_s3_bucket.models.id}\" --output text --query Status");
  EXPECT_EQ(command_of({"",
                        AwsQuestion{"rds", "DescribeDBInstances", {{"DBInstanceIdentifier", "jobs"}}},
                        {"DBInstances[].DBInstanceStatus"}}),
            "aws rds describe-db-instances --db-instance-identifier jobs --output text --query "
            "'DBInstances[].DBInstanceStatus'");
  EXPECT_EQ(command_of({"",
                        AwsQuestion{"iam", "GetPolicyVersion", {{"PolicyArn", "${aws_iam_policy.p.arn}"}}},
                        {"PolicyVersion.Document.Statement"}}),
            "aws iam get-policy-version --policy-arn \"${aws_iam_policy.p.arn}\" --version-id \"$(aws iam get-policy "
            "--policy-arn \"${aws_iam_policy.p.arn}\" --output text --query Policy.DefaultVersionId)\" --output text "
            "--query PolicyVersion.Document.Statement");
}

}  // namespace
}  // namespace slipway::platform
