#pragma once

#include <cstddef>
#include <functional>

namespace slipway::cluster {

inline constexpr int kInFlight = 8;  // requests at once

/// Calls `work(i)` for each i below `count`, in this order, at most kInFlight at once; returns when all have returned.
/// What one throws is thrown here, once the others have ended; then no more are begun.
void each_at_once(std::size_t count, const std::function<void(std::size_t)>& work);

}  // namespace slipway::cluster
