// How apimachinery prints a quantity: pkg/api/resource/quantity.go (CanonicalizeBytes), amount.go and suffix.go,
// 0.36.3.
#include <fmt/core.h>

#include <limits>

#include "kube/quantity.h"
#include "kube/scaled_int64.h"

namespace slipway::kube {
namespace {

using Format = Quantity::Format;

/// Digits × base^exponent.
struct Canonical {
  std::string digits;
  std::int64_t exponent = 0;
};

std::int64_t strip_factors(BigInteger& number, std::uint32_t factor) {
  std::int64_t times = 0;
  while (number.sign() != 0) {
    BigInteger quotient = number;
    if (quotient.divide(factor) != 0) break;
    number = std::move(quotient);
    ++times;
  }
  return times;
}

std::int64_t strip_factors(std::int64_t& number, std::int64_t factor) {
  std::int64_t times = 0;
  if (number == std::numeric_limits<std::int64_t>::min()) return 0;  // has no positive twin, so Go leaves it
  for (; number != 0 && number % factor == 0; ++times) number /= factor;
  return times;
}

/// With an exponent that is a multiple of three.
Canonical in_thousands(const BigDecimal& amount) {
  BigInteger number = amount.unscaled;
  std::int64_t exponent = strip_factors(number, 10) - amount.scale;
  for (; exponent % 3 != 0; --exponent) number *= 10;
  return {number.to_string(), exponent};
}

Canonical in_1024s(BigDecimal amount) {
  amount.round_up(0);
  const std::int64_t exponent = strip_factors(amount.unscaled, 1024);
  return {amount.unscaled.to_string(), exponent};
}

std::string_view decimal_suffix(std::int64_t exponent) {
  constexpr std::string_view kFromNano[] = {"n", "u", "m", "", "k", "M", "G", "T", "P", "E"};
  return exponent < -9 || exponent > 18 ? "" : kFromNano[exponent / 3 + 3];  // beyond: none is left
}

std::string_view binary_suffix(std::int64_t exponent) {
  constexpr std::string_view kPowers[] = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
  return exponent > 6 ? "" : kPowers[exponent];
}

}  // namespace

class QuantityWriter {
 public:
  explicit QuantityWriter(const Quantity& quantity) : quantity_(quantity) {}

  std::string write() const {
    if (quantity_.rare_ && !quantity_.rare_->text.empty()) return quantity_.rare_->text;
    if (quantity_.is_zero()) return "0";
    if (quantity_.format_ == Format::BinarySI && fits_binary()) {
      const Canonical canonical = binary();
      return fmt::format("{}{}", canonical.digits, binary_suffix(canonical.exponent));
    }
    const Canonical canonical = decimal();
    const bool with_suffix = quantity_.format_ == Format::BinarySI || quantity_.format_ == Format::DecimalSI;
    if (with_suffix) return fmt::format("{}{}", canonical.digits, decimal_suffix(canonical.exponent));
    return canonical.exponent == 0 ? canonical.digits : fmt::format("{}e{}", canonical.digits, canonical.exponent);
  }

 private:
  /// Binary suffixes only for whole amounts of 1024 and more: no precision is lost.
  bool fits_binary() const {
    const Quantity limit(1024);
    if (quantity_ > -limit && quantity_ < limit) return false;
    Quantity whole = quantity_;
    return whole.round_up(Scale::One);
  }

  Canonical binary() const {
    if (quantity_.has_long_form()) return in_1024s(quantity_.decimal());
    const auto units = times_power_of_ten(quantity_.value_, std::max(quantity_.scale_, 0));
    if (!units || quantity_.scale_ < 0) return in_1024s(quantity_.as_decimal());
    std::int64_t number = *units;
    const std::int64_t exponent = strip_factors(number, 1024);
    return {fmt::format("{}", number), exponent};
  }

  Canonical decimal() const {
    if (quantity_.has_long_form()) return in_thousands(quantity_.decimal());
    std::int64_t number = quantity_.value_;
    std::int64_t exponent = strip_factors(number, 10) + quantity_.scale_;
    const std::int64_t above = (exponent % 3 + 3) % 3;
    const auto digits = times_power_of_ten(number, above);
    if (!digits) return in_thousands(quantity_.as_decimal());
    return {fmt::format("{}", *digits), exponent - above};
  }

  const Quantity& quantity_;
};

std::string Quantity::to_string() const { return QuantityWriter(*this).write(); }

std::string_view to_string(Quantity::Format format) {
  switch (format) {
    case Format::DecimalExponent:
      return "DecimalExponent";
    case Format::BinarySI:
      return "BinarySI";
    case Format::DecimalSI:
      return "DecimalSI";
    case Format::None:
      break;
  }
  return "";
}

}  // namespace slipway::kube
