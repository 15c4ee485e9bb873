#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kube/label_selector.h"
#include "kube/node_selector.h"
#include "kube/objects/fields.h"

namespace slipway::kube {

/// Pods that a pod wants near (affinity) or far (anti-affinity), within one value of the topology key.
struct PodAffinityTerm {
  std::optional<LabelSelector> selector;            // absent: no pods
  std::vector<std::string> namespaces;              // with the selector absent too: the pod's own
  std::optional<LabelSelector> namespace_selector;  // empty: all
  std::string topology_key;
  std::vector<std::string> match_label_keys, mismatch_label_keys;
  friend bool operator==(const PodAffinityTerm&, const PodAffinityTerm&) = default;
};

struct WeightedPodAffinityTerm {
  std::int32_t weight = 0;
  PodAffinityTerm term;
  friend bool operator==(const WeightedPodAffinityTerm&, const WeightedPodAffinityTerm&) = default;
};

struct PodAffinity {
  std::vector<PodAffinityTerm> required;
  std::vector<WeightedPodAffinityTerm> preferred;
  bool empty() const { return required.empty() && preferred.empty(); }
  friend bool operator==(const PodAffinity&, const PodAffinity&) = default;
};

struct Affinity {
  std::optional<NodeSelector> required_nodes;
  std::vector<PreferredSchedulingTerm> preferred_nodes;
  PodAffinity pods, anti_pods;
  friend bool operator==(const Affinity&, const Affinity&) = default;
};

/// How evenly pods must stand over the values of a topology key.
struct TopologySpreadConstraint {
  std::int32_t max_skew = 1;
  std::string topology_key;
  std::string when_unsatisfiable;  // DoNotSchedule, ScheduleAnyway
  std::optional<LabelSelector> selector;
  std::optional<std::int32_t> min_domains;
  std::string node_affinity_policy = "Honor";
  std::string node_taints_policy = "Ignore";
  std::vector<std::string> match_label_keys;
  friend bool operator==(const TopologySpreadConstraint&, const TopologySpreadConstraint&) = default;
};

Affinity read_affinity(const Fields& fields);
TopologySpreadConstraint read_topology_spread(const Fields& fields);

}  // namespace slipway::kube
