#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kube/disruption_budget.h"
#include "kube/duration.h"
#include "kube/node_selector.h"
#include "kube/object.h"
#include "kube/resource_list.h"
#include "kube/taints.h"

namespace slipway::kube {

/// What a node's label must be, and of how many values there must be a choice. Operators: those of node selectors, and
/// Gte, Lte.
struct PoolRequirement {
  NodeSelectorRequirement requirement;
  std::optional<std::int32_t> min_values;
  friend bool operator==(const PoolRequirement&, const PoolRequirement&) = default;
};

struct NodeClassReference {
  std::string group, kind,
      name;  // "karpenter.k8s.aws", "EC2NodeClass"; with Auto Mode "eks.amazonaws.com", "NodeClass"
  friend bool operator==(const NodeClassReference&, const NodeClassReference&) = default;
};

/// What a NodePool's template and a NodeClaim have in common: the node to be.
struct NodeTemplate {
  NodeClassReference node_class;
  std::vector<PoolRequirement> requirements;
  std::vector<Taint> taints, startup_taints;
  NillableDuration expire_after;                     // 720h when left out
  std::optional<Duration> termination_grace_period;  // absent: as long as pods need
};

struct PoolBudget {
  DisruptionBudget budget;
  std::vector<std::string> reasons;  // Underutilized, Empty, Drifted; empty: all
};

/// karpenter.sh/v1. Fields that the API server would default are filled in.
struct NodePool {
  Object object;
  Labels node_labels, node_annotations;
  NodeTemplate nodes;
  std::string consolidation_policy = "WhenEmptyOrUnderutilized";
  NillableDuration consolidate_after;  // 0s when left out
  std::vector<PoolBudget> budgets;     // one of 10% when left out
  ResourceList limits;
  std::int32_t weight = 0;               // the highest is tried first
  std::optional<std::int64_t> replicas;  // a static pool: always so many nodes
};

struct NodeClaim {
  Object object;
  NodeTemplate node;
  ResourceList requests;
  std::string provider_id, node_name;  // status, as is the rest
  ResourceList capacity, allocatable;
};

NodePool read_node_pool(const doc::Node& object, Diagnostics& diagnostics);
NodeClaim read_node_claim(const doc::Node& object, Diagnostics& diagnostics);

}  // namespace slipway::kube
