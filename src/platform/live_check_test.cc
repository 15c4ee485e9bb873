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

TEST(LiveCheck, JudgesWhatStandsAtThePath) {
  const auto nodes = answer(R"({"items": [
    {"status": {"allocatable": {"nvidia.com/gpu": "8"}, "conditions": [{"type": "Ready", "status": "True"}]}},
    {"status": {"allocatable": {}, "conditions": [{"type": "Ready", "status": "False"}]}}]})");
  const std::string gpus = R"(items[].status.allocatable."nvidia.com/gpu")";
  const std::string ready = "items[].status.conditions[type=Ready].status";
  struct Case {
    Expectation expects;
    bool holds;
    std::string found;
  };
  for (const Case& c :
       {Case{{gpus, Holds::AtLeast, "1"}, true, "8"}, Case{{gpus, Holds::AtLeast, "9"}, false, "8"},
        Case{{gpus, Holds::Equals, "8"}, true, "8"}, Case{{ready, Holds::Equals, "True"}, false, "True, False"},
        Case{{ready, Holds::Contains, "Fal"}, true, "True, False"},
        Case{{"items[].spec", Holds::Exists}, false, "nothing"},
        Case{{"items[].spec", Holds::Equals, "x"}, false, "nothing"},
        Case{{"items[].spec", Holds::EachEquals, "x"}, true, "nothing"},
        Case{{"items[].status.allocatable", Holds::Exists}, true, R"({"nvidia.com/gpu":"8"})"}}) {
    const auto judgement = judge(c.expects, nodes.root());
    EXPECT_EQ(judgement.holds, c.holds) << c.expects.path << " " << to_string(c.expects);
    EXPECT_EQ(judgement.found, c.found) << c.expects.path;
  }
}

TEST(LiveCheck, ComparesTwoMembersOfOneAnswer) {
  const Expectation all_ready{"status.numberReady", Holds::EqualsMember, "status.desiredNumberScheduled"};
  EXPECT_TRUE(judge(all_ready, answer(R"({"status": {"numberReady": 0, "desiredNumberScheduled": 0}})").root()).holds);
  EXPECT_FALSE(judge(all_ready, answer(R"({"status": {"numberReady": 1, "desiredNumberScheduled": 2}})").root()).holds);
}

TEST(LiveCheck, APathThatIsWrittenBadlyFindsNothing) {
  for (const char* path : {"[", "a[", "\"", "a.\"b", "[=", "...", "[]]"})
    EXPECT_EQ(judge({path, Holds::Equals, "x"}, answer(R"({"a": {"b": [1]}})").root()).holds, false) << path;
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
}

}  // namespace
}  // namespace slipway::platform
