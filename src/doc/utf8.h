#pragma once

#include <string>
#include <string_view>

namespace slipway::doc {

/// The first character of a text, as Go's utf8.DecodeRune gives it: what is not UTF-8 (overlong forms, surrogates,
/// beyond U+10FFFF, cut off) is one byte of U+FFFD with `valid` false.
struct Utf8Character {
  char32_t code = 0xFFFD;
  std::size_t bytes = 1;
  bool valid = false;
};
Utf8Character first_character(std::string_view text);  // REQUIRES: !text.empty()

void append_utf8(std::string& out, char32_t code);

/// The first byte that is not UTF-8; npos when all is well.
std::size_t find_invalid_utf8(std::string_view text);

/// Go's strconv.Quote: in double quotes, with escapes for what does not print.
std::string go_quote(std::string_view text);

}  // namespace slipway::doc
