#pragma once

#include "cost/resources.h"
#include "model/workload.h"
#include "platform/graph.h"

namespace slipway::cost {

/// Whether a Fargate profile selects these pods: they run there and need no node.
bool selects(const platform::Resource& profile, const model::Workload& pods);
bool runs_on_fargate(const model::Workload& pods, const platform::Graph& graph);

/// The size that Fargate gives a pod: its requests and 256 MiB for the kubelet, rounded up to what is on offer.
struct FargateSize {
  std::int64_t cpu_milli = 0, memory_mib = 0;
};
/// nullopt: larger than any.
std::optional<FargateSize> fargate_size(const Resources& requests);

}  // namespace slipway::cost
