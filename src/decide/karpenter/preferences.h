#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "kube/objects/pod.h"

namespace slipway::karpenter {

/// What of a pod says where it may run; relaxing changes it step by step.
struct Constraints {
  kube::Labels node_selector;
  kube::Affinity affinity;
  std::vector<kube::Toleration> tolerations;
  std::vector<kube::TopologySpreadConstraint> spread;
  friend bool operator==(const Constraints&, const Constraints&) = default;
};
/// Preferred nodes stand with the heaviest first, as Karpenter's sort leaves them.
Constraints constraints_of(const kube::PodSpec& pod);

/// Whether some pool has a PreferNoSchedule taint; only then tolerating them is the last resort.
enum class SoftTaints : std::uint8_t { None, Some };

/// The pod's constraints with one wish less; nullopt when nothing is left to give up. In Karpenter's order: the first
/// of several required node terms, the heaviest preferred pod affinity, anti-affinity and node term, the first spread
/// that may be violated (the last one takes its place), PreferNoSchedule taints. Follows Karpenter 1.14.1,
/// pkg/controllers/provisioning/scheduling/preferences.go.
std::optional<Constraints> relaxed(Constraints constraints, SoftTaints soft_taints);

/// Adds the toleration of all PreferNoSchedule taints; false when it was there.
bool tolerate_soft_taints(std::vector<kube::Toleration>& tolerations);

}  // namespace slipway::karpenter
