#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "decide/karpenter/cluster.h"

namespace slipway::conformance {

/// A catalogue of instance types that cases name, in the provider's order. Read once from our own copy; empty when
/// there is none of that name.
const std::vector<karpenter::InstanceType>& karpenter_catalog(std::string_view name);

}  // namespace slipway::conformance
