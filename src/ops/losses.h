#pragma once

#include <string_view>

#include "ops/changes.h"

namespace slipway::ops {

/// Of a change of AWS that no later apply makes good what is lost by it: data, running work, all of the cluster. "" of
/// all others. Nodes count when they are replaced, data when it is replaced or deleted.
std::string_view what_is_lost(const Change& change);

}  // namespace slipway::ops
