#include <fmt/core.h>

#include <charconv>
#include <cmath>
#include <cstdlib>

#include "cel/numbers.h"
#include "cel/operations.h"
#include "cel/time.h"
#include "doc/utf8.h"
#include "kube/duration.h"
#include "kube/go_text.h"

namespace slipway::cel {
namespace {

using Kind = Value::Kind;

Value impossible(const Value& value, std::string_view to, Scratch& scratch) {
  return error_value(scratch, fmt::format("type conversion error from '{}' to '{}'", type_name(value), to));
}

/// strconv.ParseFloat: also hexadecimal, infinities, NaN, and underscores between digits.
std::optional<double> parse_double(std::string_view text) {
  const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == 'x'; };
  std::string lower;
  for (const char c : text) lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  for (std::size_t at; (at = lower.find('_')) != std::string::npos; lower.erase(at, 1))
    if (at == 0 || at + 1 == lower.size() || !is_digit(lower[at - 1]) || !is_digit(lower[at + 1])) return std::nullopt;
  std::string_view rest = lower;
  const bool negative = rest.starts_with('-');
  if (negative || rest.starts_with('+')) rest.remove_prefix(1);
  if (rest == "inf" || rest == "infinity") return negative ? -HUGE_VAL : HUGE_VAL;
  if (rest == "nan") return rest.size() == lower.size() ? std::optional<double>(NAN) : std::nullopt;
  const bool hex = rest.starts_with("0x");
  if (rest.empty() ||
      rest.find_first_not_of(hex ? "0123456789abcdefx.p+-" : "0123456789.e+-") != std::string_view::npos)
    return std::nullopt;
  if (rest[0] == '+' || rest[0] == '-' || (hex && rest.find('p') == std::string_view::npos)) return std::nullopt;
  char* end = nullptr;
  const double value = std::strtod(lower.c_str(), &end);
  if (end != lower.c_str() + lower.size() || std::isinf(value)) return std::nullopt;
  return value;
}

Value to_int(const Value& value, Scratch& scratch) {
  switch (value.kind) {
    case Kind::Double:
      if (!(value.number > -0x1p63 && value.number < 0x1p63)) return error_value("integer overflow");
      return Value::of(static_cast<std::int64_t>(value.number));
    case Kind::Uint:
      if (value.unsigned_integer > static_cast<std::uint64_t>(INT64_MAX)) return error_value("integer overflow");
      return Value::of(static_cast<std::int64_t>(value.unsigned_integer));
    case Kind::Int:
    case Kind::Duration:
    case Kind::Timestamp:
      return Value::of(value.integer);
    case Kind::String:
      if (const auto number = kube::go_parse_int(value.string())) return Value::of(*number);
      break;
    default:
      break;
  }
  return impossible(value, "int", scratch);
}

Value to_uint(const Value& value, Scratch& scratch) {
  switch (value.kind) {
    case Kind::Double:
      if (!(value.number >= 0 && value.number < 0x1p64)) return error_value("unsigned integer overflow");
      return Value::of_uint(static_cast<std::uint64_t>(value.number));
    case Kind::Int:
      if (value.integer < 0) return error_value("unsigned integer overflow");
      return Value::of_uint(static_cast<std::uint64_t>(value.integer));
    case Kind::Uint:
      return value;
    case Kind::String:
      if (const auto number = kube::go_parse_uint(value.string())) return Value::of_uint(*number);
      break;
    default:
      break;
  }
  return impossible(value, "uint", scratch);
}

Value to_double(const Value& value, Scratch& scratch) {
  switch (value.kind) {
    case Kind::Int:
      return Value::of(static_cast<double>(value.integer));
    case Kind::Uint:
      return Value::of(static_cast<double>(value.unsigned_integer));
    case Kind::Double:
      return value;
    case Kind::String:
      if (const auto number = parse_double(value.string())) return Value::of(*number);
      break;
    default:
      break;
  }
  return impossible(value, "double", scratch);
}

Value to_bool(const Value& value, Scratch& scratch) {
  if (value.kind == Kind::String) {
    const std::string_view text = value.string();
    for (const std::string_view yes : {"1", "t", "T", "TRUE", "true", "True"})
      if (text == yes) return Value::of(true);
    for (const std::string_view no : {"0", "f", "F", "FALSE", "false", "False"})
      if (text == no) return Value::of(false);
  }
  return impossible(value, "bool", scratch);
}

Value to_duration(const Value& value, Scratch& scratch) {
  if (value.kind == Kind::String) {
    if (const auto duration = kube::parse_duration(value.string())) {
      Value made = Value::of(std::int64_t{duration->count()});
      made.kind = Kind::Duration;
      return made;
    }
  }
  return impossible(value, "google.protobuf.Duration", scratch);
}

Value to_timestamp(const Value& value, Scratch& scratch) {
  if (value.kind == Kind::Int)
    return is_timestamp(value.integer) ? timestamp(value.integer, 0, 0) : error_value("timestamp overflow");
  if (value.kind == Kind::String)
    if (const auto time = parse_timestamp(value.string())) return *time;
  return impossible(value, "google.protobuf.Timestamp", scratch);
}

}  // namespace

Value as_string(const Value& value, Scratch& scratch) {
  switch (value.kind) {
    case Kind::String:
      return value;
    case Kind::Null:
      return Value::of("null");
    case Kind::Bool:
      return Value::of(value.integer ? "true" : "false");
    case Kind::Int:
      return Value::of(scratch.keep(fmt::format("{}", value.integer)));
    case Kind::Uint:
      return Value::of(scratch.keep(fmt::format("{}", value.unsigned_integer)));
    case Kind::Double:
      return Value::of(scratch.keep(kube::go_shortest(value.number)));
    case Kind::Duration:
      return Value::of(scratch.keep(duration_text(value.integer)));
    case Kind::Timestamp:
      return Value::of(scratch.keep(timestamp_text(value)));
    case Kind::Type:
      return Value::of(value.type->runtime_name());
    case Kind::Bytes:
      if (doc::find_invalid_utf8(value.string()) != std::string_view::npos)
        return error_value("invalid UTF-8 in bytes, cannot convert to string");
      return Value::of(value.string());
    default:
      return impossible(value, "string", scratch);
  }
}

Value run_conversion(Operation operation, const Value& value, Scratch& scratch) {
  switch (operation) {
    case Operation::Identity:
      return value;
    case Operation::TypeOf: {
      Value made;
      made.kind = Kind::Type;
      made.type = type_of(value);
      return made;
    }
    case Operation::ToInt:
      return to_int(value, scratch);
    case Operation::ToUint:
      return to_uint(value, scratch);
    case Operation::ToDouble:
      return to_double(value, scratch);
    case Operation::ToBool:
      return to_bool(value, scratch);
    case Operation::ToDuration:
      return to_duration(value, scratch);
    case Operation::ToTimestamp:
      return to_timestamp(value, scratch);
    case Operation::ToString:
      return as_string(value, scratch);
    default: {
      if (value.kind != Kind::String) return impossible(value, "bytes", scratch);
      Value made = value;
      made.kind = Kind::Bytes;
      return made;
    }
  }
}

}  // namespace slipway::cel
