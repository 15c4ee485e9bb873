#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "kube/objects/pod.h"
#include "kube/objects/storage.h"
#include "model/replicas.h"

namespace slipway::model {

/// More pods than this are refused as a mistake, of one workload and of all of them together.
inline constexpr std::int64_t kMostPods = 100'000;

/// Pods alike that one object makes: the replicas of a Deployment, the head or a worker group of a RayCluster, …
struct Workload {
  const doc::Node* object = nullptr;
  std::string kind, ns, name;  // of the object; ns is never empty
  std::string part;            // "head", "worker-group gpu": which of its pods; "" when it makes one kind only
  bool runs_to_end = false;    // a Job, a training run: what makes a platform busy, not what stands
  kube::PodTemplate pods;      // labels as the controller completes them, resources as the API server does
  std::string pod_name;        // "llm", to which a number is added
  bool is_single = false;      // a pod that is named in full
  std::string index_label;     // gets the pod's number; "" for none
  std::vector<kube::PersistentVolumeClaim> claims;  // each pod gets one of each
  Counts count;

  /// "Deployment default/llm", "RayCluster ml/ray head"
  std::string title() const;
};

/// What an object makes pods of; none when it makes none. DaemonSets are not workloads: their pods follow the nodes.
///
/// MODEL001 (error)  more than kMostPods
/// MODEL002 (error)  a number of replicas that is none; it counts as 0
/// MODEL005 (note)   pods that cannot be foretold: a CronJob's (one run counts at Most), those of a kind not known here
std::vector<Workload> workloads_of(const doc::Node& object, const Autoscaling& autoscaling, Diagnostics& diagnostics);

}  // namespace slipway::model
