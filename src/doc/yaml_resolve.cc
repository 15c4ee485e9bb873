#include "doc/yaml_resolve.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <limits>
#include <optional>
#include <string>

#include "doc/tree_builder.h"
#include "doc/yaml_characters.h"

namespace slipway::doc {

using yaml::is_digit;

namespace {

/// What the first character lets one expect.
enum class Hint : std::uint8_t { Text, Word, Number, Fraction };

constexpr std::array<Hint, 256> make_hints() {
  std::array<Hint, 256> hints{};
  for (const unsigned char c : {'y', 'Y', 'n', 'N', 't', 'T', 'f', 'F', 'o', 'O', '~'}) hints[c] = Hint::Word;
  for (unsigned char c = '0'; c <= '9'; ++c) hints[c] = Hint::Number;
  hints['+'] = hints['-'] = Hint::Number;
  hints['.'] = Hint::Fraction;
  return hints;
}
constexpr auto kHints = make_hints();

YamlScalar boolean(bool value) { return {.kind = Kind::Bool, .boolean = value}; }
YamlScalar integer(std::int64_t value) { return {.kind = Kind::Int, .integer = value}; }
YamlScalar number(double value) { return {.kind = Kind::Float, .number = value}; }

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, text) != words.end();
}

/// A word of up to five letters as a number, capital letters as small ones.
constexpr std::uint64_t packed(std::string_view word) {
  std::uint64_t letters = 0;
  for (const char c : word) letters = letters << 8 | static_cast<unsigned char>(c | 0x20);
  return letters;
}

/// All small, all capital, or the first alone: "yes", "YES", "Yes".
bool is_cased(std::string_view word) {
  const auto is_small = [](char c) { return (c & 0x20) != 0; };
  const std::string_view rest = word.substr(1);
  return std::ranges::all_of(rest, is_small) || (!is_small(word[0]) && std::ranges::none_of(rest, is_small));
}

/// Each key and value that begins as a word does comes here.
YamlScalar resolve_word(std::string_view text) {
  if (text.size() > 5) return {};
  if (text == "~") return {.kind = Kind::Null};
  switch (packed(text)) {
    case packed("true"):
    case packed("yes"):
    case packed("on"):
    case packed("y"):
      return is_cased(text) ? boolean(true) : YamlScalar();
    case packed("false"):
    case packed("no"):
    case packed("off"):
    case packed("n"):
      return is_cased(text) ? boolean(false) : YamlScalar();
    case packed("null"):
      return is_cased(text) ? YamlScalar{.kind = Kind::Null} : YamlScalar();
    default:
      return {};
  }
}

std::optional<double> resolve_named_number(std::string_view text) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (is_one_of(text, {".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"})) return kInfinity;
  if (is_one_of(text, {"-.inf", "-.Inf", "-.INF"})) return -kInfinity;
  if (is_one_of(text, {".nan", ".NaN", ".NAN"})) return std::numeric_limits<double>::quiet_NaN();
  return std::nullopt;
}

/// Digits of a base and nothing else; none at all is 0 when `may_be_empty`.
bool parse_digits(std::string_view digits, int base, bool may_be_empty, std::uint64_t& value) {
  value = 0;
  if (digits.empty()) return may_be_empty;
  const char* end = digits.data() + digits.size();
  const auto [stop, status] = std::from_chars(digits.data(), end, value, base);
  return status == std::errc{} && stop == end;
}

/// Decimal, 0x…, 0o…, 0b…, or octal after a 0.
bool parse_unsigned(std::string_view text, std::uint64_t& value) {
  if (!text.starts_with('0')) return parse_digits(text, 10, false, value);
  if (text.size() >= 3) {
    switch (text[1] | 0x20) {
      case 'x':
        return parse_digits(text.substr(2), 16, false, value);
      case 'o':
        return parse_digits(text.substr(2), 8, false, value);
      case 'b':
        return parse_digits(text.substr(2), 2, false, value);
      default:
        break;
    }
  }
  return parse_digits(text.substr(1), 8, true, value);
}

struct Signed {
  std::string_view digits;
  bool negative;
};

Signed split_sign(std::string_view text) {
  if (text.starts_with('-')) return {text.substr(1), true};
  return {text.starts_with('+') ? text.substr(1) : text, false};
}

std::optional<std::int64_t> to_signed(std::uint64_t magnitude, bool negative) {
  constexpr std::uint64_t kMin = std::uint64_t{1} << 63;
  if (negative) {
    if (magnitude > kMin) return std::nullopt;
    return static_cast<std::int64_t>(0 - magnitude);
  }
  if (magnitude >= kMin) return std::nullopt;
  return static_cast<std::int64_t>(magnitude);
}

/// [-+]? ( .d+ | d+ ( . d* )? ) ( [eE] [-+]? d+ )?
bool is_float(std::string_view text) {
  std::string_view rest = split_sign(text).digits;
  const auto digits = [&rest] {
    const auto end = std::ranges::find_if_not(rest, is_digit);
    const auto count = static_cast<std::size_t>(end - rest.begin());
    rest.remove_prefix(count);
    return count;
  };
  const bool whole = digits() > 0;
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    if (digits() == 0 && !whole) return false;
  } else if (!whole) {
    return false;
  }
  if (rest.starts_with('e') || rest.starts_with('E')) {
    rest = split_sign(rest.substr(1)).digits;
    if (digits() == 0) return false;
  }
  return rest.empty();
}

/// nullopt when no double is as large. REQUIRES: is_float(text).
std::optional<double> to_double(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto status = std::from_chars(text.data(), text.data() + text.size(), value).ec;
  if (status == std::errc::result_out_of_range) value = std::strtod(std::string(text).c_str(), nullptr);
  if (std::isinf(value)) return std::nullopt;
  return value;
}

YamlScalar resolve_number(std::string_view text) {
  std::uint64_t magnitude = 0;
  const auto [digits, negative] = split_sign(text);
  const bool has_sign = digits.size() < text.size();
  if (parse_unsigned(digits, magnitude)) {
    if (const auto value = to_signed(magnitude, negative)) return integer(*value);
    if (!has_sign) {
      YamlScalar large = integer(static_cast<std::int64_t>(magnitude));
      large.is_unsigned = true;
      return large;
    }
  }
  if (is_float(text)) {
    if (const auto value = to_double(text)) return number(*value);
  }
  if (text.starts_with("0b")) {  // "0b-1" is -1
    const auto [bits, minus] = split_sign(text.substr(2));
    if (parse_digits(bits, 2, false, magnitude))
      if (const auto value = to_signed(magnitude, minus)) return integer(*value);
  }
  return {};
}

std::string without_underscores(std::string_view text) {
  std::string plain;
  std::ranges::remove_copy(text, std::back_inserter(plain), '_');
  return plain;
}

/// What begins with a point is left to Go's own reader of numbers: there an underscore stands between two digits.
YamlScalar resolve_fraction(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '_' && !(i > 0 && is_digit(text[i - 1]) && i + 1 < text.size() && is_digit(text[i + 1]))) return {};
  const std::string plain = without_underscores(text);
  if (is_float(plain))
    if (const auto value = to_double(plain)) return number(*value);
  return {};
}

}  // namespace

YamlScalar resolve_plain(std::string_view text) {
  if (text.empty()) return {.kind = Kind::Null};
  switch (kHints[static_cast<unsigned char>(text[0])]) {
    case Hint::Text:
      return {};
    case Hint::Word:
      return resolve_word(text);
    case Hint::Fraction:
      if (const auto named = resolve_named_number(text)) return number(*named);
      return resolve_fraction(text);
    case Hint::Number:
      break;
  }
  if (text[0] >= '1' && text.size() <= 18 && std::ranges::all_of(text, is_digit)) {
    std::int64_t value = 0;
    for (const char c : text) value = value * 10 + (c - '0');
    return integer(value);
  }
  if (const auto named = resolve_named_number(text)) return number(*named);
  if (text.find('_') == std::string_view::npos) return resolve_number(text);
  return resolve_number(without_underscores(text));
}

Node plain_node(const YamlScalar& scalar, std::string_view text, SourceRange where) {
  switch (scalar.kind) {
    case Kind::Null:
      return TreeBuilder::null(text, where);
    case Kind::Bool:
      return TreeBuilder::boolean(scalar.boolean, text, where);
    case Kind::Int:
      if (scalar.is_unsigned)
        return TreeBuilder::unsigned_integer(static_cast<std::uint64_t>(scalar.integer), text, where);
      return TreeBuilder::integer(text, where);
    case Kind::Float:
      return TreeBuilder::number(text, where);
    default:
      return TreeBuilder::string(text, where);
  }
}

namespace {

/// Reads times as Go's time.Parse does.
class TimeReader {
 public:
  explicit TimeReader(std::string_view text) : rest_(text) {}

  bool literal(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool number(std::size_t least, std::size_t most, int low, int high, int& value) {
    std::size_t count = 0;
    value = 0;
    while (count < most && count < rest_.size() && is_digit(rest_[count])) value = value * 10 + (rest_[count++] - '0');
    rest_.remove_prefix(count);
    return count >= least && value >= low && value <= high;
  }
  bool date() {
    int year = 0, month = 0, day = 0;
    if (!number(4, 4, 0, 9999, year) || !literal('-') || !number(1, 2, 1, 12, month) || !literal('-')) return false;
    constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return number(1, 2, 1, kDays[month - 1] + (month == 2 && leap ? 1 : 0), day);
  }
  bool clock() {
    int hour = 0, minute = 0, second = 0;
    if (!number(1, 2, 0, 23, hour) || !literal(':') || !number(1, 2, 0, 59, minute) || !literal(':') ||
        !number(1, 2, 0, 59, second))
      return false;
    const bool fraction = rest_.size() >= 2 && (rest_[0] == '.' || rest_[0] == ',') && is_digit(rest_[1]);
    if (fraction)
      rest_.remove_prefix(
          static_cast<std::size_t>(std::ranges::find_if_not(rest_.substr(1), is_digit) - rest_.begin()));
    return true;
  }
  bool zone() {
    if (literal('Z')) return true;
    int hours = 0, minutes = 0;
    return (literal('+') || literal('-')) && number(2, 2, 0, 24, hours) && literal(':') && number(2, 2, 0, 60, minutes);
  }
  bool spaces() {
    if (!rest_.empty() && rest_[0] != ' ') return false;
    while (literal(' ')) {
    }
    return true;
  }
  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

}  // namespace

bool is_yaml_timestamp(std::string_view text) {
  TimeReader time(text);
  if (!time.date()) return false;
  if (time.at_end()) return true;
  if (time.literal('T') || time.literal('t')) return time.clock() && time.zone() && time.at_end();
  return time.spaces() && time.clock() && time.at_end();
}

}  // namespace slipway::doc
