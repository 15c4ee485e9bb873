#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kube/objects/pod.h"
#include "subject/subject.h"
#include "subject/together.h"

namespace slipway::rules {

inline constexpr std::string_view kKueue = "kueue.x-k8s.io";

/// The label by which an object's pods are queued: its own, of a CronJob that of the Jobs it makes. An absent Node
/// without one.
const doc::Node& queue_label(const kube::Object& object);

/// Pods alike of one workload, which Kueue admits together or not at all.
struct PodSet {
  kube::PodSpec pod;
  std::int64_t count = 1;
};

/// An object whose pods wait for a ClusterQueue among the files.
struct QueuedJob {
  const kube::Object* object;
  const doc::Node* label;
  const kube::Object* local_queue;
  const kube::Object* cluster_queue;
  subject::Together how;         // the three of them
  std::vector<PodSet> pod_sets;  // of one workload: of a Deployment one pod, of a LeaderWorkerSet one group
};

/// All of them, in the order of the files; those of which it is not known which queue they meet are left out.
class QueuedJobs {
 public:
  explicit QueuedJobs(const subject::Subject& subject);
  const std::vector<QueuedJob>& all() const { return all_; }

 private:
  std::vector<QueuedJob> all_;
};

}  // namespace slipway::rules
