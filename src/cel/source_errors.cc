#include "cel/source_errors.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/quote.h"

namespace slipway::cel {
namespace {

constexpr std::size_t kMaxErrors = 100;
constexpr std::size_t kLongestSnippet = 16'384;

}  // namespace

SourceErrors::SourceErrors(std::string_view text) {
  characters_.reserve(text.size());
  while (!text.empty()) {
    const Utf8Rune one = first_rune(text);
    text.remove_prefix(static_cast<std::size_t>(one.size));
    characters_ += one.rune;
    if (one.rune == U'\n') line_starts_.push_back(static_cast<int>(characters_.size()));
  }
}

void SourceErrors::add(int offset, std::string message) {
  if (++count_ > kMaxErrors) return;
  CompileError error{-1, -1, std::move(message)};
  if (offset >= 0) {
    const auto next = std::ranges::upper_bound(line_starts_, offset);
    error.line = static_cast<int>(next - line_starts_.begin()) + 1;
    error.column = offset - (next == line_starts_.begin() ? 0 : *(next - 1));
  }
  // The end of nothing is before its beginning: so says the lexer of cel-go.
  if (characters_.empty() && offset == 0) error.column = -1;
  errors_.push_back(std::move(error));
}

std::string SourceErrors::drawn(const CompileError& error) const {
  std::string text = fmt::format("ERROR: <input>:{}:{}: {}", error.line, error.column + 1, error.message);
  if (error.line < 1 || characters_.empty()) return text;
  const auto line = static_cast<std::size_t>(error.line);
  const auto start = line == 1 ? 0 : static_cast<std::size_t>(line_starts_[line - 2]);
  const auto end =
      line - 1 < line_starts_.size() ? static_cast<std::size_t>(line_starts_[line - 1]) - 1 : characters_.size();
  std::string snippet, pointer;
  bool past = true;
  for (std::size_t i = start; i < end; ++i) {
    const char32_t character = characters_[i] == U'\t' ? U' ' : characters_[i];
    append_rune(snippet, character);
    const auto column = static_cast<int>(i - start);
    const bool wide = character >= 0x80;
    if (column < error.column) pointer += wide ? "．" : ".";
    if (column == error.column) {
      pointer += wide ? "＾" : "^";
      past = false;
    }
  }
  if (snippet.size() > kLongestSnippet) return text;
  if (past) pointer += '^';
  return text + "\n | " + snippet + "\n | " + pointer;
}

CompileErrors SourceErrors::finish() {
  std::ranges::stable_sort(errors_, [](const CompileError& a, const CompileError& b) {
    return a.line != b.line ? a.line < b.line : a.column < b.column;
  });
  CompileErrors found;
  for (const CompileError& error : errors_) {
    if (!found.text.empty()) found.text += '\n';
    found.text += drawn(error);
  }
  if (count_ > kMaxErrors) found.text += fmt::format("\n{} more errors were truncated", count_ - kMaxErrors);
  found.errors = std::move(errors_);
  return found;
}

}  // namespace slipway::cel
