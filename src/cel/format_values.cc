#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/quote.h"
#include "cel/format_string.h"
#include "cel/operations.h"

namespace slipway::cel {
namespace {

using Kind = Value::Kind;

constexpr int kDecimals = 6;

/// Writes values as clauses of a format show them.
class Formatter {
 public:
  explicit Formatter(Scratch& scratch) : scratch_(scratch) {}

  std::string clause(const FormatClause& clause, const Value& value) {
    const Type& type = *type_of(value);
    const bool not_a_number = value.kind == Kind::String && (clause.letter == 'f' || clause.letter == 'e');
    if (!clause_takes(clause.letter, type.kind) ||
        (not_a_number && value.string() != "NaN" && value.string() != "Infinity" && value.string() != "-Infinity"))
      return fail(clause_error(clause.letter, type_name(value)));
    switch (clause.letter) {
      case 's':
        return text(value);
      case 'f':
        return decimals(value, clause.precision.value_or(kDecimals));
      case 'e':
        throw CannotRun{"%e in a format"};
      case 'd':
        return std::string(as_string(value, scratch_).string());
      default:
        return digits(clause.letter, value);
    }
  }

  std::string failure;

 private:
  std::string fail(std::string message) {
    if (failure.empty()) failure = std::move(message);
    return {};
  }

  std::string text(const Value& value) {
    if (is_list(value)) return list(value);
    if (is_map(value)) return map(value);
    const Value text = as_string(value, scratch_);
    if (text.is_error()) return fail(fmt::format("could not convert argument {} to string", go_quoted(text.string())));
    return std::string(text.string());
  }

  /// As it stands within a list or map: as a literal.
  std::string literal(const Value& value) {
    switch (value.kind) {
      case Kind::String:
        return go_quoted(value.string());
      case Kind::Bytes:
        return "b" + go_quoted(text(value));
      case Kind::Timestamp:
        return fmt::format("timestamp({})", go_quoted(text(value)));
      case Kind::Duration:
        return fmt::format("duration({})", go_quoted(text(value)));
      case Kind::Double:
        if (std::isnan(value.number)) return "\"NaN\"";
        if (std::isinf(value.number)) return value.number > 0 ? "\"+Inf\"" : "\"-Inf\"";
        return fmt::format("{:.{}f}", value.number, kDecimals);
      case Kind::Optional:
      case Kind::Opaque:
      case Kind::Preserved:
        return fail(fmt::format("no formatting function for {}", type_name(value)));
      case Kind::Error:
        return fail(std::string(value.string()));
      default:
        return text(value);
    }
  }

  std::string list(const Value& value) {
    std::string out = "[";
    for (std::uint32_t i = 0; i < list_size(value) && failure.empty(); ++i)
      out += (i > 0 ? ", " : "") + literal(list_item(value, i, scratch_));
    return out + "]";
  }

  std::string map(const Value& value) {
    std::vector<std::pair<std::string, std::string>> entries;
    for (std::uint32_t i = 0; i < map_size(value) && failure.empty(); ++i) {
      const Value key = map_key(value, i, scratch_);
      const auto item = map_find(value, key, scratch_);
      entries.emplace_back(literal(key), item ? literal(*item) : "");
    }
    std::ranges::stable_sort(entries, {}, &std::pair<std::string, std::string>::first);
    std::string out = "{";
    for (const auto& [key, item] : entries) out += (out.size() > 1 ? ", " : "") + key + ":" + item;
    return out + "}";
  }

  /// With commas between thousands, as the locale en_US has it.
  static std::string decimals(const Value& value, int precision) {
    if (value.kind == Kind::String) {
      if (value.string() == "NaN") return "NaN";
      return value.string() == "Infinity" ? "∞" : "-∞";
    }
    if (std::isnan(value.number)) return "NaN";
    if (std::isinf(value.number)) return value.number > 0 ? "∞" : "-∞";
    std::string text = fmt::format("{:.{}f}", value.number, precision);
    const std::size_t point = std::min(text.find('.'), text.size());
    const std::size_t first = text.starts_with('-') ? 1 : 0;
    for (std::size_t at = point; at > first + 3;) text.insert(at -= 3, ",");
    return text;
  }

  static std::string digits(char letter, const Value& value) {
    if (value.kind == Kind::Bool) return value.integer ? "1" : "0";
    if (value.kind == Kind::String || value.kind == Kind::Bytes) {
      std::string out;
      for (const char c : value.string())
        out += letter == 'X' ? fmt::format("{:02X}", static_cast<unsigned char>(c))
                             : fmt::format("{:02x}", static_cast<unsigned char>(c));
      return out;
    }
    const auto number = [&](auto whole) {
      switch (letter) {
        case 'b':
          return fmt::format("{:b}", whole);
        case 'o':
          return fmt::format("{:o}", whole);
        case 'X':
          return fmt::format("{:X}", whole);
        default:
          return fmt::format("{:x}", whole);
      }
    };
    return value.kind == Kind::Int ? number(value.integer) : number(value.unsigned_integer);
  }

  Scratch& scratch_;
};

}  // namespace

std::string format_text(std::string_view format, const Value& arguments, Scratch& scratch, std::string& failure) {
  std::string out;
  Formatter formatter(scratch);
  const auto wrong = walk_format(
      format, list_size(arguments),
      [&](const FormatClause& clause) -> std::optional<std::string> {
        out += formatter.clause(clause, list_item(arguments, static_cast<std::uint32_t>(clause.argument), scratch));
        if (formatter.failure.empty()) return std::nullopt;
        return "error during formatting: " + formatter.failure;
      },
      [&](std::string_view text) { out += text; });
  failure = wrong.value_or("");
  return out;
}

}  // namespace slipway::cel
