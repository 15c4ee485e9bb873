#include "catalog/region_types.h"

#include <gtest/gtest.h>

namespace slipway::catalog {
namespace {

TEST(RegionTypes, OneIsOnlyMissingWhereTheTablesSaySo) {
  struct Case {
    const char *type, *region;
    bool may;
  };
  for (const Case& c : {Case{"g6.xlarge", "us-west-2", true},
                        {"g6.xlarge", "af-south-1", false},        // advised elsewhere, not there
                        {"m5.large", "af-south-1", true},          // advised there
                        {"p6-b300.48xlarge", "af-south-1", true},  // advised nowhere
                        {"g6.xlarge", "us-gov-west-1", true},      // a region without advice
                        {"g6.xlarge", "us-east-1", true}})
    EXPECT_EQ(may_be_in(c.type, c.region), c.may) << c.type << ' ' << c.region;
}

}  // namespace
}  // namespace slipway::catalog
