#pragma once

#include <optional>
#include <string>

#include "ops/in_cluster.h"

namespace slipway::ops {

/// What keeps an object from going that was deleted.
struct Held {
  std::string why;  // "NodeClaim general-x7 waits for Karpenter, and Deployment kube-system/karpenter is not there"
  std::string fix;
};

/// Asks the cluster what holds it: a finalizer that nobody of the platform sets, or one of a controller that is not
/// there, or not well, to take it away. Of a Namespace, a CustomResourceDefinition and a NodePool, what of theirs is
/// held. nullopt: nothing
/// that a person need mend, or it cannot be asked. REQUIRES: look().
std::optional<Held> what_holds(InCluster& cluster, const kube::ObjectKey& key);

}  // namespace slipway::ops
