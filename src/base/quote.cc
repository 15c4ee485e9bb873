#include "base/quote.h"

#include <fmt/core.h>

#include <cassert>

namespace slipway {
namespace {

constexpr char kHex[] = "0123456789abcdef";

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

}  // namespace

Utf8Rune first_rune(std::string_view text) {
  assert(!text.empty());
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  const int size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  const Utf8Rune broken{0xFFFD, 1, false};
  if (lead < 0xC2 || lead > 0xF4 || text.size() < static_cast<std::size_t>(size)) return broken;
  char32_t rune = lead & (0x7Fu >> size);
  for (int i = 1; i < size; ++i) {
    if (!is_continuation(text[static_cast<std::size_t>(i)])) return broken;
    rune = rune << 6 | (byte(static_cast<std::size_t>(i)) & 0x3Fu);
  }
  const bool overlong = (size == 3 && rune < 0x800) || (size == 4 && rune < 0x10000);
  if (overlong || rune > 0x10FFFF || (rune >= 0xD800 && rune <= 0xDFFF)) return broken;
  return {rune, size, true};
}

void append_rune(std::string& out, char32_t rune) {
  const auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
  if (rune < 0x80) {
    put(rune);
  } else if (rune < 0x800) {
    put(0xC0 | rune >> 6), put(0x80 | (rune & 0x3F));
  } else if (rune < 0x10000) {
    put(0xE0 | rune >> 12), put(0x80 | (rune >> 6 & 0x3F)), put(0x80 | (rune & 0x3F));
  } else {
    put(0xF0 | rune >> 18), put(0x80 | (rune >> 12 & 0x3F)), put(0x80 | (rune >> 6 & 0x3F)), put(0x80 | (rune & 0x3F));
  }
}

std::string go_lower(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Utf8Rune next = first_rune(text);
    text.remove_prefix(static_cast<std::size_t>(next.size));
    append_rune(out, to_lower(next.rune));
  }
  return out;
}

std::string go_quoted(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const Utf8Rune next = first_rune(text);
    const auto written = text.substr(0, static_cast<std::size_t>(next.size));
    text.remove_prefix(written.size());
    if (!next.valid) {
      const auto byte = static_cast<unsigned char>(written[0]);
      (out += "\\x") += {kHex[byte >> 4], kHex[byte & 15]};
      continue;
    }
    switch (next.rune) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\a':
        out += "\\a";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\v':
        out += "\\v";
        break;
      default:
        if (is_printable(next.rune)) {
          out += written;
        } else if (next.rune < 0x80) {
          (out += "\\x") += {kHex[next.rune >> 4], kHex[next.rune & 15]};
        } else {
          const auto number = static_cast<unsigned>(next.rune);
          out += number < 0x10000 ? fmt::format("\\u{:04x}", number) : fmt::format("\\U{:08x}", number);
        }
    }
  }
  return out += '"';
}

std::string json_quoted(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const Utf8Rune next = first_rune(text);
    const auto written = text.substr(0, static_cast<std::size_t>(next.size));
    text.remove_prefix(written.size());
    switch (next.rune) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (!next.valid) {
          out += "\\ufffd";
        } else if (next.rune < 0x20 || next.rune == '<' || next.rune == '>' || next.rune == '&' ||
                   next.rune == 0x2028 || next.rune == 0x2029) {
          out += fmt::format("\\u{:04x}", static_cast<unsigned>(next.rune));
        } else {
          out += written;
        }
    }
  }
  return out += '"';
}

}  // namespace slipway
