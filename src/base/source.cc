#include "base/source.h"

#include <fmt/core.h>

#include <tuple>
#include <utility>

namespace slipway {

SourceText::SourceText(std::string name, std::string text, int first_line)
    : name_(std::move(name)), text_(std::move(text)), first_line_(first_line) {}

std::string_view SourceText::line(int number) const {
  if (number < first_line_) return {};
  std::string_view rest = text_;
  for (int i = first_line_; i < number; ++i) {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) return {};
    rest.remove_prefix(end + 1);
  }
  rest = rest.substr(0, rest.find('\n'));
  if (rest.ends_with('\r')) rest.remove_suffix(1);
  return rest;
}

std::string SourceRange::to_string() const {
  if (!source) return "";
  if (line == 0) return source->name();
  return fmt::format("{}:{}:{}", source->name(), line, column);
}

bool comes_before(const SourceRange& a, const SourceRange& b) {
  static const std::string nowhere;
  const auto& a_name = a.source ? a.source->name() : nowhere;
  const auto& b_name = b.source ? b.source->name() : nowhere;
  return std::tie(a_name, a.line, a.column) < std::tie(b_name, b.line, b.column);
}

}  // namespace slipway
