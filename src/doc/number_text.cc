#include "doc/number_text.h"

#include <charconv>
#include <cmath>
#include <string_view>

namespace slipway::doc {
namespace {

/// Shortest digits d.ddd × 10^exponent.
struct Decimal {
  bool negative = false;
  std::string digits;
  int exponent = 0;
};

template <class Number>
Decimal shortest(Number number) {
  char buffer[64];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::scientific).ptr;
  std::string_view text(buffer, static_cast<std::size_t>(end - buffer));
  Decimal decimal;
  if (text.starts_with('-')) {
    decimal.negative = true;
    text.remove_prefix(1);
  }
  const auto e = text.find('e');
  for (const char c : text.substr(0, e))
    if (c != '.') decimal.digits += c;
  std::string_view exponent = text.substr(e + 1);
  if (exponent.starts_with('+')) exponent.remove_prefix(1);
  std::from_chars(exponent.data(), exponent.data() + exponent.size(), decimal.exponent);
  return decimal;
}

std::string plain(const Decimal& decimal) {
  std::string out = decimal.negative ? "-" : "";
  const int point = decimal.exponent + 1;  // digits before the point
  const int count = static_cast<int>(decimal.digits.size());
  if (point <= 0) return out + "0." + std::string(static_cast<std::size_t>(-point), '0') + decimal.digits;
  if (point >= count) return out + decimal.digits + std::string(static_cast<std::size_t>(point - count), '0');
  const auto whole = static_cast<std::size_t>(point);
  return out + decimal.digits.substr(0, whole) + '.' + decimal.digits.substr(whole);
}

std::string with_exponent(const Decimal& decimal, std::size_t least_exponent_digits) {
  std::string out = decimal.negative ? "-" : "";
  out += decimal.digits[0];
  if (decimal.digits.size() > 1) out += '.' + decimal.digits.substr(1);
  std::string exponent = std::to_string(std::abs(decimal.exponent));
  if (exponent.size() < least_exponent_digits) exponent.insert(0, 1, '0');
  return out + 'e' + (decimal.exponent < 0 ? '-' : '+') + exponent;
}

}  // namespace

std::string number_text(double number) {
  const Decimal decimal = shortest(number);
  if (number == 0) return decimal.negative ? "-0" : "0";
  const double size = std::fabs(number);
  // Go cuts a leading zero from negative exponents only; positive ones have two digits anyway.
  return size < 1e-6 || size >= 1e21 ? with_exponent(decimal, 1) : plain(decimal);
}

namespace {

template <class Number>
std::string general(Number number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number > 0 ? "+Inf" : "-Inf";
  if (number == 0) return std::signbit(number) ? "-0" : "0";
  const Decimal decimal = shortest(number);
  return decimal.exponent < -4 || decimal.exponent >= 6 ? with_exponent(decimal, 2) : plain(decimal);
}

}  // namespace

std::string number_text_go(double number) { return general(number); }
std::string number_text_32(double number) { return general(static_cast<float>(number)); }

}  // namespace slipway::doc
