#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "cel/program.h"

namespace slipway::cel {

// The arithmetic of cel-go's estimates: what does not fit is the greatest number.

constexpr std::uint64_t kUnbounded = std::numeric_limits<std::uint64_t>::max();
constexpr double kPerCharacter = 0.1;          // of a text that is walked over
constexpr double kPerPatternCharacter = 0.25;  // of a regular expression
constexpr std::uint64_t kListCost = 10, kMapCost = 30, kMessageCost = 40;

inline std::uint64_t sum(std::uint64_t a, std::uint64_t b) { return b > kUnbounded - a ? kUnbounded : a + b; }
inline std::uint64_t product(std::uint64_t a, std::uint64_t b) {
  std::uint64_t result = 0;
  return __builtin_mul_overflow(a, b, &result) ? kUnbounded : result;
}
/// Rounded up.
inline std::uint64_t scaled(std::uint64_t a, double factor) {
  const double exact = std::ceil(static_cast<double>(a) * factor);
  return exact >= 18446744073709551616.0 ? kUnbounded : static_cast<std::uint64_t>(exact);
}

/// A size or a cost.
using Range = CostRange;
inline Range fixed(std::uint64_t value) { return {value, value}; }
inline Range operator+(Range a, Range b) { return {sum(a.min, b.min), sum(a.max, b.max)}; }
inline Range operator*(Range a, Range b) { return {product(a.min, b.min), product(a.max, b.max)}; }
inline Range scaled(Range a, double factor) { return {scaled(a.min, factor), scaled(a.max, factor)}; }
inline Range spanning(Range a, Range b) { return {std::min(a.min, b.min), std::max(a.max, b.max)}; }

}  // namespace slipway::cel
