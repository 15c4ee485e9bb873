#pragma once

#include <map>
#include <vector>

#include "cost/node_source.h"
#include "model/model.h"
#include "provision/outcome.h"

namespace slipway::cost {

/// A graph's objects as decisions look at them, with the NodePools that EKS Auto Mode keeps itself (general-purpose,
/// system), which no object describes.
class DecidedObjects {
 public:
  /// REQUIRES: the graph outlives it.
  explicit DecidedObjects(const platform::Graph& graph);
  const std::vector<const doc::Node*>& all() const { return all_; }
  /// Auto Mode's own pools, by name, and the cluster that has them.
  const std::map<std::string, const platform::Resource*>& built_in() const { return built_in_; }

 private:
  std::vector<doc::Document> made_;
  std::vector<const doc::Node*> all_;
  std::map<std::string, const platform::Resource*> built_in_;
};

/// What makes pods, in the graph's order.
std::vector<model::Workload> workloads_of(const platform::Graph& graph);

/// What decisions about a graph's pods look at beside its objects: where it is, and the nodes of its groups.
/// REQUIRES: the catalogue knows the graph's region.
model::Setting setting_of(const platform::Graph& graph, const std::vector<NodeSource>& groups);

/// All groups and pools of a graph, with the nodes that stand in them at each level. What pods bring is decided as
/// Karpenter decides (provision::run, as `slipway solve` does); groups grow for pods that are left where Cluster
/// Autoscaler runs. Pods that Fargate runs need no node. Pods without a place are said (COST006).
class Fleet {
 public:
  Fleet(const platform::Graph& graph, const Prices& prices, const std::vector<model::Workload>& workloads,
        Diagnostics& diagnostics);
  const std::vector<NodeSource>& sources() const { return sources_; }
  const NodeSource* of(const platform::Resource& resource) const;  // a group
  const NodeSource* of(const platform::Object& object) const;
  /// False: no price of the region is known, and which nodes pools make was not asked.
  bool is_decided() const { return is_decided_; }

 private:
  std::vector<NodeSource> sources_;
  bool is_decided_ = true;
};

}  // namespace slipway::cost
