#include "rules/choices.h"

#include <set>
#include <utility>

namespace slipway::rules {

std::span<const PoolType* const> Choices::of(const PodView& pod) const {
  const auto& pools = view_.pools_of(pod);
  const PodNeeds& needs = pod.needs;
  const auto [at, is_new] = known_.try_emplace({&pools, needs.cpu, needs.memory, needs.gpus, needs.efa});
  if (!is_new) return at->second;
  std::set<std::pair<const catalog::InstanceType*, bool>> seen;
  for (const Pool* pool : pools)
    for (const PoolType* type : view_.types_for(*pool, pod))
      if (seen.emplace(type->type, type->price.has_value()).second) at->second.push_back(type);
  return at->second;
}

}  // namespace slipway::rules
