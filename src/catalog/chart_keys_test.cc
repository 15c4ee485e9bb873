#include "catalog/chart_keys.h"

#include <gtest/gtest.h>

#include <set>

#include "catalog/component_versions.h"
#include "catalog/csv.h"
#include "catalog/embedded.h"

namespace slipway::catalog {
namespace {

/// What is said of a chart's values is said of the version that is rendered.
TEST(ChartKeys, AreOfTheVersionsThatAreInstalled) {
  CsvReader table(embedded::chart_keys());
  const auto chart = table.column("chart");
  std::set<std::string_view> charts;
  while (table.next()) charts.insert(table[chart]);
  EXPECT_GT(charts.size(), 10u);
  for (const std::string_view name : charts) {
    const auto keys = ChartKeys::of(name);
    const ComponentVersion* known = find_chart(name);
    ASSERT_TRUE(keys) << name;
    ASSERT_NE(known, nullptr) << name;
    EXPECT_EQ(keys->version(), known->version) << name;
  }
}

}  // namespace
}  // namespace slipway::catalog
