#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/shared.h"
#include "kube/object.h"
#include "kube/objects/affinity.h"
#include "kube/objects/storage.h"
#include "kube/resource_list.h"
#include "kube/taints.h"

namespace slipway::kube {

struct ContainerPort {
  std::string name;
  std::int32_t container_port = 0;
  std::int32_t host_port = 0;  // 0: none
  std::string host_ip;
  std::string protocol = "TCP";
  friend bool operator==(const ContainerPort&, const ContainerPort&) = default;
};

struct Container {
  std::string name, image;
  ResourceRequirements resources;
  std::string restart_policy;  // of an init container: "Always" makes it a sidecar
  std::vector<ContainerPort> ports;
  const doc::Node* node = nullptr;

  bool is_sidecar() const { return restart_policy == "Always"; }
};

struct Volume {
  enum class Source : std::uint8_t { Claim, EphemeralClaim, EmptyDir, Csi, HostPath, Other };
  std::string name = {};
  Source source = Source::Other;
  std::string claim_name = {};                         // of a Claim
  std::optional<PersistentVolumeClaimSpec> spec = {};  // of an EphemeralClaim
  std::string driver = {};                             // of Csi
  std::string medium = {};                             // of an EmptyDir: "Memory" counts against memory
  std::optional<Quantity> size_limit = {};             // of an EmptyDir
  const doc::Node* node = nullptr;
};

/// What scheduling and cost need to know of a pod. Defaults of the API server are filled in where a decision needs
/// them, except for resources: see with_default_resources.
struct PodSpec {
  std::vector<Container> containers, init_containers;
  std::optional<ResourceRequirements> resources;  // of the pod as a whole
  ResourceList overhead;

  Labels node_selector;
  Affinity affinity;
  std::vector<Toleration> tolerations;
  std::vector<TopologySpreadConstraint> topology_spread;
  std::string priority_class_name;
  std::optional<std::int32_t> priority;
  std::string preemption_policy;  // "" or PreemptLowerPriority, Never
  std::string scheduler_name = "default-scheduler";
  std::vector<std::string> scheduling_gates;
  std::string node_name;

  std::vector<Volume> volumes;
  std::vector<std::string> resource_claims;  // the pod's names for its device claims
  std::string service_account = "default";
  std::string runtime_class_name;
  bool host_network = false;
  std::string restart_policy = "Always";
  std::int64_t termination_grace_period_seconds = 30;
  std::optional<std::int64_t> active_deadline_seconds;
  const doc::Node* node = nullptr;
};

struct Pod {
  Object object;
  Shared<PodSpec> spec;             // pods of one template have one
  std::string phase;                // Pending, Running, Succeeded, Failed; "" for a manifest
  std::string nominated_node_name;  // where it waits for others to make room
  bool is_deleting = false;         // has a deletion timestamp
};

/// The pods that a workload makes.
struct PodTemplate {
  Labels labels, annotations;
  PodSpec spec;
  const doc::Node* node = nullptr;
};

PodSpec read_pod_spec(const Fields& fields);
PodTemplate read_pod_template(const Fields& fields);
Pod read_pod(const doc::Node& object, Diagnostics& diagnostics);

}  // namespace slipway::kube
