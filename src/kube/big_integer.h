#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::kube {

/// An integer without bounds, with the few operations that big quantities need: sums, products with and quotients by
/// small numbers, powers of ten. Plain schoolbook, linear in the digits for each step.
class BigInteger {
 public:
  BigInteger() = default;
  BigInteger(std::int64_t value);
  /// REQUIRES: only ASCII digits, at least one. Quadratic: bound the length of what a user wrote.
  static BigInteger of_digits(std::string_view digits);

  int sign() const { return limbs_.empty() ? 0 : negative_ ? -1 : 1; }
  bool fits_int64() const;
  /// The low 63 bits of the magnitude's low 64, with the sign, wrapping: what Go's big.Int.Int64 gives.
  std::int64_t low_int64() const;
  /// Nearest double, ties to even; infinite beyond its range.
  double to_double() const;
  std::string to_string() const;

  void negate() { negative_ = !negative_ && !limbs_.empty(); }
  BigInteger& operator+=(const BigInteger& other);
  BigInteger& operator-=(const BigInteger& other);
  BigInteger& operator*=(std::uint64_t factor);
  void multiply(std::int64_t factor);
  /// Times 10^power.
  void shift_decimal(std::uint32_t power);
  /// Divided by 10^power, truncated towards zero; false when that dropped something.
  bool unshift_decimal(std::uint32_t power);
  /// Divided by `divisor`, truncated towards zero; returns the magnitude of what is left. REQUIRES: divisor > 0.
  std::uint32_t divide(std::uint32_t divisor);

  friend std::strong_ordering operator<=>(const BigInteger& a, const BigInteger& b);
  friend bool operator==(const BigInteger& a, const BigInteger& b) = default;

 private:
  using Limbs = std::vector<std::uint32_t>;  // little end first, no zero on top; zero has none
  static std::strong_ordering compare(const Limbs& a, const Limbs& b);
  void add_magnitude(const Limbs& other);
  /// REQUIRES: this magnitude >= other.
  void subtract_magnitude(const Limbs& other);
  void add(const Limbs& other, bool other_negative);
  void trim();

  bool negative_ = false;  // false for zero
  Limbs limbs_;
};

}  // namespace slipway::kube
