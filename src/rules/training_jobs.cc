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
  if (object.kind == "Job" && object.group() == "batch") return integer_of(spec["parallelism"]).value_or(1);
  if (object.kind == "TrainJob") return integer_of(spec["trainer"]["numNodes"]).value_or(1);
  if (object.kind == "LeaderWorkerSet") return integer_of(spec["leaderWorkerTemplate"]["size"]).value_or(1);
  for (const doc::Node& job : spec["replicatedJobs"].items())
    sum += integer_of(job["replicas"]).value_or(1) * integer_of(job["template"]["spec"]["parallelism"]).value_or(1);
  for (const doc::Node& task : spec["tasks"].items()) sum += integer_of(task["replicas"]).value_or(1);
  for (const doc::Member& member : spec.members())
    if (member.key.text().ends_with("ReplicaSpecs"))
      for (const doc::Member& role : member.value.members()) sum += integer_of(role.value["replicas"]).value_or(1);
  return std::max<std::int64_t>(sum, 1);
}

}  // namespace slipway::rules
