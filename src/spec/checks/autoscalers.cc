#include <fmt/core.h>

#include <algorithm>

#include "spec/checks/checks.h"
#include "spec/ids.h"

namespace slipway::spec::checks {
namespace {

const ComponentUse* component(const Platform& platform, std::string_view name) {
  for (const ComponentUse& use : platform.components)
    if (use.name.value == name) return &use;
  return nullptr;
}

/// Pods that carry no toleration land where nothing is tainted: two autoscalers that each have such a place both buy a
/// node for the same pod.
bool is_open(const std::vector<Taint>& taints) {
  return std::ranges::none_of(taints, [](const Taint& taint) { return taint.effect.value != "PreferNoSchedule"; });
}

const Named<NodePool>::Entry* open_pool(const Platform& platform) {
  for (const auto& entry : platform.node_pools)
    if (is_open(entry.value.taints)) return &entry;
  return nullptr;
}

/// Cluster Autoscaler and Karpenter side by side work on node sets that exclude each other.
void side_by_side(const Platform& platform, Diagnostics& diagnostics) {
  const auto* pool = open_pool(platform);
  if (!pool) return;
  for (const auto& [name, group] : platform.node_groups)
    if (group.max.value > group.min.value && is_open(group.taints))
      diagnostics.warning(
          id::kAutoscalers, name.where,
          fmt::format("Cluster Autoscaler would grow {} for the same pods for which Karpenter buys nodes of "
                      "{}: neither is tainted",
                      name.value, pool->name.value),
          "taint one of them, or give the group min = max");
}

void managed(const Platform& platform, Diagnostics& diagnostics) {
  const auto& nodes = platform.autoscaler.nodes;
  const SourceRange where = place(nodes, platform.autoscaler.where);
  const bool karpenter = nodes.value == NodeAutoscaler::Karpenter || component(platform, "karpenter");
  const bool cluster_autoscaler =
      nodes.value == NodeAutoscaler::ClusterAutoscaler || component(platform, "cluster-autoscaler");
  if (nodes.value == NodeAutoscaler::Auto)
    diagnostics.error(id::kAutoMode, where, "autoscaler.nodes: auto needs cluster.mode: auto",
                      "set cluster.mode: auto, or nodes: karpenter");
  else if (!platform.node_pools.empty() && !karpenter)
    diagnostics.error(id::kAutoscalers, platform.node_pools.entries.front().name.where,
                      "nodePools are Karpenter's, but nothing runs Karpenter here",
                      nodes.value == NodeAutoscaler::ClusterAutoscaler
                          ? "add karpenter to components: it buys for nodePools, Cluster Autoscaler grows nodeGroups"
                          : "set autoscaler.nodes: karpenter");
  if (karpenter && cluster_autoscaler) side_by_side(platform, diagnostics);
}

/// Auto Mode runs its own Karpenter. One of your own beside it (hybrid) must have pods of its own.
void auto_mode(const Platform& platform, Diagnostics& diagnostics) {
  const auto& nodes = platform.autoscaler.nodes;
  if (nodes.value == NodeAutoscaler::ClusterAutoscaler)
    diagnostics.error(id::kAutoMode, place(nodes, platform.autoscaler.where),
                      "Cluster Autoscaler cannot grow what EKS Auto Mode runs",
                      "set nodes: auto, or nodes: karpenter for a hybrid");
  const bool has_karpenter = nodes.value == NodeAutoscaler::Karpenter || component(platform, "karpenter");
  for (const auto& [name, node_class] : platform.node_classes)
    if (!has_karpenter && !node_class.ami_ids.empty())
      diagnostics.error(id::kAutoMode, node_class.ami_ids.front().where,
                        fmt::format("class {} names AMIs, but EKS Auto Mode takes none but its own", name.value),
                        "leave amiIds out, or set autoscaler.nodes: karpenter for a hybrid");
  if (!has_karpenter) return;
  const auto* pool = open_pool(platform);
  const auto& own = platform.cluster.auto_node_pools;
  const bool general = std::ranges::find(own, "general-purpose", &Text::value) != own.end();
  if (pool && general)
    diagnostics.warning(
        id::kAutoscalers, pool->name.where,
        fmt::format("Auto Mode's general-purpose pool and Karpenter's {} would both buy a node for the same "
                    "pods: neither is tainted",
                    pool->name.value),
        "taint the pool; workloads that name it tolerate it");
}

}  // namespace

void autoscalers(const Platform& platform, Diagnostics& diagnostics) {
  if (platform.cluster.mode.value == ClusterMode::Auto)
    auto_mode(platform, diagnostics);
  else
    managed(platform, diagnostics);
}

}  // namespace slipway::spec::checks
