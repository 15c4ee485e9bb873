#include "rules/kueue_queues.h"

#include <algorithm>
#include <map>
#include <utility>

#include "model/workload.h"
#include "rules/reading.h"
#include "subject/namespaces.h"

namespace slipway::rules {
namespace {

using doc::Node;
using subject::Subject;
using subject::Together;

/// Objects of a kind by namespace and name.
class ByName {
 public:
  ByName(const Subject& subject, std::string_view kind) {
    for (const kube::Object* one : subject.of_kind(kind, kKueue))
      all_[{subject::namespace_or_default(one->ns), one->name}].push_back(one);
  }

  /// Of one name the one that most surely comes into the cluster of a place; nullptr when none does.
  std::pair<const kube::Object*, Together> beside(const Subject& subject, std::string_view ns, std::string_view name,
                                                  const SourceRange& place) const {
    std::pair<const kube::Object*, Together> best{nullptr, Together::Hardly};
    const auto found = all_.find({subject::namespace_or_default(ns), name});
    if (found == all_.end()) return best;
    for (const kube::Object* one : found->second) {
      const Together how = subject::together(subject, place, name_place(*one));
      if (how < best.second) best = {one, how};
    }
    return best;
  }

 private:
  std::map<std::pair<std::string_view, std::string_view>, std::vector<const kube::Object*>> all_;
};

/// How many pods of a set are there at once when the workload runs. A Job may start with fewer, where it says so.
std::int64_t count_of_set(const kube::Object& object, const model::Workload& pods) {
  if (object.kind == "Deployment") return 1;  // each pod is a workload of its own
  const model::Counts& count = pods.count;
  const std::int64_t all = count.declared > 0 ? count.declared
                           : pods.runs_to_end ? count.most
                                              : std::max<std::int64_t>(count.least, 1);
  if (object.kind == "LeaderWorkerSet")
    return all / std::max<std::int64_t>(1, count_of((*object.node)["spec"]["replicas"], 1));
  const Node& least = (*object.node)["metadata"]["annotations"]["kueue.x-k8s.io/job-min-parallelism"];
  return std::min(all, whole_number(text_of(least)).value_or(all));
}

}  // namespace

const Node& queue_label(const kube::Object& object) {
  const Node& root = *object.node;
  const Node& metadata = object.kind == "CronJob" ? root["spec"]["jobTemplate"]["metadata"] : root["metadata"];
  return metadata["labels"]["kueue.x-k8s.io/queue-name"];
}

QueuedJobs::QueuedJobs(const Subject& subject) {
  if (subject.of_kind("ClusterQueue", kKueue).empty()) return;
  const ByName local_queues(subject, "LocalQueue"), cluster_queues(subject, "ClusterQueue");
  for (const kube::Object& object : subject.objects()) {
    // The Jobs of a ScaledJob come one by one, and as many as there is work.
    const Node& label = queue_label(object);
    if (text_of(label).empty() || object.kind == "ScaledJob") continue;
    const auto [local, near] = local_queues.beside(subject, object.ns, text_of(label), label.where());
    if (!local) continue;
    const Node& named = (*local->node)["spec"]["clusterQueue"];
    const auto [cluster, far] = cluster_queues.beside(subject, {}, text_of(named), label.where());
    if (!cluster) continue;
    QueuedJob job{&object, &label, local, cluster, std::max(near, far), {}};
    Diagnostics unheard;  // the schema says what is wrong with it
    for (model::Workload& pods : model::workloads_of(*object.node, model::Autoscaling(), unheard))
      if (const std::int64_t count = count_of_set(object, pods); count > 0)
        job.pod_sets.push_back({std::move(pods.pods.spec), count});
    if (!unheard.has_errors()) all_.push_back(std::move(job));
  }
}

}  // namespace slipway::rules
