#pragma once

#include "components/component.h"

namespace slipway::components {

/// The label by which pods choose a node group; the value is its name in platform.yaml. (EKS's own label holds the name
/// in EKS, which has a random end.)
inline constexpr const char* kNodeGroupLabel = "slipway.dev/node-group";

/// The group that is there for the platform's own controllers: the first one tainted CriticalAddonsOnly; nullptr when
/// there is none.
const spec::Named<spec::NodeGroup>::Entry* system_group(const spec::Platform& platform);

/// Where controllers run: on the system group, tolerating its taints. Without one, anywhere; when every group without
/// accelerators is tainted, they tolerate the first one's taints.
struct ControllerPlacement {
  doc::Map node_selector;
  doc::List tolerations;
};
ControllerPlacement controller_placement(const spec::Platform& platform);

/// Puts it into chart values (or a pod spec) as nodeSelector and tolerations, where it says something.
void set_placement(doc::Map& values, const ControllerPlacement& placement);

/// NVIDIA GPUs in the types of a group.
bool has_nvidia_gpus(const spec::NodeGroup& group);
bool is_accelerated(const spec::NodeGroup& group);

}  // namespace slipway::components
