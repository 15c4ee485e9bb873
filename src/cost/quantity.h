#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/money.h"
#include "cost/level.h"

namespace slipway::cost {

/// An exact decimal without a unit, as Money::times takes it.
using Number = Money;

/// Counts and amounts beyond this are refused as mistakes, so that no product in this folder leaves Money's range.
inline constexpr std::int64_t kLargestCount = 1'000'000'000;

Number whole(std::int64_t number);
/// The decimal that is printed for it ("0.1" for 0.1); nullopt below 0, beyond kLargestCount or when not finite.
std::optional<Number> exact_decimal(double number);

/// So much of something, and how a reader sees it: 800, "4 × 200 GB".
struct Quantity {
  Number number;
  std::string text;
};
Quantity quantity(Number number, std::string_view noun = {});
Quantity quantity(std::int64_t number, std::string_view noun = {});
Quantity operator*(std::int64_t count, const Quantity& each);

/// The same thing at each level of a bill.
using Levels = ByLevel<Quantity>;
Levels always(const Quantity& quantity);
/// None at idle.
Levels when_used(const Quantity& quantity);
/// The least until the maximum, which is reached by itself.
Levels growing(const Quantity& least, const Quantity& most);
Levels times(const Counts& counts, const Quantity& each);

}  // namespace slipway::cost
