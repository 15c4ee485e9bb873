#include <cmath>
#include <limits>

#include "cel/numbers.h"
#include "cel/operations.h"
#include "cel/time.h"

namespace slipway::cel {
namespace {

using Kind = Value::Kind;

constexpr std::int64_t kSecond = 1'000'000'000;

Value duration(std::int64_t nanoseconds) {
  Value made = Value::of(nanoseconds);
  made.kind = Kind::Duration;
  return made;
}

Value whole(Operation operation, std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  const bool smallest = a == std::numeric_limits<std::int64_t>::min() && b == -1;
  switch (operation) {
    case Operation::Add:
      if (!__builtin_add_overflow(a, b, &result)) return Value::of(result);
      break;
    case Operation::Subtract:
      if (!__builtin_sub_overflow(a, b, &result)) return Value::of(result);
      break;
    case Operation::Multiply:
      if (!__builtin_mul_overflow(a, b, &result)) return Value::of(result);
      break;
    case Operation::Divide:
      if (b == 0) return error_value("division by zero");
      if (!smallest) return Value::of(a / b);
      break;
    default:
      if (b == 0) return error_value("modulus by zero");
      if (!smallest) return Value::of(a % b);
      break;
  }
  return error_value("integer overflow");
}

Value unsigned_whole(Operation operation, std::uint64_t a, std::uint64_t b) {
  std::uint64_t result = 0;
  switch (operation) {
    case Operation::Add:
      if (!__builtin_add_overflow(a, b, &result)) return Value::of_uint(result);
      break;
    case Operation::Subtract:
      if (b <= a) return Value::of_uint(a - b);
      break;
    case Operation::Multiply:
      if (!__builtin_mul_overflow(a, b, &result)) return Value::of_uint(result);
      break;
    case Operation::Divide:
      return b == 0 ? error_value("division by zero") : Value::of_uint(a / b);
    default:
      return b == 0 ? error_value("modulus by zero") : Value::of_uint(a % b);
  }
  return error_value("unsigned integer overflow");
}

Value decimal(Operation operation, double a, double b) {
  switch (operation) {
    case Operation::Add:
      return Value::of(a + b);
    case Operation::Subtract:
      return Value::of(a - b);
    case Operation::Multiply:
      return Value::of(a * b);
    default:
      return Value::of(a / b);
  }
}

Value later(const Value& time, std::int64_t nanoseconds) {
  std::int64_t seconds = time.integer + nanoseconds / kSecond;
  std::int64_t rest = static_cast<std::int64_t>(time.size) + nanoseconds % kSecond;
  if (rest < 0) {
    rest += kSecond;
    --seconds;
  } else if (rest >= kSecond) {
    rest -= kSecond;
    ++seconds;
  }
  if (!is_timestamp(seconds)) return error_value("timestamp overflow");
  return timestamp(seconds, static_cast<std::uint32_t>(rest), time.zone);
}

Value between(const Value& a, const Value& b) {
  std::int64_t total = 0;
  const std::int64_t rest = static_cast<std::int64_t>(a.size) - static_cast<std::int64_t>(b.size);
  if (__builtin_mul_overflow(a.integer - b.integer, kSecond, &total) || __builtin_add_overflow(total, rest, &total))
    return error_value("integer overflow");
  return duration(total);
}

Value moments(Operation operation, const Value& a, const Value& b) {
  const bool adds = operation == Operation::Add;
  if (a.kind == Kind::Duration && b.kind == Kind::Duration) {
    const Value made = whole(operation, a.integer, b.integer);
    return made.is_error() ? made : duration(made.integer);
  }
  if (a.kind == Kind::Duration)
    return adds && b.kind == Kind::Timestamp ? later(b, a.integer) : error_or_no_overload(b);
  if (b.kind == Kind::Timestamp) return adds ? error_or_no_overload(b) : between(a, b);
  if (b.kind != Kind::Duration) return error_or_no_overload(b);
  if (adds) return later(a, b.integer);
  if (b.integer == std::numeric_limits<std::int64_t>::min()) return error_value("integer overflow");
  return later(a, -b.integer);
}

}  // namespace

Value run_arithmetic(Operation operation, const Value& a, const Value& b, Scratch& scratch) {
  if (operation == Operation::Negate) {
    switch (a.kind) {
      case Kind::Double:
        return Value::of(-a.number);
      case Kind::Int:
      case Kind::Duration: {
        const Value made = whole(Operation::Subtract, 0, a.integer);
        return made.is_error() || a.kind == Kind::Int ? made : duration(made.integer);
      }
      default:
        return error_or_no_overload(a);
    }
  }
  if (a.kind == Kind::Duration || a.kind == Kind::Timestamp) return moments(operation, a, b);
  if (is_list(a)) return joined_lists(a, b, scratch);
  if (b.kind != a.kind) return error_or_no_overload(b);
  switch (a.kind) {
    case Kind::Int:
      return whole(operation, a.integer, b.integer);
    case Kind::Uint:
      return unsigned_whole(operation, a.unsigned_integer, b.unsigned_integer);
    case Kind::Double:
      return decimal(operation, a.number, b.number);
    case Kind::String:
    case Kind::Bytes: {
      const std::string_view left = a.string(), right = b.string();
      if (right.empty()) return a;
      if (left.empty()) return b;
      auto* text = static_cast<char*>(scratch.take(left.size() + right.size()));
      left.copy(text, left.size());
      right.copy(text + left.size(), right.size());
      Value made = Value::of(std::string_view(text, left.size() + right.size()));
      made.kind = a.kind;
      return made;
    }
    default:
      return no_such_overload();
  }
}

Value compared(const Value& a, const Value& b) {
  const auto sign = [](auto left, auto right) {
    return Value::of(std::int64_t{left < right ? -1 : left > right ? 1 : 0});
  };
  if (is_number(a)) {
    if (a.kind == Kind::Double && std::isnan(a.number)) return error_value("NaN values cannot be ordered");
    if (!is_number(b)) return error_or_no_overload(b);
    const auto order = compare_numbers(a, b);
    if (!order) return error_value("NaN values cannot be ordered");
    return Value::of(std::int64_t{*order < 0 ? -1 : *order > 0 ? 1 : 0});
  }
  if (a.kind != b.kind) return error_or_no_overload(b);
  switch (a.kind) {
    case Kind::Bool:
    case Kind::Duration:
      return sign(a.integer, b.integer);
    case Kind::String:
    case Kind::Bytes:
      return sign(a.string().compare(b.string()), 0);
    case Kind::Timestamp:
      return a.integer != b.integer ? sign(a.integer, b.integer) : sign(a.size, b.size);
    default:
      return no_such_overload();
  }
}

Value run_comparison(Operation operation, const Value& a, const Value& b, Scratch&) {
  const Value order = compared(a, b);
  if (order.is_error()) return order;
  switch (operation) {
    case Operation::Less:
      return Value::of(order.integer < 0);
    case Operation::LessEquals:
      return Value::of(order.integer <= 0);
    case Operation::Greater:
      return Value::of(order.integer > 0);
    default:
      return Value::of(order.integer >= 0);
  }
}

}  // namespace slipway::cel
