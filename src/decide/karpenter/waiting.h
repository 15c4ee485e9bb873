#pragma once

#include <functional>

#include "decide/karpenter/solve.h"

namespace slipway::karpenter {

/// Of so many pools a pod is told why they make no node for it: of those first that neither taints nor labels close to
/// it.
inline constexpr std::size_t kMostHeard = 16;

/// Hears why a pod of the cluster finds no place when that is found out, pool by pool; it may find one later.
using Hear = std::function<void(std::uint32_t pod, const PodRefusal& refusal)>;

/// solve() for who only wants to know who waits: claims need not name more than their pods, and refusals no pools,
/// which `hear` is told instead (of many pods and pools they are large).
Decision solve_for_waiting(const Cluster& cluster, const Options& options, const Hear& hear);

}  // namespace slipway::karpenter
