#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cost/node_kit.h"
#include "cost/node_shape.h"
#include "cost/pod_groups.h"
#include "kube/taints.h"

namespace slipway::cost {

enum class Market { OnDemand, Spot };
std::string_view to_string(Market market);  // "on-demand", "spot"

/// One way in which a group or pool may make a node.
struct Offer {
  const catalog::InstanceType* type = nullptr;
  Market market = Market::OnDemand;
  PriceRow row;                 // an hour of it
  std::optional<PriceRow> fee;  // what EKS Auto Mode adds to the hour
  std::shared_ptr<const NodeShape> shape;

  Money per_hour() const { return fee ? row.price + fee->price : row.price; }
  std::string name() const;  // "g4dn.xlarge spot"
};

/// So many nodes of one offer.
struct Nodes {
  std::size_t offer = 0;  // into the owner's offers
  std::int64_t count = 0;
  friend bool operator==(const Nodes&, const Nodes&) = default;
};

/// Amounts that all nodes of a pool together may not exceed: cpu in thousandths, memory in MiB, nodes and devices in
/// units.
using Limits = std::map<std::string, std::int64_t, std::less<>>;

/// What makes nodes: a managed node group, a NodePool of Karpenter or EKS Auto Mode, or one of Auto Mode's own pools.
struct NodeSource {
  enum class Kind { Group, Pool, BuiltInPool };
  Kind kind = Kind::Group;
  std::string name;                              // "group system", "pool gpu-inference"
  const platform::Resource* resource = nullptr;  // the group; of a built-in pool the cluster
  const platform::Object* object = nullptr;      // the NodePool
  SourceRange where;

  /// Groups: the one offer that is billed. Pools: all, those that are taken first before others: Spot before on demand
  /// as Karpenter does, then the cheaper, then by name.
  std::vector<Offer> offers;
  LabelValues labels;  // besides those of the type
  std::vector<kube::Taint> taints;
  NodeKit kit;
  std::vector<std::string> notes;  // what was assumed while reading it

  /// Nodes that stand whatever happens, and the most there may be; nullopt: only `limits` tell.
  std::int64_t least = 0;
  std::optional<std::int64_t> most;
  bool grows = false;       // an autoscaler adds nodes for pods
  std::int64_t weight = 0;  // pools: the higher, the earlier asked
  Limits limits;

  /// Filled in by stand_up(): the nodes that stand when nobody uses the platform.
  std::vector<Nodes> standing;
  std::int64_t standing_count() const;
};

/// Whether a node of this source and offer meets a requirement. A zone requirement is met when no zones are known.
bool meets(const NodeSource& source, const Offer& offer, const LabelRequirement& requirement);

/// nullopt: the group has no instance type that the catalogue knows and prices; that is said (COST004).
std::optional<NodeSource> read_group(const platform::Resource& resource, const platform::Graph& graph,
                                     const Prices& prices, Diagnostics& diagnostics);
NodeSource read_pool(const platform::Object& object, const platform::Graph& graph, const Prices& prices);
/// Auto Mode's general-purpose and system, unless a NodePool object of this name is there.
std::vector<NodeSource> read_built_in_pools(const platform::Graph& graph, const Prices& prices);

/// All groups and pools of a graph, with what stands in them.
class Fleet {
 public:
  Fleet(const platform::Graph& graph, const Prices& prices, const std::vector<PodGroup>& pods,
        Diagnostics& diagnostics);
  const std::vector<NodeSource>& sources() const { return sources_; }
  const NodeSource* of(const platform::Resource& resource) const;  // a group
  const NodeSource* of(const platform::Object& object) const;

 private:
  std::vector<NodeSource> sources_;
};

}  // namespace slipway::cost
