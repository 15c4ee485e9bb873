#include "kube/arn.h"

#include <gtest/gtest.h>

namespace slipway::kube {
namespace {

TEST(Arn, HasSixParts) {
  const auto arn = Arn::parse("arn:aws:logs:us-west-2:123456789012:log-group:/aws/eks:*");
  ASSERT_TRUE(arn);
  EXPECT_EQ(*arn, (Arn{"aws", "logs", "us-west-2", "123456789012", "log-group:/aws/eks:*"}));
  EXPECT_EQ(arn->to_string(), "arn:aws:logs:us-west-2:123456789012:log-group:/aws/eks:*");
  EXPECT_EQ(Arn::parse("arn:::::")->to_string(), "arn:::::");
}

TEST(Arn, ShapeAloneIsChecked) {
  EXPECT_EQ(Arn::parse("ARN:aws:s3:::x").error(), (ParseError{0, "arn: invalid prefix"}));
  EXPECT_EQ(Arn::parse("arn:aws:s3::").error(), (ParseError{12, "arn: not enough sections"}));
}

}  // namespace
}  // namespace slipway::kube
