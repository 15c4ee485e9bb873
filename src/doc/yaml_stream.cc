#include "doc/yaml_stream.h"

#include <algorithm>

#include "base/text.h"
#include "doc/utf8.h"

namespace slipway::doc {

std::string YamlPiece::normalized() const {
  std::string out;
  out.reserve(text.size() + 1);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    if (end < text.size() && line.ends_with('\r')) line.remove_suffix(1);
    out += line;
    out += '\n';
    at = end + 1;
  }
  return out;
}

YamlPieces cut_yaml_stream(std::string_view text) {
  YamlPieces result;
  std::size_t begin = 0;  // of the piece
  int line_number = 1, first_line = 1;
  const auto end_piece = [&](std::size_t end) {
    if (end > begin) result.pieces.push_back({text.substr(begin, end - begin), first_line});
  };
  for (std::size_t at = 0; at < text.size(); ++line_number) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::size_t next = std::min(end + 1, text.size());
    const std::string_view line = text.substr(at, end - at);
    if (line.starts_with("---")) {
      const std::string_view rest = trim_unicode_space(line.substr(3));
      if (!rest.empty() && rest[0] != '#') {
        result.bad_separator = rest;
        result.bad_line = line_number;
        return result;
      }
      if (at > begin) {
        end_piece(at);
        begin = next;
        first_line = line_number + 1;
      }
    }
    at = next;
  }
  end_piece(text.size());
  return result;
}

bool is_unicode_space(char32_t code) {
  return (code >= '\t' && code <= '\r') || code == ' ' || code == 0x85 || code == 0xA0 || code == 0x1680 ||
         (code >= 0x2000 && code <= 0x200A) || code == 0x2028 || code == 0x2029 || code == 0x202F || code == 0x205F ||
         code == 0x3000;
}

std::string_view trim_unicode_space(std::string_view text) {
  while (!text.empty()) {
    const Utf8Character first = first_character(text);
    if (!is_unicode_space(first.code)) break;
    text.remove_prefix(first.bytes);
  }
  while (!text.empty()) {
    std::size_t start = text.size() - 1;
    while (start > 0 && text.size() - start < 4 && is_utf8_continuation(text[start])) --start;
    const std::string_view last = text.substr(start);
    if (first_character(last).bytes != last.size() || !is_unicode_space(first_character(last).code)) break;
    text.remove_suffix(last.size());
  }
  return text;
}

}  // namespace slipway::doc
