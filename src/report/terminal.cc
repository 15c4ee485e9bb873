#include "report/terminal.h"

#include "base/text.h"

namespace slipway::report {

Paint::Paint(Colour colour)
    : bold(colour == Colour::On ? "\033[1m" : ""),
      dim(colour == Colour::On ? "\033[2m" : ""),
      red(colour == Colour::On ? "\033[31m" : ""),
      yellow(colour == Colour::On ? "\033[33m" : ""),
      green(colour == Colour::On ? "\033[32m" : ""),
      off(colour == Colour::On ? "\033[0m" : "") {}

std::string left(std::string_view text, std::size_t width) {
  const std::size_t taken = display_width(text);
  return std::string(text) + std::string(taken < width ? width - taken : 0, ' ');
}

std::string right(std::string_view text, std::size_t width) {
  const std::size_t taken = display_width(text);
  return std::string(taken < width ? width - taken : 0, ' ') + std::string(text);
}

std::string fitted(std::string_view text, std::size_t width) {
  std::string out = printable(text);
  if (display_width(out) <= width) return out;
  while (!out.empty() && display_width(out) + 1 > width) {
    while (!out.empty() && is_utf8_continuation(out.back())) out.pop_back();
    if (!out.empty()) out.pop_back();
  }
  return out + "…";
}

std::string hanging(std::string_view first, std::string_view text, std::size_t indent, std::size_t width) {
  std::string lines = wrapped(printable(text), indent, width);
  if (lines.size() < indent) return std::string(first) + '\n';
  return std::string(first) + lines.substr(indent);
}

}  // namespace slipway::report
