#include "requirements/hcl_cursor.h"

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace slipway::requirements {
namespace {

bool is_name_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-'; }

char unescaped(char c) { return c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c; }

std::size_t common_indentation(const std::vector<std::string_view>& lines) {
  std::size_t least = std::string_view::npos;
  for (const auto line : lines)
    if (const auto spaces = line.find_first_not_of(' '); spaces != std::string_view::npos)
      least = std::min(least, spaces);
  return least == std::string_view::npos ? 0 : least;
}

std::string joined(const std::vector<std::string_view>& lines, std::size_t cut) {
  std::string text;
  for (const auto line : lines) text += std::string(line.substr(std::min(cut, line.size()))) + "\n";
  return text;
}

}  // namespace

void HclCursor::fail(std::string message) {
  if (!error_) error_ = ParseError{std::min(at_, text_.size()), std::move(message)};
}

void HclCursor::skip_line() { at_ = std::min(text_.find('\n', at_), text_.size()); }

void HclCursor::skip_comment() {
  const auto end = text_.find("*/", at_);
  at_ = end == std::string_view::npos ? text_.size() : end + 2;
}

void HclCursor::skip_spaces() {
  while (peek() == ' ' || peek() == '\t') ++at_;
}

void HclCursor::skip_blank() {
  for (;;) {
    while (!at_end() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
    if (looking_at("#") || looking_at("//"))
      skip_line();
    else if (looking_at("/*"))
      skip_comment();
    else
      return;
  }
}

bool HclCursor::take(char c) {
  skip_spaces();
  if (peek() != c) return false;
  ++at_;
  return true;
}

bool HclCursor::at_name() const { return is_name_character(peek()); }

std::string HclCursor::take_name() {
  const auto start = at_;
  while (at_name()) ++at_;
  if (at_ == start) fail("expected a name");
  return std::string(since(start));
}

std::string HclCursor::take_parenthesised() {
  const auto start = at_;
  int depth = 0;
  do {
    if (peek() == '(') ++depth;
    if (peek() == ')') --depth;
    if (peek() == '"')
      take_string();
    else
      ++at_;
  } while (depth > 0 && !at_end());
  return std::string(since(start));
}

std::string HclCursor::take_string() {
  std::string text;
  for (++at_; !at_end() && peek() != '"' && peek() != '\n'; ++at_) {
    if (looking_at("${") && text_[at_ - 1] != '$') {
      const auto start = at_;
      skip_interpolation();
      text += since(start);
      --at_;
    } else if (peek() == '\\') {
      ++at_;
      text += unescaped(peek());
    } else {
      text += peek();
    }
  }
  if (peek() == '"')
    ++at_;
  else
    fail("a string without an end");
  return text;
}

void HclCursor::skip_interpolation() {
  int depth = 0;
  for (++at_; !at_end(); ++at_) {
    if (peek() == '{') ++depth;
    if (peek() == '"') {
      take_string();
      --at_;
    }
    if (peek() == '}' && --depth == 0) break;
  }
  at_ = std::min(at_ + 1, text_.size());
}

std::string HclCursor::take_heredoc() {
  at_ += 2;
  const bool indented = peek() == '-';
  if (indented) ++at_;
  const std::string mark = take_name();
  skip_line();
  std::vector<std::string_view> lines;
  while (!at_end()) {
    ++at_;
    const auto end = std::min(text_.find('\n', at_), text_.size());
    const auto line = text_.substr(std::min(at_, text_.size()), end - std::min(at_, end));
    at_ = end;
    if (trim(line) == mark) return joined(lines, indented ? common_indentation(lines) : 0);
    lines.push_back(line);
  }
  fail("a heredoc without an end");
  return {};
}

}  // namespace slipway::requirements
