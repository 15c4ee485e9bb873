#include "kube/big_decimal.h"

namespace slipway::kube {
namespace {

/// REQUIRES: to_scale >= decimal.scale.
BigInteger upscaled(const BigDecimal& decimal, std::int32_t to_scale) {
  BigInteger result = decimal.unscaled;
  result.shift_decimal(static_cast<std::uint32_t>(to_scale - decimal.scale));
  return result;
}

}  // namespace

BigDecimal& BigDecimal::operator+=(const BigDecimal& other) {
  const std::int32_t common = std::max(scale, other.scale);
  BigInteger sum = upscaled(*this, common);
  sum += upscaled(other, common);
  unscaled = std::move(sum);
  scale = common;
  return *this;
}

BigDecimal& BigDecimal::operator-=(const BigDecimal& other) {
  BigDecimal negative = other;
  negative.negate();
  return *this += negative;
}

bool BigDecimal::round_up(std::int32_t to_scale) {
  if (to_scale >= scale) {
    unscaled = upscaled(*this, to_scale);
    scale = to_scale;
    return true;
  }
  const BigInteger away = sign() < 0 ? -1 : 1;
  const bool exact = unscaled.unshift_decimal(static_cast<std::uint32_t>(std::int64_t{scale} - to_scale));
  if (!exact) unscaled += away;
  scale = to_scale;
  return exact;
}

std::string BigDecimal::to_string() const {
  std::string digits = unscaled.to_string();
  if (scale <= 0) {
    if (sign() != 0) digits.append(static_cast<std::size_t>(-scale), '0');
    return digits;
  }
  const std::size_t first = sign() < 0 ? 1 : 0, decimals = static_cast<std::size_t>(scale);
  if (digits.size() - first <= decimals) digits.insert(first, decimals + 1 - (digits.size() - first), '0');
  digits.insert(digits.size() - decimals, 1, '.');
  return digits;
}

std::weak_ordering operator<=>(const BigDecimal& a, const BigDecimal& b) {
  const std::int32_t common = std::max(a.scale, b.scale);
  return upscaled(a, common) <=> upscaled(b, common);
}

}  // namespace slipway::kube
