#include "kube/taints.h"

#include <gtest/gtest.h>

namespace slipway::kube {
namespace {

constexpr auto kOff = ComparisonOperators::Off;
constexpr auto kOn = ComparisonOperators::On;

TEST(Toleration, MatchesByKeyValueAndEffect) {
  const Taint gpu{"nvidia.com/gpu", "true", "NoSchedule"};
  struct Case {
    Toleration toleration;
    bool tolerates;
  };
  for (const Case& c : {
           Case{{"nvidia.com/gpu", "Exists", "", "", {}}, true},
           {{"nvidia.com/gpu", "Equal", "true", "NoSchedule", {}}, true},
           {{"nvidia.com/gpu", "", "true", "", {}}, true},
           {{"nvidia.com/gpu", "", "", "", {}}, false},
           {{"nvidia.com/gpu", "Exists", "", "NoExecute", {}}, false},
           {{"other", "Exists", "", "", {}}, false},
           {{"", "Exists", "", "", {}}, true},
           {{"", "", "true", "", {}}, true},
           {{"nvidia.com/gpu", "exists", "", "", {}}, false},
       })
    EXPECT_EQ(tolerates(c.toleration, gpu, kOff), c.tolerates);
  EXPECT_TRUE(tolerates({}, Taint{"any", "", "NoSchedule"}, kOff)) << "{} tolerates every taint without a value";
}

TEST(Toleration, ComparesOnlyBehindItsGate) {
  const Taint slo{"slo", "95", "NoSchedule"};
  const Toleration more{"slo", "Gt", "90", "", {}}, less{"slo", "Lt", "95", "", {}}, odd{"slo", "Gt", "090", "", {}};
  EXPECT_TRUE(tolerates(more, slo, kOn));
  EXPECT_FALSE(tolerates(more, slo, kOff));
  EXPECT_FALSE(tolerates(less, slo, kOn));
  EXPECT_FALSE(tolerates(odd, slo, kOn)) << "a leading zero makes it no integer";
}

TEST(Toleration, FindsWhatKeepsAPodAway) {
  const std::vector<Taint> taints = {{"wish", "", "PreferNoSchedule"}, {"gpu", "", "NoSchedule"}};
  EXPECT_EQ(first_untolerated(taints, {}, kOff), &taints[0]);
  EXPECT_EQ(first_untolerated_hard(taints, {}, kOff), &taints[1]);
  EXPECT_EQ(first_untolerated_hard(taints, std::vector<Toleration>{{"gpu", "Exists", "", "", {}}}, kOff), nullptr);
  EXPECT_EQ(taints[1].to_string(), "gpu:NoSchedule");
}

TEST(Eviction, ComesAfterTheShortestToleration) {
  const std::vector<Taint> taints = {{"a", "", "NoExecute"}, {"b", "", "NoExecute"}, {"c", "", "NoSchedule"}};
  const Toleration a300{"a", "Exists", "", "", 300}, b60{"b", "Exists", "", "", 60}, any{"", "Exists", "", "", {}};
  using List = std::vector<Toleration>;
  EXPECT_EQ(eviction(taints, List{a300, b60}), (Eviction{true, 60}));
  EXPECT_EQ(eviction(taints, List{a300}), (Eviction{false, 0}));
  EXPECT_EQ(eviction(taints, List{any}), (Eviction{true, std::nullopt}));
  EXPECT_EQ(eviction(taints, List{any, a300}), (Eviction{true, std::nullopt})) << "the first that matches decides";
  EXPECT_EQ(eviction({}, {}), (Eviction{true, std::nullopt}));
  EXPECT_EQ(eviction(taints, List{{"", "Exists", "", "", -5}}), (Eviction{true, 0}));
}

}  // namespace
}  // namespace slipway::kube
