#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ops/in_cluster.h"

namespace slipway::ops {

/// What people, and what they installed, made in a cluster beside the platform, and AWS keeps things for: Terraform
/// does not know of these, and only controllers in the cluster take them away.
struct ByHand {
  struct One {
    kube::ObjectKey key;
    cluster::ApiResource resource;
    std::string holds;  // "its load balancer"
  };
  std::vector<One> routes;   // Gateways, Ingresses, Services of type LoadBalancer
  std::vector<One> pools;    // NodePools, NodeClaims of none
  std::vector<One> volumes;  // claims; of the platform's namespaces and charts as well
  std::vector<One> stays;    // what nobody should delete unasked: `holds` says why

  bool is_empty() const { return routes.empty() && pools.empty() && volumes.empty() && stays.empty(); }
};

/// Reads only. Left out is what is the platform's own, what its charts made, what another object owns (it goes with
/// that) and what EKS itself manages.
Result<ByHand, StepFailure> by_hand(InCluster& cluster);

/// Deletes these and waits until they are gone, and with them what they held in AWS.
Result<std::string, StepFailure> remove_by_hand(InCluster& cluster, const std::vector<ByHand::One>& going,
                                                std::int64_t milliseconds, const std::string& fix,
                                                const Helm::Told& told);

/// Deletes what runs the pods that use one of these claims (namespace, name): the owner of their owners.
std::optional<StepFailure> end_users_of(InCluster& cluster, const std::set<std::pair<std::string, std::string>>& claims,
                                        const Helm::Told& told);

}  // namespace slipway::ops
