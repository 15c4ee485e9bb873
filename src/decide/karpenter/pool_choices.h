#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "decide/karpenter/cluster.h"

namespace slipway::karpenter {

/// A type that a pool may buy, and the offerings of it that its own requirements leave.
struct PoolChoice {
  std::uint32_t type = 0;                // index of Cluster::types
  std::vector<std::uint32_t> offerings;  // of the type, available ones; never empty
};

/// What pools may buy whatever pods ask for: the types and offerings that meet a pool's own requirements, its labels'
/// among them, by the same algebra as solve(). minValues and limits are not looked at.
class PoolChoices {
 public:
  /// REQUIRES: the cluster outlives it.
  explicit PoolChoices(const Cluster& cluster);
  ~PoolChoices();
  /// In the provider's order. REQUIRES: a pool of the cluster.
  std::vector<PoolChoice> of(const NodePool& pool);

 private:
  struct Numbers;
  std::unique_ptr<Numbers> numbers_;
};

}  // namespace slipway::karpenter
