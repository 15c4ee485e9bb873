#include "kube/node_selector.h"

#include <gtest/gtest.h>

namespace slipway::kube {
namespace {

const NodeSelectorRequirement kGpu{"gpu", "Exists", {}};
const NodeSelectorRequirement kWrong{"gpu", "Equals", {"8"}};

TEST(NodeSelector, AnyTermMatchesAndEmptyOnesNever) {
  const Labels labels = {{"gpu", "8"}};
  const NodeView node{"n0", labels};
  EXPECT_FALSE(NodeSelectorMatcher({}).match(node).matches);
  EXPECT_FALSE(NodeSelectorMatcher({{NodeSelectorTerm{}}}).match(node).matches);
  EXPECT_TRUE(NodeSelectorMatcher({{NodeSelectorTerm{}, {{kGpu}, {}}}}).match(node).matches);
  EXPECT_TRUE(NodeSelectorMatcher({{{{{"gpu", "Gt", {"7"}}, {"gpu", "Lt", {"9"}}}, {}}}}).match(node).matches);
}

TEST(NodeSelector, InvalidTermsCountOnlyWhenNothingMatches) {
  const Labels labels = {{"gpu", "8"}}, none;
  const NodeSelectorMatcher matcher({{{{kWrong}, {}}, {{kGpu}, {}}}});
  EXPECT_EQ(matcher.match({"n0", labels}), (NodeMatch{true, ""}));
  EXPECT_EQ(matcher.match({"n1", none}).error, matcher.error());
  EXPECT_EQ(matcher.error(),
            R"(nodeSelectorTerms[0].matchExpressions[0].operator: Unsupported value: "Equals": supported values: )"
            R"("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt")");
}

TEST(NodeSelector, FieldsAreNotLookedAtWithoutAName) {
  const Labels labels;
  const NodeSelectorMatcher matcher({{{{}, {{"metadata.name", "In", {"n0"}}}}}});
  EXPECT_TRUE(matcher.match({"n0", labels}).matches);
  EXPECT_FALSE(matcher.match({"n1", labels}).matches);
  EXPECT_TRUE(matcher.match({"", labels}).matches);
}

TEST(NodeSelector, EqualityIgnoresHowAbsentValuesWereWritten) {
  NodeSelectorRequirement other = kGpu;
  other.absent = AbsentValues::EmptyList;
  EXPECT_EQ(other, kGpu);
}

TEST(RequiredNodeAffinity, TakesNodeSelectorAndTermsTogether) {
  const Labels labels = {{"gpu", "8"}, {"zone", "a"}};
  const NodeSelector terms{{{{kGpu}, {}}}};
  EXPECT_TRUE(RequiredNodeAffinity({}, std::nullopt).match({"n", labels}).matches);
  EXPECT_TRUE(RequiredNodeAffinity({{"zone", "a"}}, terms).match({"n", labels}).matches);
  EXPECT_FALSE(RequiredNodeAffinity({{"zone", "b"}}, terms).match({"n", labels}).matches);
  EXPECT_FALSE(RequiredNodeAffinity({}, NodeSelector{}).match({"n", labels}).matches);
}

TEST(PreferredNodes, SumTheWeightsThatMatch) {
  const Labels labels = {{"gpu", "8"}};
  const auto preferred = PreferredNodes::make({{10, {{kGpu}, {}}}, {5, {{{"x", "Exists", {}}}, {}}}, {7, {}}});
  ASSERT_TRUE(preferred);
  EXPECT_EQ(preferred->score({"n", labels}), 10);
  EXPECT_TRUE(PreferredNodes::make({{0, {{kWrong}, {}}}})) << "without a weight nobody looks at it";
  EXPECT_FALSE(PreferredNodes::make({{1, {{kWrong}, {}}}}));
}

}  // namespace
}  // namespace slipway::kube
