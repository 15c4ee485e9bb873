#pragma once

#include <cstddef>

namespace slipway::doc::yaml {

// What a character is, looked at in place; a NUL stands behind the text (and nowhere in it).

inline bool is_blank(const char* p) { return *p == ' ' || *p == '\t'; }

/// Bytes of the line break at p: CR LF, CR, LF, U+0085, U+2028, U+2029; 0 when there is none.
inline std::size_t break_length(const char* p) {
  const auto byte = [p](int i) { return static_cast<unsigned char>(p[i]); };
  if (*p == '\n') return 1;
  if (*p == '\r') return p[1] == '\n' ? 2 : 1;
  if (byte(0) == 0xC2) return byte(1) == 0x85 ? 2 : 0;
  if (byte(0) == 0xE2) return byte(1) == 0x80 && (byte(2) == 0xA8 || byte(2) == 0xA9) ? 3 : 0;
  return 0;
}
inline bool is_break(const char* p) { return break_length(p) > 0; }
inline bool is_break_or_end(const char* p) { return *p == '\0' || is_break(p); }
inline bool is_blank_or_end(const char* p) { return is_blank(p) || is_break_or_end(p); }

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_word(char c) {
  return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '-';
}
/// 0 to 15; -1 when c is no hexadecimal digit.
inline int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// Bytes of the character at p.
inline std::size_t width(const char* p) {
  const auto lead = static_cast<unsigned char>(*p);
  return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

}  // namespace slipway::doc::yaml
