#pragma once

#include "components/component.h"

namespace slipway::components {

/// A regional WAF web ACL "edge" of AWS's managed rules (common attacks, known bad inputs, addresses of ill repute) and
/// a limit on requests from one address.
platform::ResourceId add_firewall(Expansion& in, SourceRange origin);

}  // namespace slipway::components
