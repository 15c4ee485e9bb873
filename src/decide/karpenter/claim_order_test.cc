#include "decide/karpenter/claim_order.h"

#include <gtest/gtest.h>

namespace slipway::karpenter {
namespace {

// The short way must leave every entry where sorting outright leaves it.
TEST(ClaimOrder, SortsAsThePlainSortDoes) {
  std::uint32_t random = 7;
  const auto draw = [&](std::size_t below) {
    return static_cast<std::size_t>((random = random * 1664525 + 1013904223) >> 8) % below;
  };
  for (int round = 0; round < 20; ++round) {
    ClaimOrder quick, plain;
    for (std::uint32_t step = 0; step < 3000; ++step) {
      // Now and then a new claim, else one more pod: mostly at the front, as in a run.
      if (quick.size() == 0 || draw(100) < 5 + static_cast<std::size_t>(round)) {
        quick.append(step);
        plain.append(step);
      } else {
        const std::size_t at = draw(round % 2 == 0 ? 1 + draw(quick.size()) : quick.size());
        quick.grew(at);
        plain.grew(at);
      }
      quick.sort();
      plain.sort_plainly();
      for (std::size_t i = 0; i < quick.size(); ++i) {
        ASSERT_EQ(quick[i], plain[i]) << "round " << round << " step " << step << " position " << i;
        ASSERT_EQ(quick.pods(i), plain.pods(i));
      }
    }
  }
}

}  // namespace
}  // namespace slipway::karpenter
