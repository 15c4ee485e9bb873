#pragma once

#include <algorithm>
#include <string_view>

#include "spec/platform.h"

namespace slipway::components {

/// Whether `cluster.capabilities` names it (argocd, ack, kro): component eks-capabilities has AWS run it then, and no
/// chart is wanted.
inline bool is_capability(const spec::Platform& platform, std::string_view name) {
  return std::ranges::any_of(platform.cluster.capabilities, [&](const auto& written) { return written.value == name; });
}

}  // namespace slipway::components
