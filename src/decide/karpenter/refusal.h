#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "decide/karpenter/requirement_sets.h"
#include "kube/resource_list.h"
#include "kube/taints.h"

namespace slipway::karpenter {

/// How a pool's instance types fell, for one pod on a new node. A type can fail in several ways at once: it is counted
/// under each.
struct TypeLosses {
  std::size_t considered = 0;  // after limits and host ports
  std::size_t over_limit = 0;  // of the pool's types: would exceed a limit
  std::size_t port_taken = 0;  // a daemon holds a host port that the pod wants
  std::size_t unmet_requirements = 0;
  std::size_t too_small = 0;
  std::size_t no_offering = 0;
  std::map<std::string, std::size_t> by_requirement;  // label key: types that say otherwise
  std::map<std::string, std::size_t> by_resource;     // resource: types with less
};

/// Why one pool makes no node for a pod.
struct PoolRefusal {
  enum class Kind : std::uint8_t {
    NodeLimit,             // limits.nodes is used up
    ResourceLimit,         // every type exceeds a limit
    Taints,                // not tolerated
    Requirements,          // of pod and pool
    VolumeRequirements,    // of the pod's volumes and the pool
    Topology,              // no domain is left for a constraint
    TopologyRequirements,  // the constraints' domains and the pool
    Types,                 // no type is left
    MinValues,             // too few types are left
    ReservedUnavailable,   // reserved capacity would do, but is taken
  };
  std::string pool;
  Kind kind = Kind::Types;
  std::vector<kube::Taint> taints;
  std::vector<RequirementConflict> conflicts;

  struct TopologyFacts {
    std::string type, key, counts, pod_domains, node_domains;
  } topology;

  struct TypeFacts {
    TypeLosses losses;
    bool some_meets = false, some_fits = false, some_offered = false;                           // each by some type
    bool only_offering_lacks = false, only_room_lacks = false, only_requirements_lack = false;  // of some type
    std::string requirements;                                                                   // of the node to be
    kube::ResourceList requests, least_daemons, most_daemons;
    std::map<std::string, std::int64_t> short_keys;  // of MinValues: the values there are
  } types;

  /// As Karpenter words it.
  std::string to_text() const;
};

/// Why a pod has no place.
struct PodRefusal {
  enum class Kind : std::uint8_t {
    NoTemplates,        // no pool has a type that could be launched
    DeviceClaims,       // dynamic resource allocation
    Pools,              // each pool says why
    MinValuesAtLaunch,  // the cheapest 600 types offer too little choice
  };
  Kind kind = Kind::Pools;
  std::vector<PoolRefusal> pools;
  std::string pool;                                // of MinValuesAtLaunch
  std::map<std::string, std::int64_t> short_keys;  // of MinValuesAtLaunch

  /// It waits for reserved capacity; no event is made of it.
  bool waits_for_reservation() const;
  std::string to_text() const;
};

}  // namespace slipway::karpenter
