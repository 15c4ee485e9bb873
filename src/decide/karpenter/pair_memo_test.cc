#include "decide/karpenter/pair_memo.h"

#include <gtest/gtest.h>

namespace slipway::karpenter {
namespace {

TEST(PairMemo, KeepsEachPairApart) {
  PairMemo memo;
  EXPECT_EQ(memo.find(1, 2), PairMemo::kUnknown);
  constexpr std::uint32_t kMany = 100;
  for (std::uint32_t a = 0; a < kMany; ++a)
    for (std::uint32_t b = 0; b < kMany; ++b) memo.set(a, b, a * kMany + b);
  for (std::uint32_t a = 0; a < kMany; ++a)
    for (std::uint32_t b = 0; b < kMany; ++b) ASSERT_EQ(memo.find(a, b), a * kMany + b);
  EXPECT_EQ(memo.find(kMany, 1), PairMemo::kUnknown);
  EXPECT_EQ(memo.find(1, kMany), PairMemo::kUnknown);
}

}  // namespace
}  // namespace slipway::karpenter
