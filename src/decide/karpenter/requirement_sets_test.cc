#include "decide/karpenter/requirement_sets.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace slipway::karpenter {
namespace {

/// The algebra without numbers or memory.
using Plain = std::map<Symbol, Requirement>;

Plain merged(Plain a, const Plain& b, const Symbols& symbols) {
  for (const auto& [key, one] : b) {
    const auto [at, is_new] = a.emplace(key, one);
    if (!is_new) at->second = intersection(one, at->second, symbols);
  }
  return a;
}

bool intersects(const Plain& a, const Plain& b, const Symbols& symbols) {
  for (const auto& [key, one] : b)
    if (const auto other = a.find(key); other != a.end() && conflicts(other->second, one, symbols)) return false;
  return true;
}

bool compatible(const Plain& a, const Plain& b, const Symbols& symbols) {
  for (const auto& [key, one] : b)
    if (!a.contains(key) && !one.allows_absence()) return false;
  return intersects(a, b, symbols);
}

TEST(RequirementSets, RememberWhatThePlainAlgebraSays) {
  std::mt19937 random(11);
  const auto draw = [&](std::size_t below) { return static_cast<std::size_t>(random()) % below; };
  constexpr std::string_view kOperators[] = {"In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"};
  Symbols symbols;
  RequirementSets sets(symbols);
  std::vector<std::pair<Plain, SetId>> all;
  for (int i = 0; i < 60; ++i) {
    std::vector<Requirement> list;
    Plain plain;
    for (std::size_t n = draw(5); n > 0; --n) {
      std::vector<std::string> values;
      for (std::size_t v = 1 + draw(3); v > 0; --v) values.push_back(std::to_string(draw(6)));
      list.push_back(make_requirement(symbols, "key-" + std::to_string(draw(4)), kOperators[draw(6)], values));
      plain = merged(plain, {{list.back().key, list.back()}}, symbols);
    }
    all.emplace_back(plain, sets.make(list));
  }
  const auto expect_equal = [&](const Plain& plain, SetId set) {
    ASSERT_EQ(plain.size(), sets.members(set).size());
    for (const auto& [key, one] : plain) {
      ASSERT_NE(sets.find(set, key), nullptr);
      EXPECT_EQ(*sets.find(set, key), one);
    }
  };
  for (int round = 0; round < 2; ++round)  // the second time out of memory
    for (const auto& [a, x] : all)
      for (const auto& [b, y] : all) {
        expect_equal(merged(a, b, symbols), sets.merged(x, y));
        EXPECT_EQ(sets.intersects(x, y), intersects(a, b, symbols));
        EXPECT_EQ(sets.compatible(x, y, Undefined::Refused), compatible(a, b, symbols));
        EXPECT_EQ(sets.conflicts(x, y, Undefined::Refused).empty(), compatible(a, b, symbols));
      }
}

TEST(RequirementSets, LetClaimsLackLabelsThatNodesWillHave) {
  Symbols symbols;
  RequirementSets sets(symbols);
  const SetId zone = sets.make({make_requirement(symbols, "topology.kubernetes.io/zone", "In", {"a"})});
  const SetId own = sets.make({make_requirement(symbols, "zone", "In", {"a"})});
  EXPECT_TRUE(sets.compatible(SetId::Empty, zone, Undefined::WellKnownAllowed));
  EXPECT_FALSE(sets.compatible(SetId::Empty, zone, Undefined::Refused));
  EXPECT_EQ(to_text(sets.conflicts(SetId::Empty, own, Undefined::WellKnownAllowed)),
            "label \"zone\" does not have known values (typo of \"topology.k8s.aws/zone-id\"?)");
  const SetId other = sets.make({make_requirement(symbols, "topology.kubernetes.io/zone", "In", {"b"})});
  EXPECT_EQ(
      to_text(sets.conflicts(zone, other, Undefined::Refused)),
      "key topology.kubernetes.io/zone, topology.kubernetes.io/zone In [b] not in topology.kubernetes.io/zone In [a]");
}

}  // namespace
}  // namespace slipway::karpenter
