#pragma once

#include "components/component.h"

namespace slipway::components {

/// A node class of platform.yaml as an object: karpenter.k8s.aws/v1 EC2NodeClass, with Auto Mode eks.amazonaws.com/v1
/// NodeClass. With `efa` also the placement group that its nodes share.
void add_node_class(Expansion& in, const spec::Located<std::string>& name, const spec::NodeClass& node_class);

}  // namespace slipway::components
