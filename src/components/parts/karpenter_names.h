#pragma once

#include <string>

#include "components/component.h"
#include "platform/fill.h"

namespace slipway::components {

inline const platform::ResourceId kKarpenterInstanceProfile{"aws_iam_instance_profile", "karpenter_node"};

/// Its name in AWS, which node classes say: known before it is made.
inline std::string karpenter_instance_profile(const Expansion& in) {
  return platform::at_most("KarpenterNode-" + in.graph.setting.cluster, 128);
}

}  // namespace slipway::components
