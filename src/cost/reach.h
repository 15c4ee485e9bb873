#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "cost/fleet.h"

namespace slipway::cost {

/// How far the nodes of a platform may reach in something of which each node takes an amount: vCPUs, addresses.
struct Reached {
  std::int64_t declared = 0, maximum = 0;
  std::optional<std::int64_t> at_limits;  // empty: nothing limits it
  std::int64_t one = 0;                   // the least that a node takes; 0: no node takes any

  Reached& operator+=(const Reached& more);
};

/// What an offer's node takes; 0 for nodes that are of no concern.
using TakenByOne = std::function<std::int64_t(const Offer&)>;

/// Of a group its least and its largest size; of a pool the nodes that the graph's pods bring, and at its limits as
/// many nodes of the one type that takes most. What does not fit a limit takes nothing of it.
Reached reach_of(const NodeSource& source, const TakenByOne& taken);

/// The vCPUs of EC2 that one quota counts together. A row is a group of families, on demand and on Spot.
struct VcpuQuota {
  std::string_view name;        // "Standard", "G and VT"
  std::string_view categories;  // letters before the generation, between spaces: " g gr vt "
  std::string_view on_demand, spot;
  std::string_view otherwise = {};  // the quota that counts them where there is none of their own
};
/// nullptr: none of those that are known, or reserved, which counted when it was reserved. P5 and later stand apart on
/// Spot.
const VcpuQuota* vcpu_quota_of(const catalog::InstanceType& type, Market market);
/// All of them, in the order in which they are shown.
std::vector<const VcpuQuota*> vcpu_quotas();

/// What makes nodes of a graph, for questions of reach: as Fleet has it, and a group has offers of all types that it
/// names (the first is the one that is billed). Nodes of which a reservation or a capacity block is asked are of
/// Market::Reserved. What is wrong with the graph is for `plan` to say. REQUIRES: the graph outlives it.
std::vector<NodeSource> node_sources_of(const platform::Graph& graph);

}  // namespace slipway::cost
