#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "kube/big_decimal.h"

namespace slipway::kube {

/// Powers of ten by which quantities are scaled.
enum class Scale : std::int32_t { Nano = -9, Micro = -6, Milli = -3, One = 0, Kilo = 3, Mega = 6, Giga = 9, Tera = 12 };

/// An amount of a resource as Kubernetes counts it: "500m", "16Gi", "1e3". Exact, and to the letter what
/// k8s.io/apimachinery (0.36.3, pkg/api/resource) makes of the same text and the same operations, wrapping and odd
/// rounding included. Two forms: value × 10^scale in 24 bytes, and a decimal without bounds for what may not fit. Which
/// one a quantity has shows only where apimachinery rounds differently: see value().
class Quantity {
 public:
  /// The notation that to_string keeps. None is that of a zero nobody wrote: it prints as DecimalExponent.
  enum class Format : std::uint8_t { None, DecimalExponent, BinarySI, DecimalSI };

  /// What we read: longer texts and larger exponents are refused, though apimachinery takes them (1e100000000 keeps it
  /// busy for minutes).
  static constexpr std::size_t kMaxTextBytes = 1'000;
  static constexpr std::int32_t kMaxExponent = 1'000;

  Quantity() = default;  // zero
  explicit Quantity(std::int64_t units, Format format = Format::DecimalSI) : value_(units), format_(format) {}
  static Quantity milli(std::int64_t thousandths, Format format = Format::DecimalSI) {
    return scaled(thousandths, Scale::Milli, format);
  }
  static Quantity scaled(std::int64_t amount, Scale scale, Format format = Format::DecimalSI) {
    Quantity made(amount, format);
    made.scale_ = static_cast<std::int32_t>(scale);
    return made;
  }

  /// The error says what was meant, where it can tell: "unknown suffix 'GiB': did you mean 16Gi?".
  static Result<Quantity, ParseError> parse(std::string_view text);
  /// Of the JSON text of a value in a manifest: a number, or a string (whose escapes stay unread, as in apimachinery),
  /// spaces around it dropped; null is zero.
  static Result<Quantity, ParseError> parse_json(std::string_view json);
  /// The API server's words for a text that parse(), or parse_json(), refuses; "" for one that it takes.
  static std::string_view go_error(std::string_view text);
  static std::string_view go_json_error(std::string_view json);

  Quantity(const Quantity& other) { *this = other; }
  Quantity& operator=(const Quantity& other);
  Quantity(Quantity&& other) noexcept = default;
  Quantity& operator=(Quantity&& other) noexcept = default;
  ~Quantity() = default;

  /// Canonical ("0.5Gi" is "512Mi", "1.5" is "1500m"), save for a text that apimachinery keeps as written: "1.500".
  std::string to_string() const;
  Format format() const { return format_; }
  /// All digits, with the decimals of its form: "0.500000000".
  std::string to_decimal_string() const;

  int sign() const;
  bool is_zero() const { return sign() == 0; }
  /// Rounded up to whole units. A negative amount with a rest is rounded away from zero in the short form; in the long
  /// one it is truncated and one is added. What does not fit wraps, or is 0.
  std::int64_t value() const { return scaled_value(Scale::One); }
  std::int64_t milli_value() const { return scaled_value(Scale::Milli); }
  std::int64_t scaled_value(Scale scale) const;
  /// Whole units, when the short form holds a whole number that fits.
  std::optional<std::int64_t> as_int64() const;
  double approximate() const;

  /// Keeps the left format, or takes the right one when the left is zero.
  Quantity& operator+=(const Quantity& other);
  Quantity& operator-=(const Quantity& other);
  friend Quantity operator+(Quantity a, const Quantity& b) { return a += b; }
  friend Quantity operator-(Quantity a, const Quantity& b) { return a -= b; }
  Quantity operator-() const;
  /// False when the digits of the product do not fit int64; it is exact all the same.
  bool multiply(std::int64_t factor);
  /// To a multiple of 10^scale, away from zero; false when that changed the amount.
  bool round_up(Scale scale);

  /// By amount, whatever the format.
  friend std::weak_ordering operator<=>(const Quantity& a, const Quantity& b);
  friend bool operator==(const Quantity& a, const Quantity& b) { return a <=> b == 0; }

  bool has_long_form() const { return rare_ && rare_->decimal; }
  /// Into the long form, as apimachinery does to the left side when it compares or adds an amount in that form.
  void promote();

 private:
  friend class QuantityReader;
  friend class QuantityWriter;

  /// What few quantities have.
  struct Rare {
    std::optional<BigDecimal> decimal;  // the amount: value_ and scale_ are idle then
    std::string text;                   // as written, while to_string() is to give it back
  };
  Rare& rare();
  /// The text no longer tells the amount.
  void forget_text();
  const BigDecimal& decimal() const { return *rare_->decimal; }
  void set_long_form(BigDecimal amount);
  /// False, and nothing changed, when the sum has no short form.
  bool add_short(std::int64_t value, std::int32_t scale);
  BigDecimal as_decimal() const;

  std::int64_t value_ = 0;
  std::int32_t scale_ = 0;  // amount = value_ × 10^scale_
  Format format_ = Format::None;
  std::unique_ptr<Rare> rare_;
};

std::string_view to_string(Quantity::Format format);  // "BinarySI"; "" for None

}  // namespace slipway::kube
