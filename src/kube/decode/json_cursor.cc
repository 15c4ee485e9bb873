#include "kube/decode/json_cursor.h"

#include <cassert>

#include "base/quote.h"

namespace slipway::kube {
namespace {

char32_t hex4(std::string_view digits) {
  char32_t out = 0;
  for (const char c : digits.substr(0, 4)) {
    const int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
    out = out << 4 | static_cast<char32_t>(digit);
  }
  return out;
}

/// Of "\uXXXX" at the front of `text` (taken off it), with the second half of a surrogate pair when it follows.
char32_t take_unicode_escape(std::string_view& text) {
  const char32_t high = hex4(text.substr(2));
  text.remove_prefix(6);
  if (high < 0xD800 || high > 0xDFFF) return high;
  if (high < 0xDC00 && text.size() >= 6 && text.starts_with("\\u")) {
    const char32_t low = hex4(text.substr(2));
    if (low >= 0xDC00 && low <= 0xDFFF) {
      text.remove_prefix(6);
      return 0x10000 + ((high - 0xD800) << 10 | (low - 0xDC00));
    }
  }
  return 0xFFFD;
}

}  // namespace

void JsonCursor::skip_space() {
  while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\r' || text_[at_] == '\n'))
    ++at_;
}

char JsonCursor::first() {
  skip_space();
  return at_ < text_.size() ? text_[at_] : '\0';
}

std::string_view JsonCursor::take_string() {
  const std::size_t start = at_++;
  while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
  ++at_;
  return text_.substr(start, at_ - start);
}

std::string_view JsonCursor::take() {
  const char start_char = first();
  const std::size_t start = at_;
  if (start_char == '"') return take_string();
  int depth = 0;
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c == '"') {
      take_string();
      continue;
    }
    if (depth == 0 && (c == ',' || c == '}' || c == ']' || c == ' ' || c == '\t' || c == '\r' || c == '\n')) break;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    ++at_;
    if (depth == 0 && (c == '}' || c == ']')) break;
  }
  return text_.substr(start, at_ - start);
}

void JsonCursor::enter() {
  assert(first() == '{' || first() == '[');
  ++at_;
}

bool JsonCursor::more() {
  char next = first();
  if (next == ',') {
    ++at_;
    next = first();
  }
  if (next != '}' && next != ']' && next != '\0') return true;
  ++at_;
  return false;
}

std::string JsonCursor::key() {
  skip_space();
  std::string out = unquote_json(take_string());
  skip_space();
  ++at_;  // the colon
  return out;
}

std::string unquote_json(std::string_view literal) {
  std::string_view text = literal.substr(1, literal.size() - 2);
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    if (text[0] != '\\') {
      const Utf8Rune next = first_rune(text);
      append_rune(out, next.rune);
      text.remove_prefix(static_cast<std::size_t>(next.size));
      continue;
    }
    switch (text[1]) {
      case 'u':
        append_rune(out, take_unicode_escape(text));
        continue;
      case 'b':
        out += '\b';
        break;
      case 'f':
        out += '\f';
        break;
      case 'n':
        out += '\n';
        break;
      case 'r':
        out += '\r';
        break;
      case 't':
        out += '\t';
        break;
      default:
        out += text[1];
    }
    text.remove_prefix(2);
  }
  return out;
}

}  // namespace slipway::kube
