// Pods that an EKS Fargate profile selects: billed by their vCPUs and memory instead of by nodes.
#include "cost/fargate.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "cost/parts.h"
#include "cost/volumes.h"
#include "kube/pod_resources.h"

namespace slipway::cost {
namespace {

/// vCPUs on offer and the memory that goes with them: from, to, by steps of. Source: EKS user guide, "Fargate Pod
/// configuration".
struct Step {
  std::int64_t cpu_milli, least, most, step;
};
constexpr std::array<Step, 7> kSteps = {{{250, 512, 2048, 512},
                                         {500, 1024, 4096, 1024},
                                         {1000, 2048, 8192, 1024},
                                         {2000, 4096, 16384, 1024},
                                         {4000, 8192, 30720, 1024},
                                         {8000, 16384, 61440, 4096},
                                         {16000, 32768, 122880, 8192}}};

}  // namespace

bool selects(const platform::Resource& profile, const model::Workload& pods) {
  for (const auto* selector : blocks(profile["selector"])) {
    const auto* name_space = member(*selector, "namespace").string();
    if (!name_space || *name_space != pods.ns) continue;
    const auto& labels = pods.pods.labels;
    const auto* wanted = member(*selector, "labels").map();
    const bool all = !wanted || std::ranges::all_of(wanted->entries(), [&](const auto& entry) {
      const auto* value = entry.second.string();
      const auto found = labels.find(entry.first);
      return value && found != labels.end() && found->second == *value;
    });
    if (all) return true;
  }
  return false;
}

bool runs_on_fargate(const model::Workload& pods, const platform::Graph& graph) {
  const auto profiles = graph.of_type("aws_eks_fargate_profile");
  return std::ranges::any_of(profiles, [&](const auto* profile) { return selects(*profile, pods); });
}

std::optional<FargateSize> fargate_size(const Resources& requests) {
  constexpr std::int64_t kKubelet = 256;
  const std::int64_t memory = requests.memory_mib + kKubelet;
  for (const auto& step : kSteps) {
    if (requests.cpu_milli > step.cpu_milli || memory > step.most) continue;
    std::int64_t size = step.least;
    while (size < memory) size += step.step;
    return FargateSize{step.cpu_milli, size};
  }
  return std::nullopt;
}

void price_fargate_profile(const platform::Resource& resource, Pricing& in) {
  LineWriter line(in, "fargate", resource.id.name, resource);
  Counts all;
  for (const auto& pods : in.workloads) {
    if (!selects(resource, pods)) continue;
    const auto size = fargate_size(resources_of(kube::pod_requests(pods.pods.spec)));
    if (!size) {
      line.note("too large for Fargate: " + pods.title());
      continue;
    }
    const Counts counts = counts_of(pods);
    line.charge(times(counts, quantity(whole(size->cpu_milli).times(1, 1000), "vCPU")), "fargate/vcpu");
    line.charge(times(counts, quantity(whole(size->memory_mib).times(1, 1024), "GB")), "fargate/memory");
    for (const Level level : kLevels) all[level] += counts[level];
  }
  line.what(fmt::format("pods, {}", range_of(all)));
  line.note("the pods of charts are not counted");
  std::move(line).finish();
}

}  // namespace slipway::cost
