#include "base/money.h"

#include <algorithm>
#include <cassert>

namespace slipway {
namespace {

constexpr int kDecimals = 12;
constexpr __int128 kUnit = 1'000'000'000'000;

__int128 divide_half_away(__int128 number, __int128 by) {
  const __int128 half = by / 2;
  return number >= 0 ? (number + half) / by : (number - half) / by;
}

__int128 power_of_ten(int exponent) {
  __int128 power = 1;
  while (exponent-- > 0) power *= 10;
  return power;
}

std::string digits(__int128 number) {  // number >= 0
  std::string text;
  do {
    text += static_cast<char>('0' + static_cast<int>(number % 10));
    number /= 10;
  } while (number > 0);
  std::ranges::reverse(text);
  return text;
}

}  // namespace

std::optional<Money> Money::parse(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const auto point = text.find('.');
  const auto whole = text.substr(0, point);
  const auto fraction = point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
  if (whole.empty() || whole.size() > 15 || fraction.size() > kDecimals) return std::nullopt;
  if (point != std::string_view::npos && fraction.empty()) return std::nullopt;
  __int128 pico = 0;
  for (const auto part : {whole, fraction})
    for (const char c : part) {
      if (c < '0' || c > '9') return std::nullopt;
      pico = pico * 10 + (c - '0');
    }
  pico *= power_of_ten(kDecimals - static_cast<int>(fraction.size()));
  return Money(negative ? -pico : pico);
}

std::string Money::to_string(int decimals) const {
  assert(decimals >= 0 && decimals <= kDecimals);
  __int128 rounded = divide_half_away(pico_, power_of_ten(kDecimals - decimals));
  const bool negative = rounded < 0;
  std::string text = digits(negative ? -rounded : rounded);
  if (text.size() <= static_cast<std::size_t>(decimals))
    text.insert(0, static_cast<std::size_t>(decimals) + 1 - text.size(), '0');
  std::size_t point = text.size() - static_cast<std::size_t>(decimals);
  if (decimals > 0) text.insert(point, ".");
  while (point > 3) text.insert(point -= 3, ",");
  return negative ? "-" + text : text;
}

std::string Money::to_exact_string() const {
  std::string text = to_string(kDecimals);
  std::erase(text, ',');
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

double Money::approximate() const { return static_cast<double>(pico_) / static_cast<double>(kUnit); }

Money Money::times(std::int64_t numerator, std::int64_t denominator) const {
  assert(denominator > 0);
  return Money(divide_half_away(pico_ * numerator, denominator));
}

Money Money::times(Money factor) const {
  // Split so that the product of two amounts below 10^15 does not overflow 128 bits.
  const __int128 whole = factor.pico_ / kUnit, rest = factor.pico_ % kUnit;
  const __int128 pico_whole = pico_ / kUnit, pico_rest = pico_ % kUnit;
  return Money(pico_ * whole + pico_whole * rest + divide_half_away(pico_rest * rest, kUnit));
}

}  // namespace slipway
