#include "kube/label_selector.h"

#include <gtest/gtest.h>

namespace slipway::kube {
namespace {

TEST(LabelSelector, AbsentMatchesNothingAndEmptyEverything) {
  EXPECT_FALSE(to_selector(std::nullopt)->matches({}));
  EXPECT_TRUE(to_selector(LabelSelector{})->matches({{"a", "b"}}));
  EXPECT_EQ(format(std::nullopt), "<none>");
  EXPECT_EQ(format(LabelSelector{}), "<none>");
}

TEST(LabelSelector, AllOfItMustMatch) {
  const LabelSelector selector{{{"app", "a"}}, {{"tier", "NotIn", {"b"}}, {"gpu", "Exists", {}}}};
  const auto parsed = to_selector(selector);
  ASSERT_TRUE(parsed);
  EXPECT_TRUE(parsed->matches({{"app", "a"}, {"gpu", ""}}));
  EXPECT_FALSE(parsed->matches({{"app", "a"}, {"gpu", ""}, {"tier", "b"}}));
  EXPECT_EQ(format(selector), "app=a,gpu,tier notin (b)");
}

TEST(LabelSelector, ErrorsAreTheMachinerys) {
  EXPECT_EQ(to_selector(LabelSelector{{}, {{"a", "Equals", {"b"}}}}).error(),
            R"("Equals" is not a valid label selector operator)");
  EXPECT_EQ(to_selector(LabelSelector{{}, {{"a", "In", {}}}}).error(),
            "values: Invalid value: null: for 'in', 'notin' operators, values set can't be empty");
  EXPECT_EQ(format(LabelSelector{{}, {{"a", "In", {}}}}), "<error>");
}

TEST(LabelSelector, ChecksAreTheServers) {
  const LabelSelector selector{{}, {{"a", "In", {}}, {"b", "Exists", {"x"}}, {"c", "like", {}}}};
  EXPECT_EQ(
      to_strings(check(selector, FieldPath("spec.selector"))),
      (std::vector<std::string>{
          "spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or "
          "'NotIn'",
          "spec.selector.matchExpressions[1].values: Forbidden: may not be specified when `operator` is 'Exists' or "
          "'DoesNotExist'",
          R"(spec.selector.matchExpressions[2].operator: Invalid value: "like": not a valid selector operator)"}));
}

TEST(LabelSelector, TextHasAStructuredForm) {
  EXPECT_EQ(*parse_label_selector("a=b,c in (e,d),!f"),
            (LabelSelector{{{"a", "b"}}, {{"c", "In", {"d", "e"}}, {"f", "DoesNotExist", {}}}}));
  EXPECT_EQ(parse_label_selector("n>3").error(), R"("gt" isn't supported in label selectors)");
}

}  // namespace
}  // namespace slipway::kube
