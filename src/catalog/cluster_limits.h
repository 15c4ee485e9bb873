#pragma once

#include <cstdint>

namespace slipway::catalog {

/// Nodes of a cluster, as many as EKS supports (EKS Best Practices Guide, "Amazon EKS ultra scale clusters", 2025).
inline constexpr std::int64_t kMostNodes = 100'000;

}  // namespace slipway::catalog
