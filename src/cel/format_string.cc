#include "cel/format_string.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/quote.h"
#include "kube/go_text.h"

namespace slipway::cel {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string unreadable(std::string_view why) { return fmt::format("could not parse formatting clause: {}", why); }

/// Reads what follows '%'; `rest` is not empty.
std::optional<std::string> read_clause(std::string_view& rest, FormatClause& clause) {
  if (rest[0] == '.') {
    std::size_t end = 1;
    while (end < rest.size() && is_digit(rest[end])) ++end;
    if (end == rest.size())
      return unreadable("error while parsing precision: could not find end of precision specifier");
    const std::string_view digits = rest.substr(1, end - 1);
    const auto precision = kube::go_parse_int(digits);
    if (!precision)
      return unreadable("error while parsing precision: error while converting precision to integer: " +
                        kube::go_number_error("Atoi", digits));
    clause.precision = static_cast<int>(std::min<std::int64_t>(*precision, 1'000));
    rest.remove_prefix(end);
  }
  clause.letter = rest[0];
  rest.remove_prefix(1);
  if (std::string_view("sdfebxXo").find(clause.letter) != std::string_view::npos) return std::nullopt;
  std::string shown;
  append_rune(shown, static_cast<unsigned char>(clause.letter));
  return unreadable(fmt::format("unrecognized formatting clause \"{}\"", shown));
}

}  // namespace

std::optional<std::string> walk_format(std::string_view format, std::size_t arguments,
                                       const std::function<std::optional<std::string>(const FormatClause&)>& take,
                                       const std::function<void(std::string_view)>& text) {
  std::size_t used = 0;
  while (!format.empty()) {
    const std::size_t percent = std::min(format.find('%'), format.size());
    if (percent > 0) text(format.substr(0, percent));
    format.remove_prefix(percent);
    if (format.empty()) break;
    if (format.starts_with("%%")) {
      text("%");
      format.remove_prefix(2);
      continue;
    }
    if (used >= arguments) return fmt::format("index {} out of range", used);
    if (format.size() == 1) return "unexpected end of string";
    format.remove_prefix(1);
    FormatClause clause;
    clause.argument = used++;
    if (auto failure = read_clause(format, clause)) return failure;
    if (auto failure = take(clause)) return failure;
  }
  return std::nullopt;
}

bool clause_takes(char letter, TypeKind kind) {
  using enum TypeKind;
  if (kind == Dyn) return true;
  switch (letter) {
    case 's':
      return kind == List || kind == Map || kind == Int || kind == Uint || kind == Double || kind == Bool ||
             kind == String || kind == Timestamp || kind == Bytes || kind == Duration || kind == TypeKind::Type ||
             kind == Null;
    case 'd':
    case 'o':
      return kind == Int || kind == Uint;
    case 'f':
    case 'e':
      return kind == Double || kind == String;
    case 'b':
      return kind == Int || kind == Uint || kind == Bool;
    default:
      return kind == Int || kind == Uint || kind == String || kind == Bytes;
  }
}

std::string clause_error(char letter, std::string_view type) {
  switch (letter) {
    case 's':
      return fmt::format(
          "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and "
          "timestamps, was given {}",
          type);
    case 'd':
      return fmt::format("decimal clause can only be used on integers, was given {}", type);
    case 'o':
      return fmt::format("octal clause can only be used on integers, was given {}", type);
    case 'f':
      return fmt::format("fixed-point clause can only be used on doubles, was given {}", type);
    case 'e':
      return fmt::format("scientific clause can only be used on doubles, was given {}", type);
    case 'b':
      return fmt::format("only integers and bools can be formatted as binary, was given {}", type);
    default:
      return fmt::format("only integers, byte buffers, and strings can be formatted as hex, was given {}", type);
  }
}

}  // namespace slipway::cel
