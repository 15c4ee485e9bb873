#include "report/catalog_table.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"
#include "catalog/service_prices.h"
#include "report/text_columns.h"

namespace slipway::report {
namespace {

catalog::TypeFilter filter_of(std::string_view names, std::string_view region) {
  catalog::TypeFilter filter;
  filter.names = {std::string(names)};
  filter.region = region;
  return filter;
}

std::string listed(const catalog::TypeFilter& filter, ListFormat format, int width = 80) {
  return type_list(catalog::select(filter), filter, format, width);
}

TEST(TypeList, MarksEstimatesAndSaysWhereFiguresAreFrom) {
  EXPECT_EQ(listed(filter_of("g4dn.tiny*", "eu-west-1"), ListFormat::Table), "no instance type in eu-west-1 fits\n");
  EXPECT_EQ(listed(filter_of("g4dn.*2xlarge", "eu-west-1"), ListFormat::Table),
            R"(TYPE           VCPU  MEM GIB  GPUS  GPU GIB  GBIT/S  EFA  ON DEMAND/H   SPOT/H
g4dn.2xlarge      8       32  1 t4       16      10           ~0.8384  ~0.3773
g4dn.12xlarge    48      192  4 t4       64      50    1      ~4.3615  ~1.9191
2 types in eu-west-1, US dollars an hour; no room for ARCH: -o wide
  ~ on demand: estimate for eu-west-1: the us-east-1 price times what a like
  type costs in eu-west-1 over us-east-1 (AWS price list, 2026-07-20)
  ~ spot: estimate; spot prices move (AWS Spot Instance Advisor, 2025-06-28)
)");
}

/// What has no room is named, and -o wide has it.
TEST(TypeList, SaysWhatItLeavesOut) {
  const auto filter = filter_of("p*", "eu-west-1");
  const std::string whole = listed(filter, ListFormat::Wide);
  const std::string head = whole.substr(0, whole.find('\n'));
  EXPECT_EQ(whole.find("no room"), std::string::npos);
  EXPECT_GT(head.size(), 80u) << "as wide as it needs to be";
  for (const int width : {40, 60, 70, 80, 90, 200}) {
    const std::string text = listed(filter, ListFormat::Table, width);
    const std::string shown = text.substr(0, text.find('\n'));
    std::string about = text.substr(text.find("US dollars"), text.find("on demand:") - text.find("US dollars"));
    std::ranges::replace(about, '\n', ' ');
    for (const std::string_view column : {"TYPE", "VCPU", "MEM GIB", "GPUS", "GPU GIB", "ARCH", "GBIT/S", "EFA"})
      EXPECT_NE(shown.find(column) != std::string::npos, about.find(column) != std::string::npos)
          << column << " at " << width << "\n"
          << text;
  }
}

TEST(TypeList, FitsTheTerminal) {
  for (const int width : {70, 80, 100}) {
    const std::string text = listed(filter_of("p*", "eu-west-1"), ListFormat::Table, width);
    for (const std::string_view line : split(text, '\n')) EXPECT_LE(display_width(line), std::size_t(width)) << line;
  }
}

TEST(TypeList, ATypeThatNoListNamesBearsAQuestionMark) {
  const std::string text = listed(filter_of("p5.48xlarge", "eu-west-1"), ListFormat::Table);
  EXPECT_NE(text.find("p5.48xlarge ?"), std::string::npos);
  EXPECT_NE(text.find("? no price or spot list of eu-west-1 names the type"), std::string::npos);
}

TEST(TypeList, JsonAndCsvHoldTheExactFigures) {
  const auto filter = filter_of("g4dn.xlarge", "us-east-1");
  const std::string json = listed(filter, ListFormat::Json);
  EXPECT_NE(json.find(R"("usd": "0.526")"), std::string::npos) << json;
  EXPECT_NE(json.find(R"("estimate": false)"), std::string::npos);
  const std::string csv = listed(filter, ListFormat::Csv);
  const auto lines = split(csv, '\n');
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(std::ranges::count(lines[0], ','), 23);
  EXPECT_TRUE(lines[1].starts_with("g4dn.xlarge,g4dn,4,16384,amd64,1,t4,16384,0,,0,5000,125,29,us-east-1,true,0.526,"))
      << lines[1];
}

TEST(PriceList, ListsTypesAndServicesAndExplainsEstimates) {
  std::vector<std::string> unknown;
  const std::vector<std::string> words = {"g5.xlarge", "kms", "ebz"}, regions = {"us-east-1"};
  const auto lines = price_lines(words, regions, unknown);
  EXPECT_EQ(unknown,
            std::vector<std::string>{"'ebz' is neither an instance type nor a priced service, did you mean ebs?"});
  const std::string text = price_list(lines, ListFormat::Table);
  EXPECT_NE(text.find("g5.xlarge on demand              1.006  hour"), std::string::npos) << text;
  EXPECT_NE(text.find("5 prices in us-east-1, US dollars\n"), std::string::npos) << text;
  EXPECT_NE(text.find("~ g5.xlarge EKS Auto Mode fee in us-east-1: 0.078 x on-demand 1.006"), std::string::npos);
  for (const std::string_view line : split(text, '\n')) EXPECT_LE(display_width(line), 80u) << line;
}

/// Of everything that has a price the whole name stands there, in one region and in two.
TEST(PriceList, CutsNoName) {
  std::vector<std::string> unknown, words;
  for (const std::string_view service : catalog::services()) words.emplace_back(service);
  for (const std::vector<std::string>& regions :
       {std::vector<std::string>{"eu-west-1"}, std::vector<std::string>{"us-east-1", "eu-west-1"}}) {
    const auto lines = price_lines(words, regions, unknown);
    const std::string text = price_list(lines, ListFormat::Table);
    EXPECT_EQ(text.find("…"), std::string::npos);
    for (const std::string_view line : split(text, '\n')) EXPECT_LE(display_width(line), 80u) << line;
    std::string names;  // the first column, without what wrapping put into it
    for (const std::string_view line : split(text, '\n'))
      for (const char c : line.substr(0, line.find("  ", line.find_first_not_of(' '))))
        if (c != ' ') names += c;
    for (const PriceLine& line : lines) {
      std::string name = line.what;
      std::erase(name, ' ');
      EXPECT_NE(names.find(name), std::string::npos) << line.what;
    }
  }
}

TEST(TextColumns, WrapsTheOneThatMay) {
  std::vector<Column> columns = {
      {"WHAT", Align::Left, 0, {"postgres db.r7g.2xlarge", "short", "0123456789abcdef"}, true},
      {"USD", Align::Right, 0, {"1", "2", "3"}}};
  EXPECT_EQ(text_columns(columns, 17).text,
            "WHAT          USD\n"
            "postgres        1\n"
            "  db.r7g.\n"
            "  2xlarge\n"
            "short           2\n"
            "0123456789ab    3\n"
            "  cdef\n");
}

TEST(TextColumns, LeavesOutWhatIsEmptyOrDoesNotFit) {
  const std::vector<Column> columns = {{"NAME", Align::Left, 0, {"a", "bb"}},
                                       {"EMPTY", Align::Left, 0, {"", ""}},
                                       {"SECOND", Align::Right, 2, {"1", "2"}},
                                       {"FIRST", Align::Right, 1, {"3", "4"}}};
  EXPECT_EQ(text_columns(columns, 80).text, "NAME  SECOND  FIRST\na          1      3\nbb         2      4\n");
  EXPECT_EQ(text_columns(columns, 12).text, "NAME  SECOND\na          1\nbb         2\n");
  EXPECT_EQ(text_columns(columns, 1).text, "NAME\na\nbb\n");
  EXPECT_EQ(text_columns(columns, 80).left_out, std::vector<std::string>{});
  EXPECT_EQ(text_columns(columns, 1).left_out, (std::vector<std::string>{"SECOND", "FIRST"}));
  EXPECT_EQ(csv_field("a,\"b\""), "\"a,\"\"b\"\"\"");
}

}  // namespace
}  // namespace slipway::report
