#pragma once

#include "decide/karpenter/cluster.h"

namespace slipway::model {

/// Adds the nodes of static pools (spec.replicas), which stand whatever pods there are: each of the cheapest type that
/// the pool may buy, spread over the zones where it is to be had. Pools of which nodes are in the cluster already get
/// none. At most kMostStaticNodes each.
void add_static_nodes(karpenter::Cluster& cluster);

inline constexpr std::int64_t kMostStaticNodes = 10'000;

}  // namespace slipway::model
