#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "kube/big_integer.h"

namespace slipway::kube {

/// An exact decimal: unscaled × 10^-scale. Equal numbers may differ in scale, and the scale is part of what Kubernetes
/// shows, so operations choose it as gopkg.in/inf.v0 (v0.9.1, dec.go) does: sums take the greater one.
struct BigDecimal {
  BigInteger unscaled;
  std::int32_t scale = 0;

  int sign() const { return unscaled.sign(); }
  void negate() { unscaled.negate(); }
  BigDecimal& operator+=(const BigDecimal& other);
  BigDecimal& operator-=(const BigDecimal& other);
  /// To exactly this scale, away from zero where digits are lost; false when some were.
  bool round_up(std::int32_t to_scale);
  /// With as many decimals as the scale says: "1.500".
  std::string to_string() const;

  friend std::weak_ordering operator<=>(const BigDecimal& a, const BigDecimal& b);
  friend bool operator==(const BigDecimal& a, const BigDecimal& b) { return a <=> b == 0; }
};

}  // namespace slipway::kube
