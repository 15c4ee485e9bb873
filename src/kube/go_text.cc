#include "kube/go_text.h"

#include <fmt/core.h>

#include <charconv>
#include <cmath>
#include <limits>

#include "base/quote.h"

namespace slipway::kube {
namespace {

enum class NumberFault : std::uint8_t { None, Syntax, Range };

/// Says what is met first: a character that is no digit, or the digit that makes it too large.
NumberFault read_digits(std::string_view text, std::uint64_t& number) {
  number = 0;
  if (text.empty()) return NumberFault::Syntax;
  for (const char c : text) {
    if (c < '0' || c > '9') return NumberFault::Syntax;
    if (__builtin_mul_overflow(number, std::uint64_t{10}, &number)) return NumberFault::Range;
    if (__builtin_add_overflow(number, static_cast<std::uint64_t>(c - '0'), &number)) return NumberFault::Range;
  }
  return NumberFault::None;
}

NumberFault read_signed(std::string_view text, std::int64_t& number) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  std::uint64_t magnitude = 0;
  if (const NumberFault fault = read_digits(text, magnitude); fault != NumberFault::None) return fault;
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (magnitude > kMost + (negative ? 1 : 0)) return NumberFault::Range;
  number = static_cast<std::int64_t>(negative ? 0 - magnitude : magnitude);
  return NumberFault::None;
}

bool is_space(char32_t rune) {
  return (rune >= '\t' && rune <= '\r') || rune == ' ' || rune == 0x85 || rune == 0xA0 || rune == 0x1680 ||
         (rune >= 0x2000 && rune <= 0x200A) || rune == 0x2028 || rune == 0x2029 || rune == 0x202F || rune == 0x205F ||
         rune == 0x3000;
}

/// Bytes of white space, or of anything else, that the text starts with.
std::size_t leading(std::string_view text, bool space) {
  std::size_t at = 0;
  while (at < text.size()) {
    const Utf8Rune next = first_rune(text.substr(at));
    if ((next.valid && is_space(next.rune)) != space) break;
    at += static_cast<std::size_t>(next.size);
  }
  return at;
}

}  // namespace

std::optional<std::int64_t> go_parse_int(std::string_view text) {
  std::int64_t number = 0;
  if (read_signed(text, number) != NumberFault::None) return std::nullopt;
  return number;
}

std::int64_t go_parse_int_anyway(std::string_view text) {
  std::int64_t number = 0;
  switch (read_signed(text, number)) {
    case NumberFault::None:
      return number;
    case NumberFault::Syntax:
      return 0;
    case NumberFault::Range:
      break;
  }
  using Limits = std::numeric_limits<std::int64_t>;
  return text.starts_with('-') ? Limits::min() : Limits::max();
}

std::optional<std::uint64_t> go_parse_uint(std::string_view text) {
  std::uint64_t number = 0;
  if (read_digits(text, number) != NumberFault::None) return std::nullopt;
  return number;
}

std::string go_number_error(std::string_view function, std::string_view text) {
  std::int64_t number = 0;
  std::uint64_t natural = 0;
  const NumberFault fault = function == "ParseUint" ? read_digits(text, natural) : read_signed(text, number);
  return fmt::format("strconv.{}: parsing {}: {}", function, go_quoted(text),
                     fault == NumberFault::Range ? "value out of range" : "invalid syntax");
}

std::string_view go_trim_space(std::string_view text) {
  text.remove_prefix(leading(text, true));
  std::size_t end = 0;  // of the last thing that is no space
  for (std::size_t at = 0; at < text.size();) {
    at += leading(text.substr(at), false);
    end = at;
    at += leading(text.substr(at), true);
  }
  return text.substr(0, end);
}

std::vector<std::string_view> go_fields(std::string_view text) {
  std::vector<std::string_view> fields;
  for (text.remove_prefix(leading(text, true)); !text.empty(); text.remove_prefix(leading(text, true))) {
    const std::size_t length = leading(text, false);
    fields.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return fields;
}

std::string go_time_quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || byte < ' ') {
      out += fmt::format("\\x{:02x}", byte);
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::int64_t go_int64(double number) {
  const bool fits = number >= -0x1p63 && number < 0x1p63;
  return fits ? static_cast<std::int64_t>(number) : std::numeric_limits<std::int64_t>::min();
}

std::string go_shortest(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number > 0 ? "+Inf" : "-Inf";
  char buffer[32];

  const double size = std::fabs(number);
  const bool plain = size == 0 || (size >= 1e-4 && size < 1e6);
  const auto format = plain ? std::chars_format::fixed : std::chars_format::scientific;
  const auto [end, status] = std::to_chars(buffer, buffer + sizeof buffer, number, format);
  return std::string(buffer, status == std::errc{} ? end : buffer);
}

}  // namespace slipway::kube
