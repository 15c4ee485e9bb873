#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "decide/karpenter/cluster.h"

namespace slipway::karpenter {

class NodeTemplate;

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
  /// Of each key with minValues how many values those types have, where they are fewer; empty where no type is left.
  std::map<std::string, std::int64_t, std::less<>> too_few_values(const NodePool& pool);

 private:
  struct Numbers;
  NodeTemplate template_of(const NodePool& pool);
  std::unique_ptr<Numbers> numbers_;
};

}  // namespace slipway::karpenter
