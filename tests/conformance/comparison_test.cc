#include "conformance/comparison.h"

#include <gtest/gtest.h>

#include "doc/json.h"

namespace slipway::conformance {
namespace {

doc::Document json(std::string text) {
  Diagnostics diagnostics;
  return doc::read_json(std::make_shared<SourceText>("want", std::move(text)), diagnostics);
}

/// "path: want …, got …", or "" when nothing differs.
std::string difference(std::string want, const doc::Value& got, std::vector<FieldRule> rules = {}) {
  const auto found = first_difference(json(std::move(want)).root(), got, rules);
  return found ? found->path + ": want " + found->want + ", got " + found->got : "";
}

using doc::List, doc::Map;

TEST(Comparison, FindsTheFirstDifferenceInTheOrderOfTheExpectation) {
  const Map answer{{"b", 2}, {"a", Map{{"list", List{1, 2}}}}};
  EXPECT_EQ(difference(R"({"a":{"list":[1,2]},"b":2})", answer), "");
  EXPECT_EQ(difference(R"({"a":{"list":[1,3]},"b":9})", answer), "a.list[1]: want 3, got 2");
  EXPECT_EQ(difference(R"({"a":{"list":[1,2,3]},"b":2})", answer), "a.list[2]: want 3, got (nothing)");
  EXPECT_EQ(difference(R"({"a":{"list":[1]},"b":2})", answer), "a.list[1]: want (nothing), got 2");
  EXPECT_EQ(difference(R"({"a":{"list":{}},"b":2})", answer), "a.list: want {}, got [1,2]");
}

TEST(Comparison, NullIsNotAbsent) {
  EXPECT_EQ(difference(R"({"a":null})", Map{}), "a: want null, got (nothing)");
  EXPECT_EQ(difference("{}", Map{{"a", nullptr}}), "a: want (nothing), got null");
  EXPECT_EQ(difference(R"({"a":null})", Map{{"a", nullptr}}), "");
}

TEST(Comparison, KindsMustAgree) {
  EXPECT_EQ(difference("1", doc::Value(1)), "");
  EXPECT_EQ(difference("1", doc::Value(1.0)), ": want 1, got 1");
  EXPECT_EQ(difference("\"1\"", doc::Value(1)), ": want \"1\", got 1");
  EXPECT_EQ(difference("true", doc::Value(1)), ": want true, got 1");
  EXPECT_EQ(difference("9007199254740993", doc::Value(std::int64_t{9007199254740992})),
            ": want 9007199254740993, got 9007199254740992");
  EXPECT_EQ(difference("18446744073709551615", doc::Value(doc::Expression{"18446744073709551615"})), "");
}

TEST(Comparison, AnyOfTheOfferedIsRight) {
  const std::string want = R"({"jsonAnyOf":["x","y"],"b":1})";
  EXPECT_EQ(difference(want, Map{{"json", "y"}, {"b", 1}}), "");
  EXPECT_EQ(difference(want, Map{{"json", "z"}, {"b", 1}}), "json: want any of [\"x\",\"y\"], got \"z\"");
  EXPECT_EQ(difference(want, Map{{"b", 1}}), "json: want any of [\"x\",\"y\"], got (nothing)");
  EXPECT_EQ(difference(R"({"jsonAnyOf":[{"q":"1.0"}]})", Map{{"json", Map{{"q", "1"}}}}, {{"q", same_decimal}}), "");
}

TEST(Comparison, RulesHoldForTheirFieldAtAnyDepthAndInLists) {
  EXPECT_EQ(
      difference(R"({"x":{"f":["1e-09","0.5"]}})", Map{{"x", Map{{"f", List{"1e-9", "0.50"}}}}}, {{"f", same_double}}),
      "");
  EXPECT_EQ(difference(R"({"f":"0.1"})", Map{{"f", "0.10000000000000002"}}, {{"f", same_double}}),
            "f: want \"0.1\", got \"0.10000000000000002\"");
}

TEST(Comparison, RulesForFields) {
  struct Case {
    bool (*same)(const doc::Node&, const doc::Value&);
    const char* want;
    doc::Value got;
    bool right;
  };
  for (const Case& c : {Case{same_double, "\"NaN\"", "NaN", true},
                        {same_double, "\"+Inf\"", "+Inf", true},
                        {same_double, "\"0\"", "-0", false},
                        {same_double, "\"x\"", "x", false},
                        {same_decimal, "\"1.500\"", "1.5", true},
                        {same_decimal, "\"0.000\"", "0", true},
                        {same_decimal, "\"-0.5\"", "-00.50", true},
                        {same_decimal, "\"100\"", "1", false},
                        {same_quantity, "\"1024Mi\"", "1Gi", true},
                        {same_quantity, "\"1Gi\"", "1G", false},
                        {same_quantity, "\"1Gi\"", 1, false},
                        {same_sign, "7", 1, true},
                        {same_sign, "-7", 1, false},
                        {same_sign, "0", 0, true}}) {
    EXPECT_EQ(c.same(json(c.want).root(), c.got), c.right) << c.want;
  }
}

}  // namespace
}  // namespace slipway::conformance
