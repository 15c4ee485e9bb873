#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "catalog/resolved_type.h"
#include "kube/objects/cluster_node.h"
#include "kube/objects/karpenter.h"
#include "kube/objects/pod.h"
#include "kube/objects/service.h"
#include "kube/objects/storage.h"
#include "kube/objects/workloads.h"

namespace slipway::karpenter {

/// What Karpenter looks at when it decides, as plain values. Lists stand in the order in which the API server would
/// give them (oldest first); read_cluster makes one of manifests. Each value is Kubernetes' own object, with what only
/// a live object has beside it.

/// One way to get an instance type.
struct Offering {
  std::string zone;
  std::string capacity_type;  // spot, on-demand, reserved
  double price = 0;           // USD an hour
  bool available = true;
  std::string reservation_id;  // of a reserved one
  std::int64_t reservation_capacity = 0;
  /// Further labels of its nodes, as the AWS provider adds the zone's id and a reservation's type; an empty value:
  /// they do not have that one.
  kube::Labels labels = {};
};

struct InstanceType {
  catalog::ResolvedType type;
  std::vector<Offering> offerings;
};

struct NodePool {
  kube::NodePool pool;
  /// Its conditions ValidationSucceeded, NodeClassReady and Ready are all true.
  bool is_ready = true;
  bool is_deleting = false;
  /// What the provider offers to the pool: indices of Cluster::types, in the provider's order (it decides ties).
  std::vector<std::uint32_t> types;
};

struct Pod {
  kube::Pod pod;
  std::string uid;           // unique; decides the queue's order where all else is equal
  std::int64_t created = 0;  // seconds since 1970
  /// kube-scheduler has tried it and failed.
  bool is_unschedulable = false;
  bool is_unready = false;  // its condition Ready is False
  bool of_daemon_set = false, of_stateful_set = false, of_node = false;
  std::string controller_uid;           // of its controlling owner
  std::optional<std::int64_t> started;  // seconds since 1970
  bool claims_devices = false;          // dynamic resource allocation
  /// What it asks for in all, pods: 1 included, as Karpenter reckons it (pod_request_total).
  Shared<kube::ResourceList> requests;
};

struct DaemonSet {
  kube::DaemonSet set;
  std::string uid;
};

struct NodeClaim {
  kube::NodeClaim claim;
  bool is_deleting = false;     // has a deletion timestamp
  bool is_terminating = false;  // its condition InstanceTerminating is true
};

struct Node {
  kube::Node node;
  bool is_deleting = false;
  /// How many volumes may be attached, by CSI driver; of the node's CSINode.
  std::map<std::string, std::int64_t, std::less<>> volume_limits;
};

struct PersistentVolumeClaim {
  kube::PersistentVolumeClaim claim;
  bool is_deleting = false;
};

struct PersistentVolume {
  kube::PersistentVolume volume;
  bool is_deleting = false;
  bool is_on_node = false;  // local or hostPath: where it is says nothing of where the pod goes next
  bool is_in_tree_ebs = false;
};

struct Cluster {
  std::vector<InstanceType> types;  // of all pools; REQUIRES: names unique within a pool
  std::vector<NodePool> pools;
  std::vector<DaemonSet> daemon_sets;
  std::vector<NodeClaim> claims;
  std::vector<Node> nodes;
  std::vector<Pod> pods;
  std::vector<kube::PodDisruptionBudget> budgets;
  std::vector<PersistentVolumeClaim> volume_claims;
  std::vector<PersistentVolume> volumes;
  std::vector<kube::StorageClass> storage_classes;
  std::vector<kube::Namespace> namespaces;
  std::int64_t now = 0;  // seconds since 1970
};

enum class PreferencePolicy : std::uint8_t { Respect, Ignore };
enum class MinValuesPolicy : std::uint8_t { Strict, BestEffort };
/// What happens when a node could use reserved capacity but none is left: the pod waits, or other capacity is taken.
enum class ReservedMode : std::uint8_t { Strict, Fallback };

/// The controller's settings that change decisions, with its defaults.
struct Options {
  PreferencePolicy preference_policy = PreferencePolicy::Respect;
  MinValuesPolicy min_values_policy = MinValuesPolicy::Strict;
  bool reserved_capacity = true;  // feature gate
  ReservedMode reserved_mode = ReservedMode::Strict;
  /// Not Karpenter's: false explains of pods that are alike only the first that is refused; the refusals of the others
  /// name no pools. Where many wait most of the time goes into reasons.
  bool explain_each = true;
};

}  // namespace slipway::karpenter
