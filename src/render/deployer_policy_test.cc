#include "render/deployer_policy.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "doc/json.h"
#include "platform/iam.h"

namespace slipway::render {
namespace {

using doc::List;
using doc::Map;
using platform::Statement;

struct Platform {
  platform::Graph graph;
  std::vector<std::string> without_rows;

  Platform() { graph.setting = {"demo", "demo", "1.35", "eu-west-1", "111122223333", {}, {}, ""}; }
  Platform& add(std::string type, std::string name, Map arguments = {}) {
    graph.add(platform::Resource{{std::move(type), std::move(name)}, std::move(arguments), "test", {}});
    return *this;
  }
  /// "arn:… arn:…" that an action may be done to, with its conditions; "" when it is not allowed.
  std::string on(std::string_view action) {
    std::string text;
    for (const Statement& statement : deployer_statements(graph, {}, without_rows)) {
      if (std::ranges::find(statement.actions, action) == statement.actions.end()) continue;
      for (const doc::Value& resource : statement.resources) text += (text.empty() ? "" : " ") + *resource.string();
      for (const auto& condition : statement.conditions) {
        text += " if " + condition.op + " " + condition.key;
        for (const doc::Value& value : condition.values) text += " " + *value.string();
      }
    }
    return text;
  }
};

Map role(std::string name, std::string service) {
  return {{"name", std::move(name)}, {"assume_role_policy", platform::trust_of_service(service)}};
}

TEST(DeployerPolicy, NamesResourcesAsFarAsTheyAreKnown) {
  Platform p;
  p.add("aws_sqs_queue", "jobs", {{"name", "demo-jobs"}});
  p.add("aws_s3_bucket", "models", {{"bucket", "demo-models-${data.aws_caller_identity.current.account_id}"}});
  p.add("aws_s3_bucket_versioning", "models", {{"bucket", doc::Expression{"aws_s3_bucket.models.id"}}});
  p.add("aws_cloudwatch_event_rule", "spot", {{"name", "demo-spot"}});
  p.add("aws_cloudwatch_event_target", "spot", {{"rule", doc::Expression{"aws_cloudwatch_event_rule.spot.name"}}});
  EXPECT_EQ(p.on("sqs:CreateQueue"), "arn:aws:sqs:eu-west-1:111122223333:demo-jobs");
  EXPECT_EQ(p.on("s3:PutBucketVersioning"), "arn:aws:s3:::demo-models-*");
  EXPECT_EQ(p.on("events:PutTargets"), "arn:aws:events:eu-west-1:111122223333:rule/demo-spot");
  EXPECT_EQ(p.on("kms:CreateKey"), "") << "what the platform has not is not allowed";
}

TEST(DeployerPolicy, ManyNamesOfTheClusterAreOnePattern) {
  Platform p;
  for (const char* name : {"a", "b", "c", "d"}) p.add("aws_sqs_queue", name, {{"name", std::string("demo-") + name}});
  p.add("aws_sqs_queue", "other", {{"name", "other"}});
  EXPECT_EQ(p.on("sqs:DeleteQueue"),
            "arn:aws:sqs:eu-west-1:111122223333:demo-* arn:aws:sqs:eu-west-1:111122223333:other");
}

TEST(DeployerPolicy, WhatNobodyCanNarrowIsHeldToTheRegion) {
  Platform p;
  p.add("aws_vpc", "main").add("aws_iam_policy", "own", {{"name", "demo-own"}});
  EXPECT_EQ(p.on("ec2:DescribeVpcs"), "* if StringEquals aws:RequestedRegion eu-west-1");
  EXPECT_EQ(p.on("ec2:CreateVpc"), "arn:aws:ec2:eu-west-1:111122223333:*");
  EXPECT_EQ(p.on("sts:GetCallerIdentity"), "*") << "one endpoint for all regions";
}

TEST(DeployerPolicy, RolesArePassedToWhomTheyTrust) {
  Platform p;
  p.add("aws_eks_cluster", "main").add("aws_iam_role", "node", role("demo-node", "ec2.amazonaws.com"));
  p.add("aws_iam_role", "logs", role("demo-logs", "vpc-flow-logs.amazonaws.com"));
  EXPECT_EQ(p.on("iam:PassRole"),
            "arn:aws:iam::111122223333:role/demo-logs arn:aws:iam::111122223333:role/demo-node if StringEquals "
            "iam:PassedToService ec2.amazonaws.com eks.amazonaws.com vpc-flow-logs.amazonaws.com");
  EXPECT_EQ(p.on("iam:CreateServiceLinkedRole"),
            "arn:aws:iam::111122223333:role/aws-service-role/* if StringEquals iam:AWSServiceName eks.amazonaws.com");
}

/// Of a platform.yaml of before, whose names nobody knows any more.
TEST(DeployerPolicy, WhatIsLeftInIamIsFoundByTheClustersName) {
  Platform p;
  EXPECT_EQ(p.on("iam:ListRoles"), "*");
  EXPECT_EQ(p.on("iam:GetInstanceProfile"), "arn:aws:iam::111122223333:instance-profile/*demo*");
  EXPECT_EQ(p.on("iam:ListEntitiesForPolicy"), "arn:aws:iam::111122223333:policy/*demo*");
  EXPECT_EQ(p.on("iam:DeleteRole"), "") << "it is named, not deleted";
}

TEST(DeployerPolicy, AnAccountThatIsNotWrittenIsAny) {
  Platform p;
  p.graph.setting.account_id.clear();
  p.add("aws_sqs_queue", "jobs", {{"name", "demo-jobs"}});
  EXPECT_EQ(p.on("sqs:CreateQueue"), "arn:aws:sqs:eu-west-1:*:demo-jobs");
}

TEST(DeployerPolicy, ATypeWithoutARowIsSaid) {
  Platform p;
  p.add("aws_new_thing", "x");
  EXPECT_EQ(deployer_policy(p.graph).types_without_rows, std::vector<std::string>{"aws_new_thing"});
}

TEST(DeployerPolicy, IsDividedIntoDocumentsThatIamTakes) {
  Platform p;
  for (const char* type : {"aws_vpc", "aws_eks_cluster", "aws_eks_node_group", "aws_eks_addon", "aws_iam_role",
                           "aws_lb", "aws_efs_file_system"})
    p.add(type, "x", {{"name", "x"}});
  for (int i = 0; i < 400; ++i)
    p.add("aws_sqs_queue", "q" + std::to_string(i), {{"name", "queue-of-another-name-" + std::to_string(i)}});
  const auto policy = deployer_policy(p.graph);
  EXPECT_GT(policy.documents.size(), 2u);
  std::set<std::string> allowed;
  for (const Map& document : policy.documents) {
    EXPECT_LE(platform::counted_size(document), platform::kManagedPolicyLimit);
    const std::string text = doc::write_json(doc::Value(document), doc::JsonLayout::Compact);
    for (const char* part : {"eks:CreateCluster", "queue-of-another-name-399", "queue-of-another-name-0"})
      if (text.find(part) != text.npos) allowed.insert(part);
  }
  EXPECT_EQ(allowed.size(), 3u) << "nothing is lost";
}

/// What the S3 backend's page lists: the bucket, the state, the lock beside it; nothing else of the bucket.
TEST(DeployerPolicy, StateInS3TakesTheStateAndItsLock) {
  Platform p;
  struct Case {
    const char *text, *state;
  };
  for (const Case& c : {Case{"team-states", "arn:aws:s3:::team-states/demo/terraform.tfstate"},
                        {"team-states/gpu/demo.tfstate", "arn:aws:s3:::team-states/gpu/demo.tfstate"}}) {
    const auto place = state_place(c.text, p.graph);
    ASSERT_TRUE(place) << c.text;
    const auto policy = deployer_policy(p.graph, {}, *place);
    ASSERT_EQ(policy.documents.size(), 1u);
    const std::string text = doc::write_json(doc::Value(policy.documents.front()), doc::JsonLayout::Compact);
    const std::string state = c.state;
    for (const std::string& part :
         {std::string(R"("Action":"s3:ListBucket","Resource":"arn:aws:s3:::team-states")"),
          R"("Action":["s3:GetObject","s3:PutObject"],"Resource":[")" + state + R"(",")" + state + R"(.tflock"])",
          R"("Action":"s3:DeleteObject","Resource":")" + state + R"(.tflock")"})
      EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
  EXPECT_EQ(
      doc::write_json(doc::Value(deployer_policy(p.graph).documents.front()), doc::JsonLayout::Compact).find("tflock"),
      std::string::npos);
  const std::string longest = "team-states/" + std::string(1024 - 7, 'k');
  EXPECT_TRUE(state_place(longest, p.graph));
  for (const std::string& wrong :
       {std::string(), std::string("Team_States"), std::string("ab"), std::string("b/../x"),
        std::string("192.168.5.4/x"), std::string("sthree-states"), std::string("states-s3alias"),
        std::string("team-states/"), std::string("team-states//a"), std::string("team-states/a/"),
        std::string("team-states/../x"), std::string("team-states/a/./x"), std::string("team-states/.."),
        std::string("team-states/a\nb"), std::string("team-states/*"), std::string("team-states/a?"),
        std::string("team-states/${x}"), std::string("arn:aws:s3:::team-states"), longest + "k"})
    EXPECT_FALSE(state_place(wrong, p.graph)) << wrong;
}

}  // namespace
}  // namespace slipway::render
