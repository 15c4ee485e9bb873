#include "provision/decision.h"

#include <algorithm>

namespace slipway::provision {
namespace {

/// With the cluster as it is, or with a pool that can make nothing.
template <class Solve>
karpenter::Decision with_some_pool(const karpenter::Cluster& cluster, Solve solve) {
  const auto is_usable = [](const karpenter::NodePool& pool) { return pool.is_ready && !pool.is_deleting; };
  if (cluster.nodes.empty() || std::ranges::any_of(cluster.pools, is_usable)) return solve(cluster);
  karpenter::Cluster with_pool = cluster;
  karpenter::NodePool& none = with_pool.pools.emplace_back();
  none.pool.object.name = "none";
  none.pool.nodes.node_class = {"karpenter.k8s.aws", "EC2NodeClass", "none"};
  karpenter::Decision out = solve(with_pool);
  out.unplaced.clear();  // for want of a pool
  out.pools_without_types.clear();
  out.has_no_pool = true;
  return out;
}

}  // namespace

karpenter::Decision decision(const karpenter::Cluster& cluster, const karpenter::Options& options) {
  return with_some_pool(cluster, [&](const karpenter::Cluster& which) { return karpenter::solve(which, options); });
}

karpenter::Decision decision(const karpenter::Cluster& cluster, const karpenter::Options& options,
                             const karpenter::Hear& hear) {
  return with_some_pool(
      cluster, [&](const karpenter::Cluster& which) { return karpenter::solve_for_waiting(which, options, hear); });
}

bool wants_place(const karpenter::Pod& pod) {
  return pod.pod.spec->node_name.empty() && !pod.of_daemon_set && !pod.pod.is_deleting &&
         pod.pod.phase != "Succeeded" && pod.pod.phase != "Failed";
}

}  // namespace slipway::provision
