#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "decide/karpenter/amounts.h"
#include "decide/karpenter/daemons.h"
#include "decide/karpenter/preferences.h"
#include "decide/karpenter/storage.h"
#include "decide/karpenter/topology.h"

namespace slipway::karpenter {

/// One of a pod's own groups, or one that keeps it away, made ready to ask.
struct OwnedGroup {
  const TopologyGroup* group = nullptr;
  bool selects_itself = false;
};

/// A pod's constraints after so many steps of relaxation, made ready.
struct Level {
  Constraints constraints;
  NodeTerms required;  // with the heaviest wish
  NodeTerms strict;
  bool has_groups = false;                // `groups` are made
  std::vector<GroupId> groups;            // own ones, ascending
  std::vector<OwnedGroup> domain_groups;  // of them those over labels
  std::vector<OwnedGroup> host_groups;    // and over hosts
  std::vector<std::int8_t> tolerates;     // by taint list: 0 not asked, 1 yes, -1 no
};

/// Pods that differ in nothing but their name and how much they ask for: what is reckoned for one holds for all.
struct Shape {
  LabelClass labels = 0;
  HostPorts ports;
  bool claims_devices = false;
  std::vector<NodeTerms> volume_alternatives;  // one must hold; none: anywhere
  std::optional<AttachedVolumes> attached;     // nullopt: not to be found
  bool is_known_to_topology = false;           // volumes that cannot be found keep a pod out of it at first
  std::vector<GroupId> inverse_groups;
  bool has_inverse_groups = false;
  std::vector<Level> levels;  // as far as they were needed
  bool is_exhausted = false;  // nothing is left to relax
};

/// A pod of the run.
struct QueuedPod {
  std::uint32_t index = 0;  // in Cluster::pods
  std::uint32_t shape = 0;
  Amounts requests;
};

}  // namespace slipway::karpenter
