#pragma once

#include <string>
#include <vector>

#include "cost/node_source.h"
#include "cost/pod_groups.h"

namespace slipway::cost {

/// Pods that no group or pool holds.
struct Unplaced {
  const PodGroup* pods;
  std::int64_t count;
};

/// Sets `standing` of each source: the nodes that are there when nobody uses the platform. Those that stand anyway
/// (least) come first; pods at their minimum replicas go onto them or, first fit decreasing, onto new nodes of the
/// first source that takes them, each on the cheapest offer that holds one pod; limits and maximum sizes are kept.
/// DaemonSets, topology spread, affinity between pods and volumes' zones are not looked at. An estimate: the
/// controllers' own rules may use fewer or more nodes. Time grows with groups of pods, not with replicas. REQUIRES:
/// pools stand in the order in which they are asked (weight, then name).
std::vector<Unplaced> stand_up(std::vector<NodeSource>& sources, const std::vector<PodGroup>& pods);

}  // namespace slipway::cost
