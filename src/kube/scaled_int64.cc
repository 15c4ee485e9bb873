#include "kube/scaled_int64.h"

#include <limits>

namespace slipway::kube {
namespace {

constexpr std::int64_t kMostNegative = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kLargestPower = 18;  // 10^19 is no int64

constexpr auto kPowersOfTen = [] {
  struct {
    std::int64_t of[kLargestPower + 1] = {1};
  } table;
  for (int i = 1; i <= kLargestPower; ++i) table.of[i] = table.of[i - 1] * 10;
  return table;
}();

}  // namespace

std::optional<std::int64_t> checked_product(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  if (a == 0 || b == 0 || a == 1 || b == 1) return wrapping_product(a, b);
  if (a == kMostNegative || b == kMostNegative || __builtin_mul_overflow(a, b, &product)) return std::nullopt;
  return product;
}

std::optional<std::int64_t> times_power_of_ten(std::int64_t value, std::int64_t power) {
  if (value == 0 || power == 0) return value;
  if (power > kLargestPower) return std::nullopt;
  std::int64_t product = 0;
  if (__builtin_mul_overflow(value, kPowersOfTen.of[power], &product)) return std::nullopt;
  return product;
}

RoundedUp over_power_of_ten(std::int64_t value, std::int64_t power) {
  if (power > kLargestPower) return {value > 0 ? 1 : value < 0 ? -1 : 0, value == 0};
  const std::int64_t divisor = kPowersOfTen.of[power], quotient = value / divisor;
  if (value % divisor == 0) return {quotient, true};
  return {value > 0 ? quotient + 1 : quotient - 1, false};
}

}  // namespace slipway::kube
