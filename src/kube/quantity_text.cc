// How apimachinery prints a quantity: pkg/api/resource/quantity.go (CanonicalizeBytes), amount.go and suffix.go,
// 0.36.3.
#include <bit>
#include <charconv>
#include <limits>

#include "kube/quantity.h"
#include "kube/scaled_int64.h"

namespace slipway::kube {
namespace {

using Format = Quantity::Format;

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

/// Of ten. The most negative number has no positive twin: Go leaves it as it is, and none of its factors is a ten.
std::int64_t strip_tens(std::int64_t& number) {
  std::int64_t times = 0;
  for (; number % 10 == 0; ++times) number /= 10;
  return times;
}

std::int64_t strip_1024s(std::int64_t& number) {
  if (number == std::numeric_limits<std::int64_t>::min()) return 0;
  const int times = std::countr_zero(static_cast<std::uint64_t>(number)) / 10;
  number /= std::int64_t{1} << 10 * times;
  return times;
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

/// Digits × 10^exponent, or × 1024^exponent, with the suffix that says so.
class QuantityWriter {
 public:
  explicit QuantityWriter(const Quantity& quantity) : quantity_(quantity) {}

  std::string write() const {
    if (quantity_.rare_ && !quantity_.rare_->text.empty()) return quantity_.rare_->text;
    if (quantity_.is_zero()) return "0";
    if (quantity_.has_long_form())
      return fits_binary() ? in_1024s(quantity_.decimal()) : in_thousands(quantity_.decimal());
    return fits_binary() ? in_1024s(quantity_.value_, quantity_.scale_)
                         : in_thousands(quantity_.value_, quantity_.scale_);
  }

 private:
  /// Binary suffixes only for whole amounts of 1024 and more, so that no precision is lost.
  bool fits_binary() const {
    if (quantity_.format_ != Format::BinarySI) return false;
    if (!quantity_.has_long_form() && quantity_.scale_ == 0)
      return quantity_.value_ <= -1024 || quantity_.value_ >= 1024;
    if (quantity_ > Quantity(-1024) && quantity_ < Quantity(1024)) return false;
    Quantity whole = quantity_;
    return whole.round_up(Scale::One);
  }

  std::string in_thousands(std::int64_t number, std::int64_t exponent) const {
    exponent += strip_tens(number);
    const std::int64_t above = (exponent % 3 + 3) % 3;
    const auto digits = times_power_of_ten(number, above);
    return digits ? with_power_of_ten(*digits, exponent - above) : in_thousands(quantity_.as_decimal());
  }

  std::string in_thousands(const BigDecimal& amount) const {
    BigInteger number = amount.unscaled;
    std::int64_t exponent = strip_factors(number, 10) - amount.scale;
    for (; exponent % 3 != 0; --exponent) number *= 10;
    return with_power_of_ten(number.to_string(), exponent);
  }

  std::string in_1024s(std::int64_t value, std::int64_t scale) const {
    const auto units = scale < 0 ? std::nullopt : times_power_of_ten(value, scale);
    if (!units) return in_1024s(quantity_.as_decimal());
    std::int64_t number = *units;
    const std::int64_t exponent = strip_1024s(number);
    return joined(number, binary_suffix(exponent));
  }

  static std::string in_1024s(BigDecimal amount) {
    amount.round_up(0);
    const std::int64_t exponent = strip_factors(amount.unscaled, 1024);
    return amount.unscaled.to_string().append(binary_suffix(exponent));
  }

  template <class Digits>
  std::string with_power_of_ten(const Digits& digits, std::int64_t exponent) const {
    const bool by_letter = quantity_.format_ == Format::BinarySI || quantity_.format_ == Format::DecimalSI;
    if (by_letter) return joined(digits, decimal_suffix(exponent));
    return exponent == 0 ? joined(digits, "") : joined(digits, joined(exponent, "").insert(0, 1, 'e'));
  }

  static std::string joined(std::int64_t digits, std::string_view suffix) {
    char text[24];
    char* const end = std::to_chars(text, text + 20, digits).ptr;
    return std::string(text, end).append(suffix);
  }
  static std::string joined(const std::string& digits, std::string_view suffix) { return digits + std::string(suffix); }

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
