#include "cost/quantity.h"

#include <fmt/format.h>

#include <cmath>

namespace slipway::cost {

Number whole(std::int64_t number) { return Money::micros(1'000'000) * number; }

std::optional<Number> exact_decimal(double number) {
  if (!(number >= 0) || number > static_cast<double>(kLargestCount)) return std::nullopt;
  // The shortest text that reads back as the same double; below 10^-4 that is written with an exponent.
  if (const auto parsed = Money::parse(fmt::format("{}", number))) return parsed;
  return Money::parse(fmt::format("{:.12f}", number));
}

Quantity quantity(Number number, std::string_view noun) {
  std::string text = number.to_exact_string();
  if (!noun.empty()) text += ' ' + std::string(noun);
  return {number, std::move(text)};
}

Quantity quantity(std::int64_t number, std::string_view noun) { return quantity(whole(number), noun); }

Quantity operator*(std::int64_t count, const Quantity& each) {
  return {each.number * count, std::to_string(count) + " × " + each.text};
}

Levels always(Quantity quantity) { return {quantity, quantity}; }

Levels when_used(Quantity quantity) {
  Quantity none = quantity;
  none.number = Number{};
  const auto noun = none.text.find_last_of("0123456789");
  none.text = "0" + (noun == std::string::npos ? std::string{} : none.text.substr(noun + 1));
  return {std::move(none), std::move(quantity)};
}

}  // namespace slipway::cost
