#pragma once

#include <vector>

#include "catalog/instance_types.h"
#include "components/component.h"

namespace slipway::components {

/// The catalogue's types that a pool's families, sizes, types, architectures and GPU counts leave. Native requirements
/// are not looked at: this is for what follows from a pool's short form.
std::vector<const catalog::InstanceType*> types_of(const spec::NodePool& pool);

/// Every type of the pool, or of the group, has NVIDIA GPUs (and there is one).
bool has_only_nvidia_types(const spec::NodePool& pool);
bool has_only_nvidia_types(const spec::NodeGroup& group);

}  // namespace slipway::components
