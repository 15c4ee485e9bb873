#include "components/parts/addresses.h"

#include <gtest/gtest.h>

namespace slipway::components {
namespace {

using Texts = std::vector<std::string>;

TEST(SubnetPlan, PrivateSubnetsTakeMostOfTheVpc) {
  const auto plan = plan_subnets("10.0.0.0/16", "", 3).value();
  EXPECT_EQ(plan.private_ranges, (Texts{"10.0.0.0/18", "10.0.64.0/18", "10.0.128.0/18"}));
  EXPECT_EQ(plan.public_ranges, (Texts{"10.0.192.0/24", "10.0.193.0/24", "10.0.194.0/24"}));
  EXPECT_TRUE(plan.pod_ranges.empty());
}

TEST(SubnetPlan, PodsHaveTheirOwnRange) {
  EXPECT_EQ(plan_subnets("10.1.0.0/20", "100.64.0.0/16", 2).value().pod_ranges,
            (Texts{"100.64.0.0/17", "100.64.128.0/17"}));
}

TEST(SubnetPlan, AVpcMustHoldAllSubnets) {
  struct Case {
    std::string_view vpc;
    std::size_t zones;
    std::string_view first_public;
  };
  for (const Case& c : {Case{"10.0.0.0/16", 6, "10.0.192.0/24"},
                        {"10.0.0.0/22", 3, "10.0.3.0/28"},
                        {"10.0.0.0/24", 3, "10.0.0.192/28"},
                        {"10.0.0.0/24", 2, "10.0.0.128/28"}})
    EXPECT_EQ(plan_subnets(c.vpc, "", c.zones).value().public_ranges.front(), c.first_public) << c.vpc;
  EXPECT_FALSE(plan_subnets("10.0.0.0/25", "", 3));
  EXPECT_FALSE(plan_subnets("10.0.0.0/16", "100.64.0.0/27", 3));
  EXPECT_FALSE(plan_subnets("fd00::/56", "", 3));
  EXPECT_FALSE(plan_subnets("10.0.0.0", "", 3));
}

}  // namespace
}  // namespace slipway::components
