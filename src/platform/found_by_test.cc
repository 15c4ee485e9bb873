#include "platform/found_by.h"

#include <gtest/gtest.h>

namespace slipway::platform {
namespace {

TEST(FoundBy, AnIdThatNobodyWritesDownIsFoundByAnotherQuestion) {
  const AwsQuestion question{"eks",
                             "DescribePodIdentityAssociation",
                             {{"clusterName", "demo"}, {"namespace", "keda"}, {"serviceAccount", "keda-operator"}}};
  EXPECT_EQ(command_of({"", question, {"association.roleArn/"}}),
            "aws eks describe-pod-identity-association --cluster-name demo --association-id \"$(aws eks "
            "list-pod-identity-associations --cluster-name demo --namespace keda --service-account keda-operator "
            "--output text --query 'associations[].associationId')\" --output text --query association.roleArn");
  const FoundBy* by = found_by(question);
  ASSERT_TRUE(by);
  const AwsQuestion whole = with_id(question, *by, "a-1");
  EXPECT_FALSE(found_by(whole));
  EXPECT_EQ(command_of({"", whole, {"association.roleArn"}}),
            "aws eks describe-pod-identity-association --cluster-name demo --association-id a-1 --output text --query "
            "association.roleArn");
}

}  // namespace
}  // namespace slipway::platform
