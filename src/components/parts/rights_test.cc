#include "components/parts/rights.h"

#include <gtest/gtest.h>

#include "components/rules.h"
#include "rules/run.h"
#include "rules/testing/plans.h"

namespace slipway::components {
namespace {

/// What one rule of a component says of a plan.
std::string said(std::string_view id, const std::string& plan) {
  Diagnostics unheard, found;
  subject::SubjectReader reader({}, unheard);
  reader.add(std::make_shared<const SourceText>("a.tfplan.json", plan), subject::SubjectReader::Strangers::Refused);
  const subject::Subject subject = reader.finish();
  const rules::Rule* rule = rules::find(components::rules(), id);
  EXPECT_NE(rule, nullptr);
  rules::Findings findings(*rule, found);
  rule->check(subject, findings);
  std::string out;
  for (const Diagnostic& one : found.all()) out += one.message + "\n";
  return out;
}

/// A role for the account, with these actions on everything.
std::string role(const std::string& account, const std::vector<std::string>& actions, const std::string& condition = "",
                 const rules::testing::Planned& more = {"aws_vpc.a"}) {
  std::string list;
  for (const std::string& action : actions) list += (list.empty() ? "\"" : ", \"") + action + "\"";
  const std::string statement = R"({"Effect": "Allow", "Action": [)" + list + R"(], "Resource": "*")" + condition + "}";
  return rules::testing::plan(
      {{"aws_iam_role.r", R"({"name": "r"})"},
       {"aws_iam_role_policy.p",
        R"({"role": "r", "policy": )" + rules::testing::quoted("{\"Statement\": [" + statement + "]}") + "}"},
       {"aws_eks_pod_identity_association.a", R"({"namespace": "kube-system", "service_account": ")" + account + "\"}",
        "{\"role_arn\": " + rules::testing::reference("aws_iam_role.r", "arn") + "}"},
       more});
}

const std::vector<std::string> kKarpenter = {
    "ec2:*", "iam:PassRole",     "iam:ListInstanceProfiles", "iam:GetInstanceProfile", "eks:DescribeCluster",
    "sqs:*", "ssm:GetParameter", "pricing:GetProducts"};

TEST(Rights, OfKarpentersController) {
  EXPECT_EQ(said("KRP101", role("karpenter", kKarpenter)), "");
  EXPECT_EQ(said("KRP101", role("karpenter", {"ec2:*", "iam:*", "eks:*", "ssm:*", "pricing:*", "sqs:ReceiveMessage",
                                              "sqs:DeleteMessage"})),
            "Karpenter's role r lacks sqs:GetQueueUrl\n");
  EXPECT_EQ(said("KRP101", role("web", {"ec2:RunInstances"})), "") << "another's role";
}

TEST(Rights, OfKarpenterUnderConditions) {
  const auto condition = [](const std::string& key) {
    return R"(, "Condition": {"StringEquals": {")" + key + R"(": "ml"}})";
  };
  EXPECT_NE(said("KRP102", role("karpenter", kKarpenter, condition("aws:ResourceTag/karpenter.sh/cluster")))
                .find("every launch is denied"),
            std::string::npos);
  EXPECT_EQ(said("KRP102", role("karpenter", kKarpenter, condition("aws:RequestTag/karpenter.sh/nodepool"))), "");
}

TEST(Rights, OfClusterAutoscaler) {
  EXPECT_EQ(said("CAS001", role("cluster-autoscaler", {"autoscaling:*", "ec2:*", "eks:DescribeNodegroup"})), "");
  EXPECT_EQ(said("CAS001", role("cluster-autoscaler", {"autoscaling:*", "ec2:*"})),
            "Cluster Autoscaler's role r lacks eks:DescribeNodegroup\n");
  EXPECT_EQ(said("CAS001", role("ca-sa", {"autoscaling:*", "ec2:*"})), "") << "nobody says that it is its own";
  const rules::testing::Planned chart = {"helm_release.a",
                                         R"({"name": "a", "chart": "cluster-autoscaler", "set": [{"name": )"
                                         R"("rbac.serviceAccount.name", "value": "ca-sa"}]})"};
  EXPECT_EQ(said("CAS001", role("ca-sa", {"autoscaling:*", "ec2:*"}, "", chart)),
            "Cluster Autoscaler's role r lacks eks:DescribeNodegroup\n");
}

TEST(Rights, OfTheFsxDriver) {
  EXPECT_EQ(said("FSX001", role("fsx-csi-controller-sa", {"fsx:*", "iam:*", "s3:ListBucket"})), "");
  EXPECT_EQ(said("FSX001", role("fsx-csi-sa", {"fsx:*", "iam:*"})), "the FSx driver's role r lacks s3:ListBucket\n");
}

TEST(Rights, AreListedShort) {
  EXPECT_EQ(listed({"a", "b"}), "a, b");
  EXPECT_EQ(listed({"a", "b", "c", "d", "e", "f"}), "a, b, c, d and 2 more");
}

}  // namespace
}  // namespace slipway::components
