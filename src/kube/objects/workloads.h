#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kube/int_or_percent.h"
#include "kube/label_selector.h"
#include "kube/object.h"
#include "kube/objects/pod.h"
#include "kube/objects/storage.h"

namespace slipway::kube {

/// What keeps pods running. Fields that the API server would default are filled in.
struct Deployment {
  Object object;
  std::int32_t replicas = 1;
  std::optional<LabelSelector> selector;
  PodTemplate pods;
  std::string strategy = "RollingUpdate";        // or Recreate
  IntOrPercent max_surge = IntOrPercent("25%");  // of a rolling update
  IntOrPercent max_unavailable = IntOrPercent("25%");
  std::int32_t min_ready_seconds = 0;
  bool paused = false;
};

struct ReplicaSet {
  Object object;
  std::int32_t replicas = 1;
  std::optional<LabelSelector> selector;
  PodTemplate pods;
};

struct StatefulSet {
  Object object;
  std::int32_t replicas = 1;
  std::optional<LabelSelector> selector;
  PodTemplate pods;
  std::string service_name;
  std::string pod_management = "OrderedReady";    // or Parallel
  std::string update_strategy = "RollingUpdate";  // or OnDelete
  std::int32_t partition = 0;
  std::vector<PersistentVolumeClaim> claims;  // each pod gets one of each
};

struct DaemonSet {
  Object object;
  std::optional<LabelSelector> selector;
  PodTemplate pods;
  std::string update_strategy = "RollingUpdate";  // or OnDelete
  IntOrPercent max_unavailable = IntOrPercent(1);
  IntOrPercent max_surge = IntOrPercent(0);
};

Deployment read_deployment(const doc::Node& object, Diagnostics& diagnostics);
ReplicaSet read_replica_set(const doc::Node& object, Diagnostics& diagnostics);
StatefulSet read_stateful_set(const doc::Node& object, Diagnostics& diagnostics);
DaemonSet read_daemon_set(const doc::Node& object, Diagnostics& diagnostics);

}  // namespace slipway::kube
