#include "platform/iam.h"

#include <gtest/gtest.h>

#include "doc/json.h"

namespace slipway::platform {
namespace {

std::string json(const doc::Map& tree) { return doc::write_json(doc::Value(tree), doc::JsonLayout::Compact); }

TEST(IamPolicy, OneValueIsATextSeveralAreAList) {
  EXPECT_EQ(
      json(policy({allow({"sqs:SendMessage"}, {"arn:aws:sqs:eu-west-1:1:a", doc::Expression{"aws_sqs_queue.b.arn"}})})),
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:SendMessage",)"
      R"("Resource":["arn:aws:sqs:eu-west-1:1:a","${aws_sqs_queue.b.arn}"]}]})");
}

TEST(IamPolicy, ConditionsOfOneOperatorShareItsMap) {
  const auto statement = allow(
      {"ec2:RunInstances"}, {"*"},
      {{"StringEquals", "aws:RequestTag/a", {"1"}}, {"StringLike", "b", {"*"}}, {"StringEquals", "c", {"2", "3"}}});
  EXPECT_EQ(json(policy({statement})),
            R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:RunInstances","Resource":"*",)"
            R"("Condition":{"StringEquals":{"aws:RequestTag/a":"1","c":["2","3"]},"StringLike":{"b":"*"}}}]})");
}

TEST(IamTrust, PodIdentityAlsoTagsTheSession) {
  EXPECT_EQ(
      json(trust_of_pod_identity()),
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},)"
      R"("Action":["sts:AssumeRole","sts:TagSession"]}]})");
}

TEST(IamTrust, IrsaNamesTheAccountsAndTheAudience) {
  const auto trust =
      trust_of_service_accounts(doc::Expression{"aws_iam_openid_connect_provider.cluster.arn"},
                                "${aws_iam_openid_connect_provider.cluster.url}", {{"kube-system", "karpenter"}});
  EXPECT_EQ(
      json(trust),
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",)"
      R"("Principal":{"Federated":"${aws_iam_openid_connect_provider.cluster.arn}"},)"
      R"("Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{)"
      R"("${aws_iam_openid_connect_provider.cluster.url}:aud":"sts.amazonaws.com",)"
      R"("${aws_iam_openid_connect_provider.cluster.url}:sub":"system:serviceaccount:kube-system:karpenter"}}}]})");
}

}  // namespace
}  // namespace slipway::platform
