#include "rules/kueue_queues.h"

#include <algorithm>
#include <utility>

#include "model/workload.h"
#include "rules/reading.h"

namespace slipway::rules {
namespace {

using doc::Node;
using subject::Subject;
using subject::Together;

/// Of objects of one name the one that most surely comes into the cluster of a place; nullptr when none does.
std::pair<const kube::Object*, Together> beside(const Subject& subject, std::string_view kind, std::string_view ns,
                                                std::string_view name, const SourceRange& place) {
  std::pair<const kube::Object*, Together> best{nullptr, Together::Hardly};
  for (const kube::Object* one : subject.of_kind(kind, kKueue)) {
    if (one->name != name || (one->ns.empty() ? "default" : one->ns) != ns) continue;
    const Together how = subject::together(subject, place, name_place(*one));
    if (how < best.second) best = {one, how};
  }
  return best;
}

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
  for (const kube::Object& object : subject.objects()) {
    // The Jobs of a ScaledJob come one by one, and as many as there is work.
    const Node& label = queue_label(object);
    if (text_of(label).empty() || object.kind == "ScaledJob") continue;
    const std::string_view ns = object.ns.empty() ? std::string_view("default") : std::string_view(object.ns);
    const auto [local, near] = beside(subject, "LocalQueue", ns, text_of(label), label.where());
    if (!local) continue;
    const Node& named = (*local->node)["spec"]["clusterQueue"];
    const auto [cluster, far] = beside(subject, "ClusterQueue", "default", text_of(named), label.where());
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
