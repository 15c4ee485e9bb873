#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <tuple>
#include <vector>

#include "rules/view.h"

namespace slipway::rules {

/// What pods may be bought, whichever of their pools makes the node. Pods that are alike in all that decides it (their
/// pools, which stand for what they select and tolerate, and what they ask for) have one answer, so that many pods with
/// many pools each cost no more than a few.
class Choices {
 public:
  explicit Choices(const subject::Subject& subject) : view_(view_of(subject)) {}

  /// Of all pools that let the pod in the types that hold what it asks for, each once with a price and once without, as
  /// the first such pool has it. REQUIRES: one of the view's pods.
  std::span<const PoolType* const> of(const PodView& pod) const;

 private:
  using Alike = std::tuple<const std::vector<const Pool*>*, double, double, std::int64_t, std::int64_t>;
  const View& view_;
  mutable std::map<Alike, std::vector<const PoolType*>> known_;  // as they are asked for
};

}  // namespace slipway::rules
