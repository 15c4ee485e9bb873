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
        quick.append(step, 0);
        plain.append(step, 0);
      } else {
        const std::size_t at = draw(round % 2 == 0 ? 1 + draw(quick.size()) : quick.size());
        quick.grew(at, 0);
        plain.grew(at, 0);
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

// Passing over blocks must leave out no claim of a class that is not refused.
TEST(ClaimOrder, FindsTheClaimThatLookingAtEachFinds) {
  std::uint32_t random = 11;
  const auto draw = [&](std::size_t below) {
    return static_cast<std::size_t>((random = random * 1664525 + 1013904223) >> 8) % below;
  };
  for (const std::size_t classes : {1, 3, 64}) {
    ClaimOrder order;
    std::vector<std::uint8_t> class_of;
    for (std::uint32_t step = 0; step < 4000; ++step) {
      // Mostly one class for a while, so that whole blocks are without the others.
      const auto its_class = static_cast<std::uint8_t>((class_of.size() / 150 + (draw(300) == 0 ? 1 : 0)) % classes);
      if (order.size() == 0 || draw(100) < 30) {
        order.append(static_cast<std::uint32_t>(class_of.size()), its_class);
        class_of.push_back(its_class);
      } else {
        const std::size_t at = draw(4) == 0 ? order.size() - 1 : draw(order.size());  // the last one need not move
        if (draw(20) == 0) class_of[order[at]] = its_class;
        order.grew(at, class_of[order[at]]);
      }
      order.sort();
      ClaimOrder::ClassSet refused = 0;
      for (std::size_t i = 0; i < classes; ++i) refused |= ClaimOrder::ClassSet{draw(6) > 0} << i;
      const std::size_t wanted = draw(order.size());
      std::size_t tried = 0, expected = 0;
      const auto is_refused = [&](std::uint32_t claim) { return (refused >> class_of[claim] & 1) != 0; };
      while (expected < order.size() && (is_refused(order[expected]) || order.pods(expected) < order.pods(wanted)))
        ++expected;
      const bool found = order.first(refused, [&](std::size_t position, std::uint32_t claim) {
        tried = position;
        return !is_refused(claim) && order.pods(position) >= order.pods(wanted);
      });
      ASSERT_EQ(found, expected < order.size()) << classes << " classes, step " << step;
      if (found) {
        ASSERT_EQ(tried, expected) << classes << " classes, step " << step;
      }
    }
  }
}

}  // namespace
}  // namespace slipway::karpenter
