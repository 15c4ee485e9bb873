#include "kube/quantity.h"

#include <cmath>
#include <limits>

#include "kube/scaled_int64.h"

namespace slipway::kube {
namespace {

/// 10^n as Go's math.Pow10 gives it: a product of two table entries, not always the nearest double.
double go_pow10(int n) {
  constexpr double kOnes[] = {1e00, 1e01, 1e02, 1e03, 1e04, 1e05, 1e06, 1e07, 1e08, 1e09, 1e10,
                              1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21,
                              1e22, 1e23, 1e24, 1e25, 1e26, 1e27, 1e28, 1e29, 1e30, 1e31};
  constexpr double kUp[] = {1e00, 1e32, 1e64, 1e96, 1e128, 1e160, 1e192, 1e224, 1e256, 1e288};
  constexpr double kDown[] = {1e00, 1e-32, 1e-64, 1e-96, 1e-128, 1e-160, 1e-192, 1e-224, 1e-256, 1e-288, 1e-320};
  if (n > 308) return HUGE_VAL;
  if (n < -323) return 0;
  return n >= 0 ? kUp[n / 32] * kOnes[n % 32] : kDown[-n / 32] / kOnes[-n % 32];
}

/// int64(math.Pow10(n)) on amd64, where what does not fit becomes the most negative number.
std::int64_t go_int64_pow10(std::int64_t n) {
  return times_power_of_ten(1, n).value_or(std::numeric_limits<std::int64_t>::min());
}

/// Follows apimachinery's math.go (positiveScaleInt64): what does not fit wraps where the power has a branch of its own
/// there, and is 0 otherwise.
std::int64_t scaled_up(std::int64_t value, std::int64_t power) {
  if (const auto exact = times_power_of_ten(value, power)) return *exact;
  const bool wraps = power <= 3 || power == 6 || power == 9;
  if (!wraps || value == std::numeric_limits<std::int64_t>::min()) return 0;
  return wrapping_product(value, go_int64_pow10(power));
}

/// Follows apimachinery's scale_int.go, which takes the low bits of what is too negative and always adds one.
std::int64_t scaled_long_form(const BigDecimal& amount, std::int32_t scale) {
  const std::int64_t drop = std::int64_t{amount.scale} + scale;  // digits below the new unit
  const std::int64_t low = amount.unscaled.low_int64();
  if (drop == 0) return low;
  if (drop < 0) return wrapping_product(low, go_int64_pow10(-drop));
  if (drop < 19 && amount.unscaled < BigInteger(std::numeric_limits<std::int64_t>::max())) {
    const std::int64_t divisor = go_int64_pow10(drop);
    return low / divisor + (low % divisor != 0 ? 1 : 0);
  }
  BigInteger quotient = amount.unscaled;
  const bool exact = quotient.unshift_decimal(static_cast<std::uint32_t>(drop));
  if (!exact && amount.sign() > 0) quotient += 1;  // a negative one: floored, plus one, is truncated
  return quotient.low_int64();
}

}  // namespace

Quantity& Quantity::operator=(const Quantity& other) {
  if (this == &other) return *this;
  value_ = other.value_;
  scale_ = other.scale_;
  format_ = other.format_;
  rare_ = other.rare_ ? std::make_unique<Rare>(*other.rare_) : nullptr;
  return *this;
}

Quantity::Rare& Quantity::rare() {
  if (!rare_) rare_ = std::make_unique<Rare>();
  return *rare_;
}

void Quantity::forget_text() {
  if (!rare_) return;
  if (rare_->decimal) {
    rare_->text.clear();
  } else {
    rare_.reset();
  }
}

BigDecimal Quantity::as_decimal() const {
  return has_long_form() ? decimal() : BigDecimal{BigInteger(value_), -scale_};
}

void Quantity::promote() {
  if (!has_long_form()) set_long_form(as_decimal());
}

int Quantity::sign() const {
  if (has_long_form()) return decimal().sign();
  return value_ > 0 ? 1 : value_ < 0 ? -1 : 0;
}

std::int64_t Quantity::scaled_value(Scale scale) const {
  const auto to = static_cast<std::int32_t>(scale);
  if (has_long_form()) return scaled_long_form(decimal(), to);
  if (scale_ < to) return over_power_of_ten(value_, std::int64_t{to} - scale_).value;
  return scaled_up(value_, std::int64_t{scale_} - to);
}

std::optional<std::int64_t> Quantity::as_int64() const {
  if (has_long_form() || scale_ < 0) return std::nullopt;
  return times_power_of_ten(value_, scale_);
}

double Quantity::approximate() const {
  const double base = has_long_form() ? decimal().unscaled.to_double() : static_cast<double>(value_);
  const std::int32_t exponent = has_long_form() ? -decimal().scale : scale_;
  return exponent == 0 ? base : base * go_pow10(exponent);
}

std::string Quantity::to_decimal_string() const { return as_decimal().to_string(); }

bool Quantity::add_short(std::int64_t value, std::int32_t scale) {
  if (value == 0) return true;
  if (value_ == 0) {
    value_ = value;
    scale_ = scale;
    return true;
  }
  std::int64_t sum = 0;
  if (scale_ == scale) {
    if (__builtin_add_overflow(value_, value, &sum)) return false;
    value_ = sum;
    return true;
  }
  const std::int32_t common = std::min(scale_, scale);
  const auto left = times_power_of_ten(value_, std::int64_t{scale_} - common);
  const auto right = times_power_of_ten(value, std::int64_t{scale} - common);
  if (!left || !right || __builtin_add_overflow(*left, *right, &sum)) return false;
  value_ = sum;
  scale_ = common;
  return true;
}

void Quantity::set_long_form(BigDecimal amount) {
  rare().decimal = std::move(amount);
  value_ = 0;
  scale_ = 0;
}

Quantity& Quantity::operator+=(const Quantity& other) {
  forget_text();
  if (is_zero()) format_ = other.format_;
  if (!has_long_form() && !other.has_long_form() && add_short(other.value_, other.scale_)) return *this;
  BigDecimal sum = as_decimal();
  sum += other.as_decimal();
  set_long_form(std::move(sum));
  return *this;
}

Quantity& Quantity::operator-=(const Quantity& other) {
  forget_text();
  if (is_zero()) format_ = other.format_;
  const std::int64_t negative = wrapping_negative(other.value_);
  if (!has_long_form() && !other.has_long_form() && add_short(negative, other.scale_)) return *this;
  BigDecimal rest = as_decimal();
  rest -= other.as_decimal();
  set_long_form(std::move(rest));
  return *this;
}

Quantity Quantity::operator-() const {
  Quantity result = *this;
  result.forget_text();
  if (result.has_long_form()) {
    result.rare_->decimal->negate();
  } else {
    result.value_ = wrapping_negative(result.value_);
  }
  return result;
}

bool Quantity::multiply(std::int64_t factor) {
  forget_text();
  if (!has_long_form()) {
    if (value_ == 0) return true;
    if (factor == 0) {
      value_ = 0;
      scale_ = 0;
      return true;
    }
    // The short form stays only where the amount itself, not just its digits, fits, and is whole.
    const auto product = checked_product(value_, factor);
    if (product &&
        (scale_ < 0 ? over_power_of_ten(*product, -scale_).exact : times_power_of_ten(*product, scale_).has_value())) {
      value_ = *product;
      return true;
    }
    promote();
  }
  rare_->decimal->unscaled.multiply(factor);
  return decimal().unscaled.fits_int64();
}

bool Quantity::round_up(Scale scale) {
  const auto to = static_cast<std::int32_t>(scale);
  if (has_long_form()) {
    forget_text();
    return rare_->decimal->round_up(-to);
  }
  if (scale_ >= to) return true;
  forget_text();
  const auto [value, exact] = over_power_of_ten(value_, std::int64_t{to} - scale_);
  value_ = value;
  scale_ = to;
  return exact;
}

std::weak_ordering operator<=>(const Quantity& a, const Quantity& b) {
  if (a.has_long_form() || b.has_long_form()) return a.as_decimal() <=> b.as_decimal();
  if (a.sign() != b.sign()) return a.sign() <=> b.sign();
  if (a.scale_ == b.scale_) return a.value_ <=> b.value_;
  if (a.scale_ < b.scale_) return 0 <=> (b <=> a);
  const std::int64_t power = std::int64_t{a.scale_} - b.scale_;
  if (power > kLargestPowerOfTen) return a.sign() <=> 0;  // 10^19 and more is beyond any value
  return static_cast<__int128>(a.value_) * *times_power_of_ten(1, power) <=> static_cast<__int128>(b.value_);
}

}  // namespace slipway::kube
