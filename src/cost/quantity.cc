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

Levels always(const Quantity& quantity) { return {{quantity, quantity, quantity, quantity}}; }

Levels when_used(const Quantity& quantity) {
  Quantity none = quantity;
  none.number = Number{};
  const auto noun = none.text.find_last_of("0123456789");
  none.text = "0" + (noun == std::string::npos ? std::string{} : none.text.substr(noun + 1));
  return {{none, quantity, quantity, quantity}};
}

Levels growing(const Quantity& least, const Quantity& most) { return {{least, least, most, most}}; }

Levels times(const Counts& counts, const Quantity& each) {
  Levels made;
  for (const Level level : kLevels) made[level] = counts[level] * each;
  return made;
}

std::string range_of(const Counts& counts) {
  const auto idle = counts[Level::Idle], declared = counts[Level::Declared], maximum = counts[Level::Maximum];
  if (idle == declared && declared == maximum) return std::to_string(idle);
  if (idle == declared || declared == maximum) return fmt::format("{} to {}", idle, maximum);
  return fmt::format("{}, {}, {}", idle, declared, maximum);
}

std::string_view to_string(Level level) {
  constexpr ByLevel<std::string_view> kNames = {{"idle", "declared", "maximum", "at limits"}};
  return kNames[level];
}

}  // namespace slipway::cost
