#pragma once

#include "components/component.h"

namespace slipway::components {

/// Whether the pools of platform.yaml are Auto Mode's; otherwise they are Karpenter's, on an Auto Mode cluster too
/// (autoscaler.nodes: karpenter), where EKS's own pools then stand beside them.
inline bool pools_are_auto_modes(const spec::Platform& platform) {
  return platform.cluster.mode.value == spec::ClusterMode::Auto &&
         platform.autoscaler.nodes.value == spec::NodeAutoscaler::Auto;
}

/// A node class of platform.yaml as an object: karpenter.k8s.aws/v1 EC2NodeClass, with Auto Mode eks.amazonaws.com/v1
/// NodeClass. With `efa` also the placement group that its nodes share.
void add_node_class(Expansion& in, const spec::Located<std::string>& name, const spec::NodeClass& node_class);

}  // namespace slipway::components
