#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "decide/karpenter/cluster.h"

namespace slipway::karpenter {

/// A node and its claim as one thing, at whatever stage they are: launched, registered, initialised. Follows Karpenter
/// 1.14.1, pkg/controllers/state/{cluster,statenode}.go. Points into the cluster.
struct StateNode {
  const Node* node = nullptr;
  const NodeClaim* claim = nullptr;
  std::vector<const Pod*> pods;  // bound to it and not over, as they are listed

  bool is_managed() const { return claim != nullptr; }
  bool is_registered() const { return is_marked("karpenter.sh/registered"); }
  bool is_initialized() const { return is_marked("karpenter.sh/initialized"); }
  bool is_leaving() const;
  const std::string& name() const;
  const kube::Labels& labels() const;
  std::string host_name() const;
  /// Those that stay: while it starts, taints that will go away do not count.
  std::vector<kube::Taint> taints() const;
  kube::ResourceList capacity() const;  // nodes: 1 included
  kube::ResourceList allocatable() const;

 private:
  bool is_marked(std::string_view label) const;
  kube::ResourceList reported(kube::ResourceList kube::Node::*of_node,
                              kube::ResourceList kube::NodeClaim::*of_claim) const;
};

/// By provider id.
std::vector<StateNode> state_nodes(const Cluster& cluster);

/// Pods of a node that is going away that need a new place now.
bool is_currently_reschedulable(const Pod& pod, const Cluster& cluster);

/// Pods that Karpenter is to find a place for: unschedulable, unbound, nobody else's.
bool is_provisionable(const Pod& pod);
bool is_over(const Pod& pod);  // succeeded or failed

}  // namespace slipway::karpenter
