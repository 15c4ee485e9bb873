#include <algorithm>

#include "components/component.h"
#include "components/parts/batch_jobs.h"
#include "components/parts/batch_nodes.h"

namespace slipway::components {

namespace {

const spec::Named<spec::Training>::Entry* multi_node_job_on(const spec::Platform& platform, std::string_view queue) {
  for (const auto& entry : platform.training)
    if (entry.value.with.value == spec::TrainingOperator::AwsBatch && entry.value.queue.value == queue &&
        entry.value.nodes.value > 1)
      return &entry;
  return nullptr;
}

void check(Expansion& in, const std::string& name, const spec::BatchQueue& queue) {
  const auto* job = multi_node_job_on(in.platform, name);
  if (!job || queue.capacity.value != "spot") return;
  in.diagnostics.error("CMP180", queue.capacity.where ? queue.capacity.where : queue.where,
                       "job '" + job->name.value + "' has several nodes: AWS Batch runs such jobs on no Spot queue",
                       "write `capacity: onDemand`, or train on a Spot pool of the cluster");
}

void expand(Expansion& in) {
  for (const auto& [name, queue] : in.platform.batch) {
    check(in, name.value, queue);
    add_batch_queue(in, name.value, queue, queue.where ? queue.where : name.where);
  }
  for (const auto& [name, training] : in.platform.training)
    if (training.with.value == spec::TrainingOperator::AwsBatch)
      add_batch_job(in, name.value, training, training.where ? training.where : name.where);
}

bool wanted(const spec::Platform& platform) {
  return !platform.batch.empty() || std::ranges::any_of(platform.training.entries, [](const auto& entry) {
    return entry.value.with.value == spec::TrainingOperator::AwsBatch;
  });
}

}  // namespace

extern const Component batch = {
    "batch", "AWS Batch queues, their nodes and job definitions", Stage::Workloads, {}, wanted, nullptr, expand};

}  // namespace slipway::components
