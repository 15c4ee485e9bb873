#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace slipway {

/// Exact decimal US dollars, in trillionths (AWS prices have up to ten decimals). No binary fraction ever touches it.
class Money {
 public:
  constexpr Money() = default;

  /// Reads "0.526", "-3", "0.0000166667"; nullopt for anything else (exponents, signs alone, more than 12 decimals).
  static std::optional<Money> parse(std::string_view text);
  /// Of whole micro-dollars; for tests and constants.
  static constexpr Money micros(std::int64_t micros) { return Money(static_cast<__int128>(micros) * 1'000'000); }

  /// Rounded half away from zero; `decimals` 0 to 12. "1,234.50" with decimals 2.
  std::string to_string(int decimals) const;
  /// As short as exact: "0.526", "12".
  std::string to_exact_string() const;
  double approximate() const;

  bool is_zero() const { return pico_ == 0; }

  friend constexpr auto operator<=>(const Money& a, const Money& b) = default;
  Money& operator+=(Money other) {
    pico_ += other.pico_;
    return *this;
  }
  friend Money operator+(Money a, Money b) { return Money(a.pico_ + b.pico_); }
  friend Money operator-(Money a, Money b) { return Money(a.pico_ - b.pico_); }
  friend Money operator*(Money a, std::int64_t n) { return Money(a.pico_ * n); }

  /// This times numerator/denominator, rounded half away from zero to a trillionth. REQUIRES: denominator > 0.
  Money times(std::int64_t numerator, std::int64_t denominator) const;
  /// This times an exact decimal such as a saving "0.31" or a quantity "12.5"; the product is rounded to a trillionth.
  Money times(Money factor) const;

 private:
  constexpr explicit Money(__int128 pico) : pico_(pico) {}
  __int128 pico_ = 0;
};

}  // namespace slipway
