#include "decide/karpenter/thresholds.h"

#include <algorithm>

namespace slipway::karpenter {

Thresholds::Thresholds(const std::vector<Amount>& amounts) : values_(amounts) {
  std::sort(values_.begin(), values_.end());
  values_.erase(std::unique(values_.begin(), values_.end()), values_.end());
  sets_.assign(values_.size() + 1, Bits(amounts.size()));
  std::vector<std::size_t> order(amounts.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return amounts[a] > amounts[b]; });
  Bits reached(amounts.size());
  std::size_t next = 0;
  for (std::size_t v = values_.size(); v-- > 0;) {
    while (next < order.size() && amounts[order[next]] >= values_[v]) reached.set(order[next++]);
    sets_[v] = reached;
  }
}

const Bits& Thresholds::at_least(Amount threshold) const {
  return sets_[static_cast<std::size_t>(std::lower_bound(values_.begin(), values_.end(), threshold) - values_.begin())];
}
const Bits& Thresholds::more_than(Amount threshold) const {
  return sets_[static_cast<std::size_t>(std::upper_bound(values_.begin(), values_.end(), threshold) - values_.begin())];
}
Amount Thresholds::largest_of(const Bits& positions) const {
  std::size_t v = values_.size() - 1;
  while (v > 0 && !intersect(sets_[v], positions)) --v;
  return values_[v];
}

}  // namespace slipway::karpenter
