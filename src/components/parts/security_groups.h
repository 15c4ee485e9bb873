#pragma once

#include <cstdint>
#include <string_view>

#include "components/component.h"

namespace slipway::components {

/// A security group that takes connections on one TCP port from the nodes (and so from the pods on them), and from
/// nowhere else; it starts none.
platform::ResourceId add_group_for_nodes(Expansion& in, std::string_view local_name, std::string_view what,
                                         std::int64_t port, SourceRange origin);

}  // namespace slipway::components
