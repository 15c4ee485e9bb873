// How apimachinery reads a quantity: pkg/api/resource/quantity.go (parseQuantityString, ParseQuantity) and suffix.go,
// 0.36.3.
#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/text.h"
#include "kube/go_text.h"
#include "kube/quantity.h"
#include "kube/scaled_int64.h"

namespace slipway::kube {
namespace {

using Format = Quantity::Format;

constexpr std::int64_t kNanoDecimals = 9;

/// Which of apimachinery's three complaints, or ours.
enum class Fault : std::uint8_t { None, Syntax, Number, Suffix, TooLong, ExponentTooLarge };

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Suffix {
  Format format = Format::DecimalSI;
  std::int32_t exponent = 0;  // of ten, or of two
};

/// One letter, or a letter and `i`.
std::optional<Suffix> known_suffix(std::string_view text) {
  if (text.empty()) return Suffix{};
  if (text.size() == 1) {
    switch (text[0]) {
      case 'n':
        return Suffix{Format::DecimalSI, -9};
      case 'u':
        return Suffix{Format::DecimalSI, -6};
      case 'm':
        return Suffix{Format::DecimalSI, -3};
      case 'k':
        return Suffix{Format::DecimalSI, 3};
      case 'M':
        return Suffix{Format::DecimalSI, 6};
      case 'G':
        return Suffix{Format::DecimalSI, 9};
      case 'T':
        return Suffix{Format::DecimalSI, 12};
      case 'P':
        return Suffix{Format::DecimalSI, 15};
      case 'E':
        return Suffix{Format::DecimalSI, 18};
      default:
        return std::nullopt;
    }
  }
  if (text.size() != 2 || text[1] != 'i') return std::nullopt;
  switch (text[0]) {
    case 'K':
      return Suffix{Format::BinarySI, 10};
    case 'M':
      return Suffix{Format::BinarySI, 20};
    case 'G':
      return Suffix{Format::BinarySI, 30};
    case 'T':
      return Suffix{Format::BinarySI, 40};
    case 'P':
      return Suffix{Format::BinarySI, 50};
    case 'E':
      return Suffix{Format::BinarySI, 60};
    default:
      return std::nullopt;
  }
}

bool is_suffix_letter(char c) {
  switch (c) {
    case 'e':
    case 'E':
    case 'i':
    case 'n':
    case 'u':
    case 'm':
    case 'k':
    case 'K':
    case 'M':
    case 'G':
    case 'T':
    case 'P':
      return true;
    default:
      return false;
  }
}

/// A text cut into its parts. `whole` has no leading zeros, save that it is "0" where nothing else is left.
struct Parts {
  bool negative = false;
  std::string_view number;  // sign, digits and point as written
  std::string_view whole, fraction, suffix;
  std::size_t stopped_at = 0;  // where the text stops making sense, with Fault::Syntax
};

std::size_t skip_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(text[at])) ++at;
  return at;
}

Fault cut(std::string_view text, Parts& parts) {
  std::size_t at = 0;
  if (text.starts_with('-') || text.starts_with('+')) {
    parts.negative = text[0] == '-';
    at = 1;
  }
  while (at < text.size() && text[at] == '0') ++at;
  if (at == text.size()) {  // nothing but a sign and zeros
    parts.whole = parts.number = "0";
    return Fault::None;
  }
  const std::size_t whole_end = skip_digits(text, at);
  parts.whole = whole_end == at ? "0" : text.substr(at, whole_end - at);
  at = whole_end;
  if (at < text.size() && text[at] == '.') {
    const std::size_t fraction_end = skip_digits(text, at + 1);
    parts.fraction = text.substr(at + 1, fraction_end - at - 1);
    at = fraction_end;
  }
  parts.number = text.substr(0, at);
  const std::size_t suffix_start = at;
  while (at < text.size() && is_suffix_letter(text[at])) ++at;
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  at = skip_digits(text, at);
  parts.suffix = text.substr(suffix_start);
  parts.stopped_at = at;
  return at == text.size() ? Fault::None : Fault::Syntax;
}

Fault read_suffix(std::string_view text, Suffix& suffix) {
  if (const auto known = known_suffix(text)) {
    suffix = *known;
    return Fault::None;
  }
  if (text.size() < 2 || (text[0] != 'e' && text[0] != 'E')) return Fault::Suffix;
  const auto exponent = go_parse_int(text.substr(1));
  if (!exponent) return Fault::Suffix;
  suffix = {Format::DecimalExponent, static_cast<std::int32_t>(*exponent)};  // wraps, as there
  return suffix.exponent > Quantity::kMaxExponent ? Fault::ExponentTooLarge : Fault::None;
}

}  // namespace

class QuantityReader {
 public:
  Fault read(std::string_view text) {
    if (text.empty()) return Fault::Syntax;
    if (text.size() > Quantity::kMaxTextBytes) return Fault::TooLong;
    if (const Fault fault = cut(text, parts); fault != Fault::None) return fault;
    if (const Fault fault = read_suffix(parts.suffix, suffix); fault != Fault::None) return fault;
    if (read_short(text)) return Fault::None;
    return read_long();
  }

  Quantity result;
  Parts parts;

 private:
  bool read_short(std::string_view text) {
    const auto digits = static_cast<std::int64_t>(parts.whole.size() + parts.fraction.size());
    std::int64_t scale = 0, factor = 1;
    if (suffix.format == Format::BinarySI) {
      // 2^10 has three digits; what might not fit in fifteen takes the long form.
      if (!parts.fraction.empty() || 14 - digits - suffix.exponent * 3 / 10 < 0) return false;
      factor = std::int64_t{1} << suffix.exponent;
    } else {
      scale = std::int64_t{suffix.exponent} - static_cast<std::int64_t>(parts.fraction.size());
      if (digits > 18 || scale < -kNanoDecimals) return false;
    }
    std::int64_t number = 0;
    for (const char digit : parts.whole) number = number * 10 + (digit - '0');
    for (const char digit : parts.fraction) number = number * 10 + (digit - '0');
    const auto product = checked_product(number, factor);
    if (!product) return false;
    result.value_ = parts.negative ? -*product : *product;
    result.scale_ = static_cast<std::int32_t>(scale);
    result.format_ = suffix.format;
    const bool canonical = suffix.format == Format::BinarySI
                               ? (number & 7) != 0
                               : scale % 3 == 0 && number % 1'000 != 0 && parts.whole[0] != '0';
    if (canonical && !prints_as_written(text)) result.rare().text = text;
    return true;
  }

  /// Whether digits and suffix are just what to_string() would make of them.
  bool prints_as_written(std::string_view text) const {
    const std::size_t plain = (parts.negative ? 1 : 0) + parts.whole.size() + parts.suffix.size();
    if (text[0] == '+' || text.size() != plain) return false;
    if (suffix.format != Format::DecimalExponent) return true;
    return suffix.exponent != 0 && parts.suffix == fmt::format("e{}", suffix.exponent);
  }

  Fault read_long() {
    std::string digits;
    for (const char c : parts.number) {
      if (is_digit(c)) digits += c;
    }
    if (digits.empty()) return Fault::Number;
    BigDecimal amount{BigInteger::of_digits(digits), 0};
    Format format = suffix.format;
    auto decimals = static_cast<std::int64_t>(parts.fraction.size());
    if (format == Format::BinarySI) {
      amount.unscaled *= std::uint64_t{1} << suffix.exponent;
    } else {
      decimals -= suffix.exponent;
    }
    // So many that no digit of any text is left above nano: yet more would change nothing but cost.
    constexpr std::int64_t kMaxDecimals = Quantity::kMaxTextBytes + Quantity::kMaxExponent;
    amount.scale = static_cast<std::int32_t>(std::min(decimals, kMaxDecimals));
    if (amount.sign() != 0) amount.round_up(kNanoDecimals);  // you ask for something, you get something
    if (format == Format::BinarySI) {
      const BigDecimal cap{BigInteger(std::numeric_limits<std::int64_t>::max()), 0};
      if (amount > cap) amount = cap;
      if (amount.sign() > 0 && amount < BigDecimal{BigInteger(1), 0}) format = Format::DecimalSI;
    }
    if (parts.negative) amount.negate();
    result.format_ = format;
    result.set_long_form(std::move(amount));
    return Fault::None;
  }

  Suffix suffix{};
};

namespace {

/// The suffix a person meant who wrote another unit's: "GiB" is "Gi", "KB" is "k", "mi" is "Mi".
std::optional<std::string_view> meant_suffix(std::string_view written) {
  std::string lower;
  for (const char c : written) lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
  for (const std::string_view tail : {"bytes", "byte", "b"}) {
    if (!lower.ends_with(tail)) continue;
    lower.resize(lower.size() - tail.size());
    break;
  }
  for (const std::string_view unit : {"core", "cores", "cpu", "cpus", "vcpu", "vcpus"}) {
    if (lower == unit) return "";
  }
  for (const std::string_view known : {"k", "M", "G", "T", "P", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"}) {
    const bool same = std::ranges::equal(known, lower, [](char a, char b) { return (a | 0x20) == b; });
    if (same) return known;
  }
  return std::nullopt;
}

ParseError explain(std::string_view text, const Parts& parts, Fault fault) {
  constexpr std::string_view kExample = "expected a quantity such as 500m or 16Gi";
  if (fault == Fault::TooLong)
    return {0,
            fmt::format("a quantity of {} characters, more than the {} we read", text.size(), Quantity::kMaxTextBytes)};
  const std::size_t suffix_at = text.size() - parts.suffix.size();
  if (fault == Fault::ExponentTooLarge)
    return {suffix_at,
            fmt::format("exponent '{}' is beyond the {} we read", printable(parts.suffix), Quantity::kMaxExponent)};
  if (text.empty() || parts.number.empty() || fault == Fault::Number) return {0, std::string(kExample)};
  const std::string_view rest = parts.suffix;
  if (rest.find_first_of(" \t\r\n") != std::string_view::npos) {
    return {suffix_at + rest.find_first_of(" \t\r\n"), "a quantity has no spaces in it"};
  }
  if (rest.starts_with('.')) return {suffix_at, "a quantity has one decimal point at most"};
  if (rest.starts_with(',') || rest.starts_with('_'))
    return {suffix_at, "a quantity has no separators between its digits"};
  std::string message = fmt::format("unknown suffix '{}'", printable(rest));
  if (const auto meant = meant_suffix(rest)) message += fmt::format(": did you mean {}{}?", parts.number, *meant);
  return {suffix_at, message};
}

/// Without the quotes of a JSON string, and the spaces in them.
std::string_view unwrapped(std::string_view json) {
  if (json.size() >= 2 && json.starts_with('"') && json.ends_with('"')) json = json.substr(1, json.size() - 2);
  return go_trim_space(json);
}

}  // namespace

Result<Quantity, ParseError> Quantity::parse(std::string_view text) {
  QuantityReader reader;
  const Fault fault = reader.read(text);
  if (fault != Fault::None) return explain(text, reader.parts, fault);
  return std::move(reader.result);
}

Result<Quantity, ParseError> Quantity::parse_json(std::string_view json) {
  if (json == "null") return Quantity();
  const std::string_view text = unwrapped(json);
  auto parsed = parse(text);
  if (parsed) return parsed;
  ParseError error = parsed.error();
  error.offset += static_cast<std::size_t>(text.data() - json.data());
  return error;
}

std::string_view Quantity::go_json_error(std::string_view json) {
  return json == "null" ? "" : go_error(unwrapped(json));
}

std::string_view Quantity::go_error(std::string_view text) {
  QuantityReader reader;
  switch (reader.read(text)) {
    case Fault::None:
      return "";
    case Fault::Number:
      return "unable to parse numeric part of quantity";
    case Fault::Suffix:
      return "unable to parse quantity's suffix";
    default:
      return "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
  }
}

}  // namespace slipway::kube
