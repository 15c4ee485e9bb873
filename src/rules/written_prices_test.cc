#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

using Said = std::vector<std::string>;

TEST(WrittenPrices, AreTodays) {
  const auto env = [](const std::string& price, const std::string& type = "p4d.24xlarge") {
    return Files{{"a.env", "INSTANCE_TYPE=" + type + "\nAWS_REGION=us-east-1\nCOST_PER_HOUR=" + price + "\n"}};
  };
  EXPECT_EQ(linted("PRC001", env("32.77")),
            (Said{"a.env:3 warning: p4d.24xlarge costs $21.96 an hour on demand in us-east-1, not 32.77"}));
  EXPECT_EQ(linted("PRC001", env("21.96")), Said());
  EXPECT_EQ(linted("PRC001", env("about 30")), Said()) << "no number";
  EXPECT_EQ(linted("PRC001", env("32.77", "p9.huge")), Said()) << "no type that is known";
  const std::string map =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  instance_type: p4d.24xlarge\n";
  EXPECT_EQ(lines("PRC001", map + "  gpu_hourly_rate: \"32.77\"\n"), "6");
  EXPECT_EQ(lines("PRC001", map + "  MAX_COST_PER_HOUR: \"100\"\n"), "") << "a limit is no price";
  EXPECT_EQ(lines("PRC001",
                  "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    env:\n"
                  "    - {name: TYPE, value: p4d.24xlarge}\n    - {name: COST_PER_HOUR, value: \"32.77\"}\n"),
            "9");
}

TEST(WrittenPrices, OfSpotAreThoseOfTheType) {
  const auto env = [](const std::string& saving) {
    return Files{{"a.env", "GPU_TYPE=g5.2xlarge\nREGION=us-west-2\nSPOT_DISCOUNT=" + saving + "\n"}};
  };
  EXPECT_EQ(linted("PRC002", env("70%")),
            (Said{"a.env:3 warning: Spot saves about 59 % on g5.2xlarge in us-west-2, not 70 %"}));
  EXPECT_EQ(linted("PRC002", env("0.9")).size(), 1u);
  EXPECT_EQ(linted("PRC002", env("55")), Said());
  EXPECT_EQ(linted("PRC002", env("0.6")), Said());
}

}  // namespace
}  // namespace slipway::rules::testing
