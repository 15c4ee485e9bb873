#include <fmt/core.h>

#include "doc/unicode_print.h"
#include "doc/utf8.h"

namespace slipway::doc {

std::string go_quote(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const Utf8Character character = first_character(text);
    const char32_t code = character.code;
    const auto number = static_cast<unsigned>(code);
    if (!character.valid) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
    } else if (code == '"' || code == '\\') {
      out += '\\';
      out += text[0];
    } else if (prints(code)) {
      out += text.substr(0, character.bytes);
    } else if (const auto named = std::string_view("\a\b\f\n\r\t\v").find(text[0]); named != std::string_view::npos) {
      out += '\\';
      out += "abfnrtv"[named];
    } else if (code < 0x80) {
      out += fmt::format("\\x{:02x}", number);
    } else if (code < 0x10000) {
      out += fmt::format("\\u{:04x}", number);
    } else {
      out += fmt::format("\\U{:08x}", number);
    }
    text.remove_prefix(character.bytes);
  }
  return out + '"';
}

}  // namespace slipway::doc
