#pragma once

#include <string>
#include <string_view>

namespace slipway {

/// The text as Go prints it with %q (strconv.Quote): in double quotes, control and unprintable characters and bytes
/// that are not UTF-8 as \n, \x1b, \u200b, \U000e0001. The messages of Kubernetes and AWS libraries hold such texts.
std::string go_quoted(std::string_view text);

/// The text as a JSON string the way Go's encoding/json writes it: `<`, `>`, `&`, U+2028 and U+2029 escaped, bytes
/// that are not UTF-8 as U+FFFD.
std::string json_quoted(std::string_view text);

/// Whether Go prints the character as it is (unicode.IsPrint: letters, marks, numbers, punctuation, symbols, and the
/// ASCII space). Table of Unicode as of Go 1.26.
bool is_printable(char32_t rune);

/// unicode.ToLower of one character (a simple mapping, no locale), and strings.ToLower of a text.
char32_t to_lower(char32_t rune);
std::string go_lower(std::string_view text);

/// One character of UTF-8 text, as Go's range loop reads it.
struct Utf8Rune {
  char32_t rune = 0;  // U+FFFD where the bytes are no UTF-8
  int size = 0;       // bytes it takes; 1 where they are no UTF-8
  bool valid = true;
};
/// REQUIRES: !text.empty().
Utf8Rune first_rune(std::string_view text);
void append_rune(std::string& out, char32_t rune);

}  // namespace slipway
