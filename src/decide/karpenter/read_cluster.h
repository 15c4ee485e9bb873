#pragma once

#include <span>

#include "base/diagnostic.h"
#include "decide/karpenter/cluster.h"
#include "doc/node.h"

namespace slipway::karpenter {

/// Adds the object to what stands in the cluster already; kinds that Karpenter does not look at are passed over. The
/// kube objects keep pointers to their nodes, which no decision follows. CSINodes are to come after their nodes.
void read_into(Cluster& cluster, const doc::Node& object, Diagnostics& diagnostics);

/// The same, of many.
void read_into(Cluster& cluster, std::span<const doc::Node> objects, Diagnostics& diagnostics);

/// What a pod asks for in all, as Karpenter 1.14.1 reckons it (pkg/utils/resources): the arithmetic of
/// kube::pod_requests; while a container is being resized, the larger of what is asked for and what it has; pods: 1.
kube::ResourceList pod_request_total(const kube::Pod& pod, const doc::Node& status);

/// The pod, or a container of it, uses resource claims.
bool claims_any_device(const kube::PodSpec& spec);

}  // namespace slipway::karpenter
