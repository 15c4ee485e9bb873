#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "cel/value.h"

namespace slipway::cel {

/// As many digits as tell the number from others, never an exponent: Go's format 'f'.
std::string number_without_exponent(double number);

/// Of two numbers of any kind; nullopt with NaN. REQUIRES: Int, Uint or Double. Follows cel-go common/types/compare.go.
std::optional<std::strong_ordering> compare_numbers(const Value& a, const Value& b);
inline bool is_number(const Value& value) {
  return value.kind == Value::Kind::Int || value.kind == Value::Kind::Uint || value.kind == Value::Kind::Double;
}
/// An index into a list that a number may be; nullopt when it is no whole number.
std::optional<std::int64_t> lossless_int(const Value& value);

}  // namespace slipway::cel
