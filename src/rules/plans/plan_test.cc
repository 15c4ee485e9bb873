#include "rules/plans/plan.h"

#include "rules/plans/managed_group.h"
#include "rules/plans/policy.h"
#include "rules/plans/security_group.h"
#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

subject::Subject subject_of(const std::string& plan) {
  Diagnostics unheard;
  subject::SubjectReader reader({}, unheard);
  reader.add(std::make_shared<const SourceText>("a.tfplan.json", plan), subject::SubjectReader::Strangers::Refused);
  return reader.finish();
}

std::string names(const std::vector<const PlannedResource*>& resources) {
  std::string out;
  for (const PlannedResource* each : resources) out += (out.empty() ? "" : " ") + std::string(each->address);
  return out;
}

TEST(Plan, AddressesWithoutTheirIndexes) {
  EXPECT_EQ(without_indexes("module.a[0].aws_subnet.b[\"x]y\"]"), "module.a.aws_subnet.b");
  EXPECT_EQ(without_indexes("aws_vpc.main"), "aws_vpc.main");
}

TEST(Plan, FollowsReferencesAndLiteralIds) {
  const subject::Subject subject =
      subject_of(testing::plan({{"aws_eks_cluster.main", R"({"vpc_config": [{"subnet_ids": ["subnet-b"]}]})",
                                 R"({"vpc_config": [{"subnet_ids": {"references": ["aws_subnet.a", "local.more"]}}]})"},
                                {"aws_subnet.a[\"x\"]"},
                                {"aws_subnet.a[\"y\"]"},
                                {"aws_subnet.b", R"({"id": "subnet-b"})"}}));
  const auto all = plans(subject);
  ASSERT_EQ(all.size(), 1u);
  const PlannedResource& cluster = *all[0].of("aws_eks_cluster")[0];
  EXPECT_EQ(names(all[0].linked(cluster, {"vpc_config", "subnet_ids"})),
            "aws_subnet.a[\"x\"] aws_subnet.a[\"y\"] aws_subnet.b");
  EXPECT_EQ(names(all[0].linked(cluster, {"role_arn"})), "");
  EXPECT_EQ(all[0].region(), "us-east-1");
  EXPECT_EQ(all[0].configured(cluster)["address"].text(), "aws_eks_cluster.main");
}

TEST(Plan, ReadsBlocksAndNumbersAsTerraformWritesThem) {
  const subject::Subject subject =
      subject_of(testing::plan({{"aws_a.b", R"({"one": [{"n": "7", "on": "true"}], "none": [], "plain": {"n": 3}})"}}));
  const auto all = plans(subject);
  const doc::Node& values = *all[0].of("aws_a")[0]->values;
  EXPECT_EQ(number_or(at(values, {"one", "n"}), 0), 7);
  EXPECT_EQ(number_or(at(values, {"plain", "n"}), 0), 3);
  EXPECT_EQ(number_or(at(values, {"none", "n"}), 5), 5);
  EXPECT_TRUE(is_on(at(values, {"one", "on"})));
  EXPECT_FALSE(is_off(at(values, {"one", "absent"})));
}

TEST(Policy, Wildcards) {
  struct Case {
    const char *pattern, *text;
    bool matches;
  };
  for (const Case& one : {Case{"asya-*", "asya-summarise", true},
                          {"*", "", true},
                          {"a*b*c", "axxbyyc", true},
                          {"a*b", "axxc", false},
                          {"a?c", "abc", true},
                          {"abc", "ab", false}})
    EXPECT_EQ(matches_wildcards(one.pattern, one.text), one.matches) << one.pattern << " " << one.text;
  EXPECT_TRUE(names_action("ec2:Describe*", "ec2:DescribeImages"));
  EXPECT_TRUE(names_action("SQS:sendmessage", "sqs:SendMessage"));
}

TEST(Policy, GrantsAndDenies) {
  const subject::Subject subject = subject_of(testing::plan(
      {{"aws_iam_role.r",
        R"({"name": "r", "assume_role_policy": )" +
            testing::quoted(
                R"({"Statement": {"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"oidc:sub": "system:serviceaccount:ml:web"}}}})") +
            "}"},
       {"aws_iam_role_policy.p",
        R"({"role": "r", "policy": )" +
            testing::quoted(
                R"({"Statement": [{"Effect": "Allow", "Action": ["sqs:*"], "Resource": "*"}, {"Effect": "Deny", "Action": "sqs:DeleteQueue", "Resource": "*"}]})") +
            "}"},
       {"aws_iam_role_policy_attachment.a",
        R"({"role": "r", "policy_arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"})"}}));
  const auto all = plans(subject);
  const auto roles_found = roles(all[0]);
  ASSERT_EQ(roles_found.size(), 1u);
  const Role& role = roles_found[0];
  EXPECT_TRUE(role.grants("sqs:SendMessage"));
  EXPECT_FALSE(role.grants("sqs:DeleteQueue"));
  EXPECT_TRUE(role.is_taken_by("web"));
  EXPECT_TRUE(role.has_unknown_policies) << "of AWS's own policy the plan says the name alone";
  EXPECT_EQ(role.managed.size(), 1u);
}

TEST(SecurityGroup, PrivateRanges) {
  for (const char* range : {"10.0.0.0/8", "10.1.0.0/16", "172.16.0.0/12", "192.168.1.0/24", "100.64.0.0/10"})
    EXPECT_TRUE(is_private_range(range)) << range;
  for (const char* range : {"0.0.0.0/0", "10.0.0.0/7", "172.32.0.0/16", "203.0.113.0/24", "::/0", "", "10"})
    EXPECT_FALSE(is_private_range(range)) << range;
}

}  // namespace
}  // namespace slipway::rules
