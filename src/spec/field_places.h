#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace slipway::spec {

/// Where in platform.yaml a field of this name stands: "spec.nodePools.<name>.weight". For those who wrote it
/// elsewhere.
std::vector<std::string> field_places(std::string_view name);

}  // namespace slipway::spec
