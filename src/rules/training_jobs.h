#pragma once

#include <cstdint>
#include <span>

#include "rules/view.h"

namespace slipway::rules {

/// Whether the pods of an object work on one thing together, each waiting for the others: PyTorchJob and its like,
/// MPIJob, TrainJob, JobSet, LeaderWorkerSet, an indexed or parallel Job.
bool is_training_job(const kube::Object& object);
/// How many pods at once it makes, as far as it says; at least 1.
std::int64_t ranks_of(const kube::Object& object);

/// Pods of the view in runs of one owner each, those of training jobs only.
template <class Say>
void each_training_job(const View& view, Say say) {
  const std::span<const PodView> pods = view.pods();
  for (std::size_t i = 0; i < pods.size();) {
    std::size_t end = i + 1;
    while (end < pods.size() && pods[end].pod->owner == pods[i].pod->owner) ++end;
    if (is_training_job(*pods[i].pod->owner)) say(*pods[i].pod->owner, pods.subspan(i, end - i));
    i = end;
  }
}

}  // namespace slipway::rules
