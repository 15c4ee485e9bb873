#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/instance_types.h"
#include "cost/node_kit.h"
#include "cost/resources.h"
#include "kube/taints.h"

namespace slipway::cost {

enum class Market : std::uint8_t { OnDemand, Spot, Reserved, CapacityBlock };
std::string_view to_string(Market market);  // "on-demand", "spot", "reserved", "capacity block"

/// One way in which a group or pool may make a node.
struct Offer {
  const catalog::InstanceType* type = nullptr;
  Market market = Market::OnDemand;
  std::optional<PriceRow> row;  // an hour of it; empty: nobody knows it; else but on Spot on-demand's
  std::optional<PriceRow> fee;  // what EKS Auto Mode adds to the hour
  Resources capacity;           // of a pool's node, as limits count it

  Money per_hour() const { return (row ? row->price : Money()) + (fee ? fee->price : Money()); }
  std::string name() const;  // "g4dn.xlarge spot"
};

/// So many nodes of one offer.
struct Nodes {
  std::size_t offer = 0;  // into the owner's offers
  std::int64_t count = 0;
  friend bool operator==(const Nodes&, const Nodes&) = default;
};

/// What makes nodes: a managed node group, a NodePool of Karpenter or EKS Auto Mode, or one of Auto Mode's own pools.
struct NodeSource {
  enum class Kind : std::uint8_t { Group, Pool, BuiltInPool };
  Kind kind = Kind::Group;
  std::string name;                              // "group system", "pool gpu-inference"
  const platform::Resource* resource = nullptr;  // the group; of a built-in pool the cluster
  const platform::Object* object = nullptr;      // the NodePool
  SourceRange where;

  /// Groups: the one offer that is billed. Pools: all that have a price, by name.
  std::vector<Offer> offers;
  kube::Labels labels;              // of groups, besides those of type and place
  std::vector<kube::Taint> taints;  // of groups
  std::vector<std::string> zones;   // of a group's subnets; empty: all of the platform's
  NodeKit kit;
  std::vector<std::string> notes;  // what was assumed while reading it

  /// Nodes that stand whatever happens, and the most there may be; nullopt: only `limits` tell.
  std::int64_t least = 0;
  std::optional<std::int64_t> most;
  bool grows = false;  // Cluster Autoscaler adds nodes for pods
  Limits limits;       // of pools

  /// The nodes that stand, and why; not at Level::AtLimits.
  ByLevel<std::vector<Nodes>> standing;
  std::vector<Reason> reasons;
  std::int64_t standing_count(Level level) const;
};

/// Nodes of one offer, as a line shows them.
NodeCount node_count_of(const Offer& offer, const Counts& count);

/// nullopt: the group has no instance type that the catalogue knows; that is said (COST004).
std::optional<NodeSource> read_group(const platform::Resource& resource, const platform::Graph& graph,
                                     const Prices& prices, Diagnostics& diagnostics);

/// COST008: the region of the prices is not known to have the type.
void report_not_in_region(std::string_view type, SourceRange where, const Prices& prices, Diagnostics& diagnostics);

}  // namespace slipway::cost
