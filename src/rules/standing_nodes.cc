#include <fmt/core.h>

#include <algorithm>

#include "rules/rule.h"

/// Nodes that a platform has before anything is bought, and who makes more of them.
namespace slipway::rules {
namespace {

using spec::Platform;
using subject::Subject;

bool has_component(const Platform& platform, std::string_view name) {
  return std::ranges::any_of(platform.components, [&](const auto& use) { return use.name.value == name; });
}

void check_first_node(const Subject& subject, Findings& findings) {
  const Platform* platform = subject.platform();
  if (!platform || platform->cluster.mode.value == spec::ClusterMode::Auto || !platform->node_groups.entries.empty())
    return;
  const bool has_pools = !platform->node_pools.entries.empty();
  const SourceRange where = has_pools ? platform->node_pools.entries.front().name.where : platform->name.where;
  findings.say(where,
               has_pools ? "Karpenter buys nodes for these pools, and has none to run on itself"
                         : "no node will ever exist: CoreDNS and everything else stays pending",
               "", "nodeGroups: {system: {instanceTypes: [m7i.large], min: 2, max: 3}}, or cluster.mode: auto");
}

/// What ends it; beside pools the Cluster Autoscaler must not take Karpenter's place, in Auto Mode it cannot run.
std::string size_for(const Platform& platform, const spec::NodeGroup& group, std::int64_t nodes) {
  std::string fix = fmt::format("desired: {}", nodes);
  if (nodes > group.max.value) fix += fmt::format(" and max: {}", nodes);
  if (platform.cluster.mode.value == spec::ClusterMode::Auto) return fix;
  return fix + (platform.node_pools.empty() ? ", or autoscaler.nodes: clusterAutoscaler"
                                            : ", or add cluster-autoscaler to components beside Karpenter");
}

void check_growth(const Subject& subject, Findings& findings) {
  const Platform* platform = subject.platform();
  if (!platform || platform->autoscaler.nodes.value == spec::NodeAutoscaler::ClusterAutoscaler ||
      has_component(*platform, "cluster-autoscaler"))
    return;
  for (const auto& [name, group] : platform->node_groups) {
    const std::int64_t standing = group.desired.written ? group.desired.value : group.min.value;
    const spec::Text* who = nullptr;
    std::int64_t wanted = 0;
    const auto ask = [&](const spec::Text& one, std::int64_t nodes) {
      if (nodes > wanted) who = &one, wanted = nodes;
    };
    for (const auto& [job, training] : platform->training)
      if (training.pool.value == name.value && training.with.value != spec::TrainingOperator::AwsBatch)
        ask(job, training.nodes.value);
    for (const auto& [cluster, ray] : platform->ray_clusters) {
      if (ray.head.pool.value == name.value) ask(cluster, 1);
      for (const auto& [workers, one] : ray.workers)
        if (one.pool.value == name.value) ask(cluster, one.replicas.value > 0 || one.max.value > 0 ? 1 : 0);
    }
    for (const auto& [workload, one] : platform->workloads)
      if (one.pool.value == name.value && one.scale.max.value > 0) ask(workload, 1);
    if (!who || wanted <= standing) continue;
    findings.say(group.desired.written ? group.desired.where : name.where,
                 fmt::format("nothing grows group {}: {} wants {} node{}, and {} stand{}", name.value, who->value,
                             wanted, wanted == 1 ? "" : "s", standing, standing == 1 ? "s" : ""),
                 "Karpenter buys for nodePools alone", size_for(*platform, group, wanted));
  }
}

const Rule kRules[] = {
    {"PLAT013", "", Severity::Warning, "a platform without a node",
     "EKS makes the control plane and no machine. CoreDNS waits for the first node, Karpenter's controller too: it "
     "runs "
     "on a node group, never on nodes of its own.",
     "a small node group, or EKS Auto Mode", "Karpenter's documentation, getting-started (a managed node group first)",
     check_first_node},
    {"PLAT014", "", Severity::Warning, "a node group that nothing grows, with work that waits for it",
     "A managed group keeps its desired size until somebody changes it: the Cluster Autoscaler does, Karpenter does "
     "not. "
     "Pods that only fit there stay Pending.",
     "set desired, or let the Cluster Autoscaler run beside Karpenter", "EKS user guide, managed-node-groups",
     check_growth},
};

}  // namespace

std::span<const Rule> standing_nodes_rules() { return kRules; }

}  // namespace slipway::rules
