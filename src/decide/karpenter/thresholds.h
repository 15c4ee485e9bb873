#pragma once

#include <vector>

#include "decide/karpenter/amounts.h"
#include "decide/karpenter/bits.h"

namespace slipway::karpenter {

/// Which of many amounts reach a threshold, as a set, in logarithmic time: one set for each distinct amount.
class Thresholds {
 public:
  Thresholds() = default;
  explicit Thresholds(const std::vector<Amount>& amounts);

  /// Positions whose amount is at least `threshold`. Lives as long as this.
  const Bits& at_least(Amount threshold) const;
  /// Positions whose amount is more than `threshold`.
  const Bits& more_than(Amount threshold) const;
  /// The largest amount among `positions`. REQUIRES: positions is not empty.
  Amount largest_of(const Bits& positions) const;

 private:
  std::vector<Amount> values_;  // distinct, ascending
  std::vector<Bits> sets_;      // of each value: the positions that reach it; last: none
};

}  // namespace slipway::karpenter
