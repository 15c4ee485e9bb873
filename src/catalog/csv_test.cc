#include "catalog/csv.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "catalog/embedded.h"

namespace slipway::catalog {
namespace {

constexpr std::string_view kTable = "region,type,note\na,x,\"one, two\"\na,y,\nab,x,three\nb,x,four\n";

TEST(CsvReader, GoesRowByRow) {
  CsvReader table(kTable);
  const auto type = table.column("type"), note = table.column("note");
  ASSERT_TRUE(table.next());
  EXPECT_EQ(table[type], "x");
  EXPECT_EQ(table[note], "one, two");
  ASSERT_TRUE(table.next());
  EXPECT_EQ(table[note], "");
  EXPECT_EQ(table[7], "");
  ASSERT_TRUE(table.next());
  ASSERT_TRUE(table.next());
  EXPECT_FALSE(table.next());
}

TEST(RowsStartingWith, FindsTheBlockOfASortedTable) {
  EXPECT_EQ(rows_starting_with(kTable, "a,"), "a,x,\"one, two\"\na,y,\n");
  EXPECT_EQ(rows_starting_with(kTable, "a,y,"), "a,y,\n");
  EXPECT_EQ(rows_starting_with(kTable, "b,"), "b,x,four\n");
  EXPECT_EQ(rows_starting_with(kTable, "c,"), "");
  EXPECT_EQ(rows_starting_with(kTable, "region,"), "") << "the header is no row";
  EXPECT_EQ(rows_starting_with("only,a,header\n", "x"), "");
}

TEST(CsvInt, IsWholeOrNothing) {
  EXPECT_EQ(csv_int("12"), 12);
  EXPECT_EQ(csv_int(""), std::nullopt);
  EXPECT_EQ(csv_int("1.5"), std::nullopt);
}

/// Lookups search these tables by bisection, so a refreshed one must come sorted, and none may hold a double quote
/// inside quotes.
TEST(EmbeddedTables, AreSortedAndPlain) {
  struct Case {
    std::string_view name, text;
    bool sorted;
  };
  for (const Case& c :
       {Case{"chart_keys", embedded::chart_keys(), true}, Case{"chart_schemas", embedded::chart_schemas(), true},
        Case{"component_versions", embedded::component_versions(), true},
        Case{"ebs_volume_types", embedded::ebs_volume_types(), true},
        Case{"efa_layouts", embedded::efa_layouts(), true}, Case{"instance_types", embedded::instance_types(), true},
        Case{"prices_on_demand", embedded::prices_on_demand(), true},
        Case{"prices_on_demand_p_family_regions", embedded::prices_on_demand_p_family_regions(), true},
        Case{"prices_on_demand_regions", embedded::prices_on_demand_regions(), true},
        Case{"regions", embedded::regions(), true}, Case{"service_prices", embedded::service_prices(), true},
        Case{"spot_discount", embedded::spot_discount(), true},
        Case{"spot_price_p_family_az", embedded::spot_price_p_family_az(), false},
        Case{"sources", embedded::sources(), false}}) {
    ASSERT_TRUE(c.text.ends_with('\n')) << c.name;
    EXPECT_EQ(c.text.find("\"\""), std::string_view::npos) << c.name;
    EXPECT_EQ(c.text.find('\r'), std::string_view::npos) << c.name;
    std::string_view previous, rest = c.text.substr(c.text.find('\n') + 1);
    const std::size_t columns = csv_fields(c.text).size();
    while (!rest.empty()) {
      const std::string_view line = rest.substr(0, rest.find('\n'));
      EXPECT_TRUE(!c.sorted || previous < line) << c.name << ": " << line;
      EXPECT_EQ(csv_fields(line).size(), columns) << c.name << ": " << line;
      previous = line;
      rest.remove_prefix(line.size() + 1);
    }
  }
}

}  // namespace
}  // namespace slipway::catalog
