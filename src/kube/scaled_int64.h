#pragma once

#include <cstdint>
#include <limits>
#include <optional>

namespace slipway::kube {

/// Numbers value × 10^scale in 64 bits, and the overflow rules of k8s.io/apimachinery 0.36.3, pkg/api/resource/math.go.

/// 10^19 is no int64.
constexpr std::int64_t kLargestPowerOfTen = 18;

namespace detail {
struct PowersOfTen {
  std::int64_t of[kLargestPowerOfTen + 1];
};
constexpr PowersOfTen kPowersOfTen = [] {
  PowersOfTen table{{1}};
  for (std::int64_t i = 1; i <= kLargestPowerOfTen; ++i) table.of[i] = table.of[i - 1] * 10;
  return table;
}();
}  // namespace detail

/// Wraps as Go does, where C++ leaves it undefined.
constexpr std::int64_t wrapping_negative(std::int64_t a) {
  return static_cast<std::int64_t>(0 - static_cast<std::uint64_t>(a));
}
constexpr std::int64_t wrapping_product(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b));
}

/// nullopt when it does not fit; also for the most negative factor, unless the other is 0 or 1.
constexpr std::optional<std::int64_t> checked_product(std::int64_t a, std::int64_t b) {
  constexpr std::int64_t kMostNegative = std::numeric_limits<std::int64_t>::min();
  if (a == 0 || b == 0 || a == 1 || b == 1) return wrapping_product(a, b);
  std::int64_t product = 0;
  if (a == kMostNegative || b == kMostNegative || __builtin_mul_overflow(a, b, &product)) return std::nullopt;
  return product;
}

/// value × 10^power; nullopt when it does not fit. REQUIRES: power >= 0.
constexpr std::optional<std::int64_t> times_power_of_ten(std::int64_t value, std::int64_t power) {
  if (value == 0 || power == 0) return value;
  std::int64_t product = 0;
  if (power > kLargestPowerOfTen || __builtin_mul_overflow(value, detail::kPowersOfTen.of[power], &product)) {
    return std::nullopt;
  }
  return product;
}

struct RoundedUp {
  std::int64_t value;
  bool exact;
};
/// value / 10^power, away from zero. REQUIRES: power >= 0.
constexpr RoundedUp over_power_of_ten(std::int64_t value, std::int64_t power) {
  if (power > kLargestPowerOfTen) return {value > 0 ? 1 : value < 0 ? -1 : 0, value == 0};
  const std::int64_t divisor = detail::kPowersOfTen.of[power], quotient = value / divisor;
  if (value % divisor == 0) return {quotient, true};
  return {value > 0 ? quotient + 1 : quotient - 1, false};
}

}  // namespace slipway::kube
