#pragma once

#include <string>
#include <string_view>

#include "doc/node.h"

namespace slipway::conformance {

/// The bytes that a case gives as `key`, or as `keyBase64` where they are no UTF-8; empty when it gives none.
std::string bytes_of(const doc::Node& input, std::string_view key);

}  // namespace slipway::conformance
