// Quantities: what is read prints to a text that reads as the same amount; sums and products agree with 128 bits where
// those reach.
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "kube/quantity.h"

namespace {

using slipway::kube::Quantity;
using slipway::kube::Scale;

void require(bool holds) {
  if (!holds) std::abort();
}

/// In billionths; nullopt when that is beyond 10^27, or none of digits and one point.
std::optional<__int128> nanos(std::string_view decimal) {
  constexpr __int128 kBound = static_cast<__int128>(1'000'000'000'000'000'000) * 1'000'000'000;
  const bool negative = decimal.starts_with('-');
  if (negative) decimal.remove_prefix(1);
  __int128 value = 0;
  int decimals = -1;
  for (const char c : decimal) {
    if (c == '.') {
      decimals = 0;
      continue;
    }
    if (decimals >= 9 && c != '0') return std::nullopt;
    if (decimals < 9) value = value * 10 + (c - '0');
    if (decimals >= 0 && decimals < 9) ++decimals;
    if (value > kBound) return std::nullopt;
  }
  for (decimals = decimals < 0 ? 0 : decimals; decimals < 9; ++decimals) value *= 10;
  if (value > kBound) return std::nullopt;
  return negative ? -value : value;
}

void check_one(std::string_view text) {
  const auto read = Quantity::parse(text);
  require(read.has_value() == Quantity::go_error(text).empty());
  if (!read) {
    require(read.error().offset <= text.size() && !read.error().message.empty());
    return;
  }
  const std::string printed = read->to_string();
  const bool kept = printed == text;
  // Beyond E, and below n, no suffix is left to print: then the amount cannot come back.
  const auto amount = nanos(read->to_decimal_string());
  if (amount) {
    const auto again = Quantity::parse(printed);
    require(again.has_value() && *again == *read);
    require(kept || again->to_string() == printed);
    require(read->sign() == (*amount > 0 ? 1 : *amount < 0 ? -1 : 0));
  }
  Quantity whole = *read;
  const bool exact = whole.round_up(Scale::One);
  require(exact == (whole == *read));
  require(read->sign() < 0 ? whole <= *read : whole >= *read);
  require((*read + -*read).is_zero() && (*read - *read).is_zero());
}

void check_pair(std::string_view left, std::string_view right) {
  const auto a = Quantity::parse(left), b = Quantity::parse(right);
  if (!a || !b) return;
  const Quantity sum = *a + *b, difference = *a - *b;
  require(difference + *b == *a);
  require((difference.sign() < 0) == (*a < *b) && difference.is_zero() == (*a == *b));
  Quantity twice = *a;
  twice.multiply(2);
  require(twice == *a + *a);
  const auto x = nanos(a->to_decimal_string()), y = nanos(b->to_decimal_string()), z = nanos(sum.to_decimal_string());
  if (x && y && z) require(*x + *y == *z);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_one(text);
  const std::size_t space = text.find(' ');
  if (space != std::string_view::npos) check_pair(text.substr(0, space), text.substr(space + 1));
  return 0;
}
