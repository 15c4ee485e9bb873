#include <gtest/gtest.h>

#include "catalog/instance_types.h"
#include "catalog/on_demand_price.h"
#include "catalog/regions.h"
#include "catalog/service_prices.h"
#include "catalog/spot_price.h"

namespace slipway::catalog {
namespace {

Money usd(std::string_view text) { return Money::parse(text).value(); }

TEST(OnDemandPrice, IsTheRegionsOwnRow) {
  struct Case {
    std::string_view type, region, usd, date;
  };
  for (const Case& c : {Case{"g4dn.xlarge", "us-east-1", "0.526", "2026-07-20"},
                        Case{"p5.48xlarge", "us-east-1", "55.04", "2026-07-20"},
                        Case{"g4dn.xlarge", "eu-west-1", "0.587", "2025-12-01"},
                        Case{"p4d.24xlarge", "us-west-2", "21.95764", "2025-12-01"},
                        Case{"m5.large", "us-gov-west-1", "0.121", "2026-07-20"}}) {
    const auto price = on_demand_price(c.type, c.region);
    ASSERT_TRUE(price) << c.type;
    EXPECT_EQ(price->amount, usd(c.usd)) << c.type;
    EXPECT_EQ(price->listed_region, c.region);
    EXPECT_EQ(price->date, c.date);
    EXPECT_FALSE(price->is_estimate);
    EXPECT_FALSE(price->source.empty());
  }
}

TEST(OnDemandPrice, ARowThatNobodyLookedUpIsAnEstimate) {
  const auto price = on_demand_price("m7i.large", "us-west-2");
  ASSERT_TRUE(price);
  EXPECT_TRUE(price->source.starts_with("general knowledge"));
  EXPECT_EQ(price->listed_region, "us-west-2");
  EXPECT_TRUE(price->is_estimate);
  EXPECT_EQ(price->how, "the figure was not checked against a source");
}

TEST(OnDemandPrice, ElseItIsReckonedFromUsEast1AndSaysHow) {
  const auto price = on_demand_price("g5.2xlarge", "eu-west-1");
  ASSERT_TRUE(price);
  EXPECT_TRUE(price->is_estimate);
  EXPECT_EQ(price->how,
            "us-east-1 1.212 x 1.1163: g5.48xlarge costs 18.18233 in eu-west-1 (2025-12-01), 16.288 in us-east-1");
  EXPECT_EQ(price->amount, usd("1.3529556"));  // 1.212 × 1.1163
  EXPECT_EQ(price->listed_region, "us-east-1");
  EXPECT_EQ(price->date, "2026-07-20") << "of the us-east-1 row";
}

TEST(OnDemandPrice, TheYardstickIsOfTheFamilyElseTheCategoryElseGeneral) {
  struct Case {
    std::string_view type, region, yardstick;
  };
  for (const Case& c : {Case{"g4dn.2xlarge", "eu-west-1", "g4dn.8xlarge"},  // the family's dearest
                        Case{"g6e.xlarge", "eu-west-1", "g5.48xlarge"},     // another G
                        Case{"inf2.xlarge", "eu-west-1", "p3dn.24xlarge"},  // another accelerated
                        Case{"x2idn.32xlarge", "eu-west-1", "m5.2xlarge"},  // general
                        Case{"c7i.large", "eu-west-1", "c5.large"}}) {
    const auto price = on_demand_price(c.type, c.region);
    ASSERT_TRUE(price) << c.type;
    EXPECT_NE(price->how.find(std::string(c.yardstick) + " costs"), std::string::npos) << price->how;
  }
}

TEST(OnDemandPrice, ARegionWithoutRowsTakesAnAssumedFactor) {
  const auto price = on_demand_price("m5.large", "eu-central-2");
  ASSERT_TRUE(price);
  EXPECT_EQ(price->how, "us-east-1 0.096 x 1.32: no price row: assumed");
  EXPECT_EQ(price->amount, usd("0.12672"));
}

TEST(OnDemandPrice, IsUnknownRatherThanWrong) {
  EXPECT_FALSE(on_demand_price("m5.large", "cn-north-1")) << "another currency";
  EXPECT_FALSE(on_demand_price("m5.large", "eu-west-9"));
  EXPECT_FALSE(on_demand_price("m5.tiny", "us-east-1"));
  EXPECT_FALSE(on_demand_price("p5e.48xlarge", "us-west-2")) << "nobody lists it";
}

TEST(OnDemandPrice, EveryRegionPricesEveryTypeThatUsEast1Prices) {
  for (const Region& region : regions()) {
    if (region.partition == "aws-cn") continue;
    for (const std::string_view type : {"m5.large", "g5.xlarge", "p4d.24xlarge", "t3.medium", "trn1.32xlarge"})
      EXPECT_TRUE(on_demand_price(type, region.code)) << type << " " << region.code;
  }
}

TEST(SpotPrice, IsOnDemandLessTheAdvisorsSaving) {
  const auto price = spot_price("g4dn.xlarge", "eu-west-1");
  ASSERT_TRUE(price);
  EXPECT_TRUE(price->is_estimate);
  EXPECT_EQ(price->how, "on-demand 0.587 x (1 - 0.54)");
  EXPECT_EQ(price->amount, usd("0.27002"));
  EXPECT_EQ(price->date, "2025-06-28");
  EXPECT_EQ(spot_advice("g4dn.xlarge", "eu-west-1")->interruption_band, "5-10%");
  EXPECT_EQ(spot_advice("g4dn.xlarge", "eu-west-1")->interruption_monthly_max, usd("0.10"));
  EXPECT_EQ(spot_advice("c5.12xlarge", "af-south-1")->interruption_band, ">20%");
  EXPECT_EQ(spot_advice("c5.12xlarge", "af-south-1")->interruption_monthly_max, std::nullopt) << "no upper edge";
}

TEST(SpotPrice, OfPFamiliesIsTheMedianOfItsZones) {
  const auto zones = zone_spot_prices("p3dn.24xlarge", "eu-west-1");
  ASSERT_EQ(zones.size(), 2u);
  EXPECT_EQ(zones[0].zone_id, "euw1-az1");
  const auto price = spot_price("p3dn.24xlarge", "eu-west-1");
  EXPECT_EQ(price->amount, usd("9.53945"));  // between 9.4929 and 9.586
  EXPECT_EQ(price->how, "median of 2 zones, 9.4929 to 9.586");
}

TEST(SpotPrice, ANegativeSavingIsNone) {
  EXPECT_EQ(spot_advice("p5.48xlarge", "ca-central-1")->saving, Money());  // the Advisor says -0.62
}

TEST(SpotPrice, FallsBackToAnotherRegionAndToTheFamily) {
  EXPECT_EQ(spot_advice("m5.large", "us-gov-west-1")->how, "no row for us-gov-west-1: us-east-1's saving");
  const auto g7 = spot_advice("g7e.12xlarge", "us-east-1");
  EXPECT_EQ(g7->saving, usd("0.30"));
  EXPECT_TRUE(g7->how.starts_with("default of family g7e (assumed")) << g7->how;
  EXPECT_FALSE(spot_advice("m5.tiny", "us-east-1"));
}

TEST(ServicePrice, IsOfTheRegionElseGlobalElseReckoned) {
  EXPECT_EQ(service_price("eks", "cluster", "eu-west-1")->amount, usd("0.10"));
  EXPECT_EQ(service_price("eks", "cluster", "eu-west-1")->listed_region, "global");
  EXPECT_EQ(service_price("nat-gateway", "hour", "eu-west-1")->amount, usd("0.048"));
  EXPECT_EQ(service_price("rds", "postgres db.t4g.micro", "eu-west-1")->amount, usd("0.017"));
  const auto nat = service_price("nat-gateway", "hour", "eu-central-1");
  ASSERT_TRUE(nat);
  EXPECT_TRUE(nat->is_estimate);
  EXPECT_EQ(nat->how,
            "us-east-1 0.045 x 1.1979: m5.2xlarge costs 0.46 in eu-central-1 (2025-12-01), 0.384 in us-east-1");
  EXPECT_FALSE(service_price("eks", "no such key", "us-east-1"));
  EXPECT_FALSE(service_price("eks", "cluster", "nowhere-1"));
}

TEST(ServicePrice, EveryRowHasAPriceASourceAndADate) {
  int rows = 0;
  for (const std::string_view service : services())
    for (const std::string_view key : service_keys(service)) {
      const auto price = service_price(service, key, "us-east-1");
      ASSERT_TRUE(price) << service << " " << key;
      EXPECT_EQ(price->is_estimate, price->source.find("general knowledge") != std::string::npos)
          << service << " " << key;
      EXPECT_FALSE(price->source.empty()) << service << " " << key;
      EXPECT_EQ(price->date.size(), 10u) << service << " " << key;
      ++rows;
    }
  EXPECT_GT(rows, 150);
}

TEST(AutoModeFee, IsAShareOfOnDemandByFamily) {
  struct Case {
    std::string_view type, fee;
  };
  // AWS lists m7i.large at 0.0121 and t4g.medium at 0.00403.
  for (const Case& c :
       {Case{"m7i.large", "0.012096"}, Case{"t4g.medium", "0.004032"}, Case{"g5.xlarge", "0.078468"},
        Case{"p5.48xlarge", "2.64192"}, Case{"trn1.2xlarge", "0.0645"}, Case{"inf2.xlarge", "0.090984"}})
    EXPECT_EQ(auto_mode_fee(c.type, "us-east-1")->amount, usd(c.fee)) << c.type;
  EXPECT_TRUE(auto_mode_fee("m7i.large", "us-east-1")->is_estimate);
}

TEST(Regions, KnowTheirZonesAndNearMisses) {
  const Region& ireland = *find_region("eu-west-1");
  EXPECT_EQ(ireland.partition, "aws");
  EXPECT_EQ(ireland.zones, (std::vector<std::string>{"eu-west-1a", "eu-west-1b", "eu-west-1c"}));
  EXPECT_EQ(region_of_zone("us-west-2d")->code, "us-west-2");
  EXPECT_TRUE(has_zone(*find_region("us-west-2"), "us-west-2d"));
  EXPECT_FALSE(has_zone(ireland, "eu-west-1d"));
  EXPECT_EQ(find_region("eu-west-4"), nullptr);
  EXPECT_EQ(region_of_zone(""), nullptr);
  EXPECT_EQ(region_like("eu-wset-1"), "eu-west-1");
  EXPECT_EQ(region_like("us-east1"), "us-east-1");
  EXPECT_EQ(find_region("us-gov-east-1")->partition, "aws-us-gov");
}

}  // namespace
}  // namespace slipway::catalog
