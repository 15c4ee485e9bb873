#include "subject/terraform_scanner.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "base/text.h"
#include "doc/utf8.h"
#include "subject/here_document.h"

namespace slipway::subject {
namespace {

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

}  // namespace

bool TerraformScanner::is_at_name(std::size_t ahead) const { return is_name(peek(ahead)); }

void TerraformScanner::skip_space(bool lines) {
  while (!ends()) {
    const char c = peek();
    if (c == ' ' || c == '\t' || c == '\r' || (lines && (c == '\n' || c == ','))) {
      ++at_;
    } else if (c == '#' || (c == '/' && peek(1) == '/')) {
      skip_line();
    } else if (c == '/' && peek(1) == '*') {
      const std::size_t close = text_.find("*/", at_ + 2);
      at_ = close == std::string::npos ? text_.size() : close + 2;
    } else {
      return;
    }
  }
}

bool TerraformScanner::read_key(std::string& into) {
  if (peek() == '"') {
    const std::size_t end = past_string(at_);
    into = unquoted(at_, end);
    at_ = end;
    return true;
  }
  if (peek() == '(') {  // a computed key
    const std::size_t from = at_;
    skip_brackets(at_);
    into = text_.substr(from, at_ - from);
    return true;
  }
  const std::size_t from = at_;
  while (is_name(peek()) || (at_ > from && peek() == '.')) ++at_;
  into = text_.substr(from, at_ - from);
  return at_ > from;
}

bool TerraformScanner::is_for_expression() const {
  const std::size_t word = text_.find_first_not_of(" \t\r\n", at_ + 1);
  return word != std::string::npos && text_.compare(word, 4, "for ") == 0;
}

void TerraformScanner::skip_brackets(std::size_t from) {
  int depth = 0;
  at_ = from;
  while (!ends()) {
    const char c = peek();
    if (c == '"') {
      at_ = past_string(at_);
      continue;
    }
    if (c == '#' || (c == '/' && peek(1) == '/')) {
      skip_line();
      continue;
    }
    if (c == '<' && peek(1) == '<' && (is_name(peek(2)) || peek(2) == '-')) {
      read_here_document();
      continue;
    }
    if (c == '(' || c == '[' || c == '{') ++depth;
    if (c == ')' || c == ']' || c == '}') --depth;
    ++at_;
    if (depth <= 0) return;
  }
}

std::size_t TerraformScanner::past_string(std::size_t from) const {
  int depth = 0;
  std::size_t at = from + 1;
  for (; at < text_.size() && text_[at] != '\n'; ++at) {
    const char c = text_[at];
    if (c == '\\') {
      ++at;
    } else if ((c == '$' || c == '%') && at + 1 < text_.size() && text_[at + 1] == '{') {
      ++depth;
      ++at;
    } else if (c == '}' && depth > 0) {
      --depth;
    } else if (c == '"' && depth == 0) {
      return at + 1;
    }
  }
  return std::min(at, text_.size());
}

std::string TerraformScanner::unquoted(std::size_t from, std::size_t to) const {
  constexpr std::uint32_t kLast = 0x10FFFF;  // of Unicode
  std::string out;
  if (to > from + 1 && text_[to - 1] == '"') --to;
  for (std::size_t at = from + 1; at < to; ++at) {
    if (text_[at] == '\\' && at + 1 < to) {
      const char next = text_[++at];
      const std::size_t digits = next == 'u' ? 4 : next == 'U' ? 8 : 0;
      std::uint32_t code = 0;
      const char* const from_digit = text_.data() + at + 1;
      if (digits > 0 && at + digits < to &&
          std::from_chars(from_digit, from_digit + digits, code, 16).ptr == from_digit + digits && code <= kLast) {
        doc::append_utf8(out, code);
        at += digits;
        continue;
      }
      out += next == 'n' ? '\n' : next == 't' ? '\t' : next == 'r' ? '\r' : next;
    } else {
      out += text_[at];
    }
  }
  return out;
}

std::string TerraformScanner::read_here_document() {
  at_ += 2;
  const bool is_flush = peek() == '-';
  if (is_flush) ++at_;
  std::string end;
  read_key(end);
  skip_line();
  const std::size_t from = std::min(at_ + 1, text_.size());
  std::size_t to = text_.size();
  while (!ends()) {
    at_ = std::min(at_ + 1, text_.size());
    const std::size_t line = at_;
    skip_line();
    if (trim(std::string_view(text_).substr(line, at_ - line)) != end) continue;
    to = line;
    break;
  }
  const std::string_view lines = std::string_view(text_).substr(from, to - from);
  return is_flush ? with_taken_indentation(lines) : std::string(lines);
}

}  // namespace slipway::subject
