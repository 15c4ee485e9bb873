#include "rules/training_jobs.h"

#include <algorithm>

#include "rules/reading.h"

namespace slipway::rules {

bool is_training_job(const kube::Object& object) {
  const std::string_view kind = object.kind, group = object.group();
  if (group == "kubeflow.org" || group == "trainer.kubeflow.org") return kind.ends_with("Job");
  if (group == "jobset.x-k8s.io" || group == "leaderworkerset.x-k8s.io" || group == "batch.volcano.sh") return true;
  return kind == "Job" && group == "batch";
}

std::int64_t ranks_of(const kube::Object& object) {
  const doc::Node& spec = (*object.node)["spec"];
  std::int64_t sum = 0;
  if (object.kind == "Job" && object.group() == "batch") return count_of(spec["parallelism"], 1);
  if (object.kind == "TrainJob") return count_of(spec["trainer"]["numNodes"], 1);
  if (object.kind == "LeaderWorkerSet") return count_of(spec["leaderWorkerTemplate"]["size"], 1);
  for (const doc::Node& job : spec["replicatedJobs"].items())
    sum += count_of(job["replicas"], 1) * count_of(job["template"]["spec"]["parallelism"], 1);
  for (const doc::Node& task : spec["tasks"].items()) sum += count_of(task["replicas"], 1);
  for (const doc::Member& member : spec.members())
    if (member.key.text().ends_with("ReplicaSpecs"))
      for (const doc::Member& role : member.value.members()) sum += count_of(role.value["replicas"], 1);
  return std::max<std::int64_t>(sum, 1);
}

}  // namespace slipway::rules
