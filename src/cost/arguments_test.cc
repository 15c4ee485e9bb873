#include "cost/arguments.h"

#include <gtest/gtest.h>

namespace slipway::cost {
namespace {

using doc::Expression;
using doc::List;
using doc::Map;
using doc::Value;

platform::Resource resource(Map arguments, Map facts = {}) {
  return {{"aws_x", "y"}, std::move(arguments), "c", {}, {}, std::move(facts)};
}

TEST(Arguments, ReadsNestedBlocksWhetherOneOrSeveral) {
  Diagnostics diagnostics;
  const auto one = resource({{"scaling_config", Map{{"max_size", 4}}}});
  const auto several = resource({{"scaling_config", List{Map{{"max_size", "4"}}, Map{{"max_size", 9}}}}});
  EXPECT_EQ(Arguments(one, diagnostics).count("scaling_config.max_size"), 4);
  EXPECT_EQ(Arguments(several, diagnostics).count("scaling_config.max_size"), 4);
  EXPECT_EQ(Arguments(one, diagnostics).count("scaling_config.min_size"), std::nullopt);
  EXPECT_EQ(Arguments(one, diagnostics).count("update_config.max_unavailable", 1), 1);
  EXPECT_TRUE(diagnostics.all().empty());
}

TEST(Arguments, WhatIsNoUsableNumberIsSaidAndCountsAsAbsent) {
  for (const Value& value : {Value(-1), Value(2'000'000'000), Value("many"), Value(1.5), Value(true), Value("")}) {
    Diagnostics diagnostics;
    const auto written = resource({{"size", value}});
    EXPECT_EQ(Arguments(written, diagnostics).count("size", 7), 7);
    ASSERT_EQ(diagnostics.all().size(), 1u);
    EXPECT_EQ(diagnostics.all()[0].id, "COST003");
    EXPECT_EQ(diagnostics.all()[0].severity, Severity::Warning);
  }
}

TEST(Arguments, WhatOnlyTerraformKnowsIsANote) {
  Diagnostics diagnostics;
  const auto written = resource({{"size", Expression{"var.size"}}});
  EXPECT_EQ(Arguments(written, diagnostics).count("size"), std::nullopt);
  ASSERT_EQ(diagnostics.all().size(), 1u);
  EXPECT_EQ(diagnostics.all()[0].message, "aws_x.y: size is known only to Terraform: priced as if it were not there");
}

TEST(Arguments, FactsAreExactDecimals) {
  Diagnostics diagnostics;
  const auto written = resource({}, {{"a", 100}, {"b", 0.1}, {"c", "12.5"}, {"d", 0.00001}});
  const Arguments in(written, diagnostics);
  EXPECT_EQ(in.fact("a").to_exact_string(), "100");
  EXPECT_EQ(in.fact("b").to_exact_string(), "0.1");
  EXPECT_EQ(in.fact("c").to_exact_string(), "12.5");
  EXPECT_EQ(in.fact("d").to_exact_string(), "0.00001");
  EXPECT_TRUE(in.fact("absent").is_zero());
  EXPECT_TRUE(diagnostics.all().empty());
}

TEST(ReferenceTo, FindsTheResourceThatAnExpressionReads) {
  struct Case {
    Value value;
    std::string found;
  };
  for (const Case& c : {Case{Expression{"aws_launch_template.gpu-a.id"}, "gpu-a"},
                        {Value("${aws_launch_template.main.latest_version}"), "main"},
                        {Value(List{"subnet-1", Expression{"aws_launch_template.b.id"}}), "b"},
                        {Expression{"data.aws_launch_template.x.id"}, ""},
                        {Expression{"my_aws_launch_template.x.id"}, ""},
                        {Value("lt-1"), ""}}) {
    const auto found = reference_to(c.value, "aws_launch_template");
    EXPECT_EQ(found ? found->name : "", c.found);
  }
}

TEST(Quantity, ShowsItsArithmetic) {
  const auto volumes = std::int64_t{4} * quantity(200, "GB");
  EXPECT_EQ(volumes.number.to_exact_string(), "800");
  EXPECT_EQ(volumes.text, "4 × 200 GB");
  EXPECT_EQ(when_used(volumes)[Level::Idle].text, "0 GB");
  EXPECT_TRUE(when_used(volumes)[Level::Idle].number.is_zero());
}

TEST(ExactDecimal, RefusesWhatIsNoAmount) {
  EXPECT_EQ(exact_decimal(0.3)->to_exact_string(), "0.3");
  EXPECT_EQ(exact_decimal(-0.1), std::nullopt);
  EXPECT_EQ(exact_decimal(1e300), std::nullopt);
  EXPECT_EQ(exact_decimal(std::numeric_limits<double>::quiet_NaN()), std::nullopt);
}

}  // namespace
}  // namespace slipway::cost
