#include "catalog/type_filter.h"

#include <gtest/gtest.h>

namespace slipway::catalog {
namespace {

std::vector<std::string> names(const TypeFilter& filter) {
  std::vector<std::string> found;
  for (const PricedType& row : select(filter)) found.emplace_back(row.type->name);
  return found;
}

Range range(std::string_view text) { return parse_range(text).value(); }

TEST(ParseRange, BoundsAreInclusiveAndMayBeOpen) {
  struct Case {
    std::string_view text;
    bool holds3, holds4, holds8, holds9;
  };
  for (const Case& c : {Case{"4", false, true, false, false}, Case{"4-8", false, true, true, false},
                        Case{"4-", false, true, true, true}, Case{"-8", true, true, true, false}}) {
    const Range bounds = range(c.text);
    EXPECT_EQ(bounds.holds(3), c.holds3) << c.text;
    EXPECT_EQ(bounds.holds(4), c.holds4) << c.text;
    EXPECT_EQ(bounds.holds(8), c.holds8) << c.text;
    EXPECT_EQ(bounds.holds(9), c.holds9) << c.text;
    EXPECT_FALSE(bounds.holds(std::optional<int>())) << c.text;
  }
  for (const std::string_view text : {"", "-", "four", "4-x", "8-4", "4--8", "1-2-3"})
    EXPECT_FALSE(parse_range(text)) << text;
  EXPECT_EQ(parse_range("4-x").error().offset, 2u);
}

TEST(Select, TheCheapestSingleGpuTypes) {
  TypeFilter filter;
  filter.gpus = range("1");
  filter.gpu_memory_gib = range("20-");
  filter.architectures = {"amd64"};
  filter.at_most = 3;
  EXPECT_EQ(names(filter), (std::vector<std::string>{"g6.xlarge", "g6.2xlarge", "g5.xlarge"}));
  filter.purchase = Purchase::Spot;
  EXPECT_EQ(select(filter).size(), 3u);
}

TEST(Select, ByGpuModelAndEfa) {
  TypeFilter filter;
  filter.gpus_named = {"h100", "h200"};
  filter.efa = true;
  filter.order = TypeOrder::Name;
  EXPECT_EQ(names(filter), (std::vector<std::string>{"p5.48xlarge", "p5.4xlarge", "p5e.48xlarge", "p5en.48xlarge"}));
}

TEST(Select, ByModelInAnyCaseAndByFamily) {
  TypeFilter filter;
  filter.gpus_named = {"H100"};
  EXPECT_TRUE(unknown_words(filter).empty());
  EXPECT_FALSE(names(filter).empty());
  TypeFilter lower = filter;
  lower.gpus_named = {"h100"};
  EXPECT_EQ(names(filter), names(lower));
  TypeFilter family, pattern;
  family.names = {"g6e"};
  pattern.names = {"g6e.*"};
  EXPECT_TRUE(unknown_words(family).empty());
  EXPECT_EQ(names(family), names(pattern));
  family.names = {"g6x"};
  EXPECT_EQ(unknown_words(family).size(), 1u);
}

TEST(Select, ByNamePatternPriceAndMemory) {
  TypeFilter filter;
  filter.names = {"g5.*xlarge"};
  filter.price = range("1-2");
  EXPECT_EQ(names(filter), (std::vector<std::string>{"g5.xlarge", "g5.2xlarge", "g5.4xlarge"}));
  filter.memory_gib = range("32-");
  filter.descending = true;
  EXPECT_EQ(names(filter), (std::vector<std::string>{"g5.4xlarge", "g5.2xlarge"}));
}

TEST(Select, WhatHasNoPriceComesLastAndIsInNoPriceRange) {
  TypeFilter filter;
  filter.gpus_named = {"h200"};
  EXPECT_EQ(names(filter), (std::vector<std::string>{"p5en.48xlarge", "p5e.48xlarge"}));
  filter.price = range("-1000");
  EXPECT_EQ(names(filter), (std::vector<std::string>{"p5en.48xlarge"}));
}

TEST(Select, KnowsWhichTypesARegionIsSeenToHave) {
  EXPECT_TRUE(seen_in_region("g5.xlarge", "eu-west-1"));
  EXPECT_FALSE(seen_in_region("p5.48xlarge", "eu-west-1"));
  TypeFilter filter;
  filter.region = "eu-west-1";
  filter.families = {"p5"};
  filter.only_seen = true;
  EXPECT_TRUE(select(filter).empty());
}

TEST(UnknownWords, AreNamedWithTheirNearMiss) {
  TypeFilter filter;
  filter.region = "eu-wset-1";
  filter.families = {"g5", "g4dnn"};
  filter.gpus_named = {"h1000"};
  filter.names = {"g5.xlarg", "g5.*"};
  EXPECT_EQ(
      unknown_words(filter),
      (std::vector<std::string>{"unknown region 'eu-wset-1', did you mean eu-west-1?",
                                "unknown family 'g4dnn', did you mean g4dn?", "unknown GPU 'h1000', did you mean h100?",
                                "unknown instance type 'g5.xlarg', did you mean g5.xlarge?"}));
  EXPECT_TRUE(unknown_words({}).empty());
}

}  // namespace
}  // namespace slipway::catalog
