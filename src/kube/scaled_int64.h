#pragma once

#include <cstdint>
#include <optional>

namespace slipway::kube {

/// Numbers value × 10^scale with 64 bits, and the overflow rules of k8s.io/apimachinery 0.36.3,
/// pkg/api/resource/math.go.

/// Wraps as Go does, where C++ leaves it undefined.
inline std::int64_t wrapping_negative(std::int64_t a) {
  return static_cast<std::int64_t>(0 - static_cast<std::uint64_t>(a));
}
inline std::int64_t wrapping_product(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b));
}

/// nullopt when it does not fit; also for the most negative factor, unless the other is 0 or 1.
std::optional<std::int64_t> checked_product(std::int64_t a, std::int64_t b);
/// value × 10^power; nullopt when it does not fit. REQUIRES: power >= 0.
std::optional<std::int64_t> times_power_of_ten(std::int64_t value, std::int64_t power);

struct RoundedUp {
  std::int64_t value;
  bool exact;
};
/// value / 10^power, away from zero. REQUIRES: power >= 0.
RoundedUp over_power_of_ten(std::int64_t value, std::int64_t power);

}  // namespace slipway::kube
