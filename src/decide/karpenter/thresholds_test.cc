#include "decide/karpenter/thresholds.h"

#include <gtest/gtest.h>

#include <random>

namespace slipway::karpenter {
namespace {

TEST(Thresholds, FindWhatALoopFinds) {
  std::mt19937 random(5);
  for (std::size_t count : {1u, 63u, 64u, 65u, 400u}) {
    std::vector<Amount> amounts;
    for (std::size_t i = 0; i < count; ++i) amounts.push_back(static_cast<Amount>(random() % 50) - 10);
    const Thresholds thresholds(amounts);
    for (Amount limit = -12; limit < 45; ++limit) {
      Bits reach(count), exceed(count);
      for (std::size_t i = 0; i < count; ++i) {
        if (amounts[i] >= limit) reach.set(i);
        if (amounts[i] > limit) exceed.set(i);
      }
      EXPECT_EQ(thresholds.at_least(limit), reach);
      EXPECT_EQ(thresholds.more_than(limit), exceed);
      if (reach.any()) {
        Amount largest = limit;
        reach.for_each([&](std::size_t i) { largest = std::max(largest, amounts[i]); });
        EXPECT_EQ(thresholds.largest_of(reach), largest);
      }
    }
  }
}

TEST(Amounts, AreExact) {
  const auto amount = [](std::string_view text) { return to_amount(kube::Quantity::parse(text).value()); };
  constexpr Amount kOne = 1'000'000'000;
  EXPECT_EQ(amount("2"), 2 * kOne);
  EXPECT_EQ(amount("100m"), kOne / 10);
  EXPECT_EQ(amount("1n"), 1);
  EXPECT_EQ(amount("-1500u"), -1'500'000);
  EXPECT_EQ(amount("10000000Gi"), (Amount{10'000'000} << 30) * kOne);
}

}  // namespace
}  // namespace slipway::karpenter
