#include "ops/shown_commands.h"

#include <gtest/gtest.h>

namespace slipway::ops {
namespace {

TEST(ShownCommands, AskTheSameCluster) {
  const auto with = [](std::string_view text) { return with_kubectl_flags(text, " --context c"); };
  EXPECT_EQ(
      with("ask: kubectl get pods; `kubectl auth can-i --list`, kubectl delete job a"),
      "ask: kubectl --context c get pods; `kubectl --context c auth can-i --list`, kubectl --context c delete job a");
  for (const char* same : {"", "kubectl", "someone applied it with kubectl: leave it", "kubectl config get-contexts",
                           "kubectl --kubeconfig k get pods", "managed by kubectl (Update)"})
    EXPECT_EQ(with(same), same);
}

TEST(ShownCommands, AskTheSameAccount) {
  EXPECT_EQ(aws_flags({"demo", "eu-west-1", ""}), " --region eu-west-1");
  EXPECT_EQ(aws_flags({"demo", "eu-west-1", "my admin"}), " --region eu-west-1 --profile 'my admin'");
}

TEST(ShownCommands, OfAwsAskTheRegionAndProfileThatWereNamed) {
  const auto with = [](std::string_view text) { return with_aws_flags(text, " --region r --profile 'my ci'"); };
  EXPECT_EQ(with("aws sts get-caller-identity"), "aws --region r --profile 'my ci' sts get-caller-identity");
  EXPECT_EQ(with("who? aws eks list-access-entries; aws sts get-caller-identity says"),
            "who? aws --region r --profile 'my ci' eks list-access-entries; aws --region r --profile 'my ci' sts "
            "get-caller-identity says");
  EXPECT_EQ(with("enable it: aws account enable-region --region s (or not)"),
            "enable it: aws --profile 'my ci' account enable-region --region s (or not)");
  EXPECT_EQ(with("aws ec2 describe-vpcs --region s --profile t"), "aws ec2 describe-vpcs --region s --profile t");
  for (const char* prose : {"log in: aws sso login --profile a", "aws configure, or another way", "the laws eks has",
                            "ask aws people", "", "aws "})
    EXPECT_EQ(with(prose), prose);
  EXPECT_EQ(with_aws_flags("aws sts get-caller-identity", ""), "aws sts get-caller-identity");
}

}  // namespace
}  // namespace slipway::ops
