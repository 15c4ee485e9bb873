#include "cel/literals.h"

#include "base/quote.h"

namespace slipway::cel {
namespace {

ParseError wrong(std::string_view message) { return {0, std::string(message)}; }

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_valid_rune(char32_t rune) { return rune < 0xD800 || (rune > 0xDFFF && rune <= 0x10FFFF); }

/// Reads one escape sequence after its backslash into `out`.
const char* unescape_one(std::string_view& rest, bool bytes, std::string& out) {
  static constexpr std::string_view kLetters = "abfnrtv\\'\"`?", kMeanings = "\a\b\f\n\r\t\v\\'\"`?";
  const char c = rest[0];
  rest.remove_prefix(1);
  if (const auto at = kLetters.find(c); at != std::string_view::npos) {
    out += kMeanings[at];
    return nullptr;
  }
  const bool hex = c == 'x' || c == 'X';
  const bool octal = c >= '0' && c <= '3';
  if (!hex && !octal && c != 'u' && c != 'U') return "unable to unescape string";
  if ((c == 'u' || c == 'U') && bytes) return "unable to unescape string";
  char32_t value = octal ? static_cast<char32_t>(c - '0') : 0;
  const std::size_t digits = octal || hex ? 2 : c == 'u' ? 4 : 8;
  const char* failure = octal ? "unable to unescape octal sequence in string" : "unable to unescape string";
  if (rest.size() < digits) return failure;
  for (std::size_t i = 0; i < digits; ++i) {
    const int digit = hex_digit(rest[i]);
    if (digit < 0 || (octal && digit > 7)) return failure;
    value = value * (octal ? 8 : 16) + static_cast<char32_t>(digit);
  }
  rest.remove_prefix(digits);
  if (!bytes && !is_valid_rune(value)) return "invalid unicode code point";
  if (bytes)
    out += static_cast<char>(value);
  else
    append_rune(out, value);
  return nullptr;
}

}  // namespace

Result<std::string, ParseError> unquoted(std::string_view written, bool bytes) {
  std::string text;
  for (std::size_t i = 0; i < written.size(); ++i) {
    if (written[i] != '\r') {
      text += written[i];
      continue;
    }
    text += '\n';
    if (i + 1 < written.size() && written[i + 1] == '\n') ++i;
  }
  std::string_view rest = text;
  const bool raw = !rest.empty() && (rest[0] == 'r' || rest[0] == 'R');
  if (raw) rest.remove_prefix(1);
  if (rest.size() < 2 || rest.front() != rest.back()) return wrong("unable to unescape string");
  const bool triple = rest.size() >= 6 && rest[1] == rest[0] && rest[2] == rest[0];
  rest = rest.substr(triple ? 3 : 1, rest.size() - (triple ? 6 : 2));
  if (raw || rest.find('\\') == std::string_view::npos) return std::string(rest);
  std::string out;
  while (!rest.empty()) {
    if (rest[0] != '\\') {
      out += rest[0];
      rest.remove_prefix(1);
      continue;
    }
    rest.remove_prefix(1);
    if (rest.empty()) return wrong("unable to unescape string, found '\\' as last character");
    if (const char* failure = unescape_one(rest, bytes, out)) return wrong(failure);
  }
  return out;
}

}  // namespace slipway::cel
