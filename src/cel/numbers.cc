#include "cel/numbers.h"

#include <array>
#include <charconv>
#include <cmath>

namespace slipway::cel {
namespace {

using std::strong_ordering;

strong_ordering compare_doubles(double a, double b) {
  return a < b ? strong_ordering::less : a > b ? strong_ordering::greater : strong_ordering::equal;
}

strong_ordering compare(double a, std::int64_t b) {
  if (a < -0x1p63) return strong_ordering::less;
  if (a > 0x1p63) return strong_ordering::greater;
  return compare_doubles(a, static_cast<double>(b));
}

strong_ordering compare(double a, std::uint64_t b) {
  if (a < 0) return strong_ordering::less;
  if (a > 0x1p64) return strong_ordering::greater;
  return compare_doubles(a, static_cast<double>(b));
}

strong_ordering compare(std::int64_t a, std::uint64_t b) {
  if (a < 0) return strong_ordering::less;
  return static_cast<std::uint64_t>(a) <=> b;
}

strong_ordering reversed(strong_ordering order) { return 0 <=> order; }

}  // namespace

std::string number_without_exponent(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number > 0 ? "+Inf" : "-Inf";
  std::array<char, 400> text{};
  const auto written = std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  return std::string(text.data(), written.ptr);
}

std::optional<strong_ordering> compare_numbers(const Value& a, const Value& b) {
  using enum Value::Kind;
  if ((a.kind == Double && std::isnan(a.number)) || (b.kind == Double && std::isnan(b.number))) return std::nullopt;
  if (a.kind == Double) {
    if (b.kind == Double) return compare_doubles(a.number, b.number);
    return b.kind == Int ? compare(a.number, b.integer) : compare(a.number, b.unsigned_integer);
  }
  if (b.kind == Double) return reversed(*compare_numbers(b, a));
  if (a.kind == b.kind) return a.kind == Int ? a.integer <=> b.integer : a.unsigned_integer <=> b.unsigned_integer;
  if (a.kind == Int) return compare(a.integer, b.unsigned_integer);
  return reversed(compare(b.integer, a.unsigned_integer));
}

std::optional<std::int64_t> lossless_int(const Value& value) {
  switch (value.kind) {
    case Value::Kind::Int:
      return value.integer;
    case Value::Kind::Uint:
      if (value.unsigned_integer > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
      return static_cast<std::int64_t>(value.unsigned_integer);
    case Value::Kind::Double:
      if (!(value.number > -0x1p63 && value.number < 0x1p63) || std::trunc(value.number) != value.number)
        return std::nullopt;
      return static_cast<std::int64_t>(value.number);
    default:
      return std::nullopt;
  }
}

}  // namespace slipway::cel
