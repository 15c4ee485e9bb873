#pragma once

#include <vector>

#include "catalog/resolved_type.h"

namespace slipway::catalog {

/// The label half of resolve().
std::vector<TypeLabel> labels_of(const InstanceTypeInfo& info, const NodeClass& node_class,
                                 const ResolveOptions& options);

}  // namespace slipway::catalog
