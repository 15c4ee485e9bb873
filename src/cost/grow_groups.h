#pragma once

#include <string>
#include <vector>

#include "cost/node_source.h"
#include "model/model.h"

namespace slipway::cost {

/// Pods alike that no node has room for.
struct WaitingPods {
  const kube::Pod* like = nullptr;
  Resources requests;  // of one
  std::string title;   // "Deployment default/llm"
  std::int64_t count = 0;
  std::vector<std::string> full = {};  // groups that take one, but are at their largest size
};

/// Adds nodes to groups that grow (Cluster Autoscaler) for pods that wait, up to their largest sizes: first fit
/// decreasing, each on the first group that takes it. Takes the pods that find room out of `waiting`. DaemonSets,
/// topology spread, affinity between pods (but a pod's refusal to share a node with its own kind) and volumes' zones
/// are not looked at: an estimate. Time grows with kinds of pods, not with replicas.
void grow_groups(std::vector<NodeSource>& sources, Level level, const model::Place& place,
                 std::vector<WaitingPods>& waiting);

/// A group's nodes as the model takes them.
model::StandingNodes standing_nodes_of(const NodeSource& group, std::int64_t count);

}  // namespace slipway::cost
