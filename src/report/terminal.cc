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

std::string labelled(std::size_t indent, std::string_view name, std::string_view description, std::size_t room,
                     std::string_view numbers, std::size_t width) {
  const std::string first = printable(name), second = printable(description);
  const auto fits = [&](const std::string& text, std::size_t at) { return at + display_width(text) < room; };
  const auto row = [&](const std::string& text, std::size_t at) {
    return left(std::string(at, ' ') + text, room) + std::string(numbers) + '\n';
  };
  const std::size_t below = indent + 2;
  if (second.empty() && fits(first, indent)) return row(first, indent);
  if (fits(first + "  " + second, indent)) return row(first + "  " + second, indent);
  if (fits(first, indent)) return row(first, indent) + wrapped(second, below, width);
  const std::string above = wrapped(first, indent, width);
  if (fits(second, below)) return above + row(second, below);
  return above + row("", 0) + wrapped(second, below, width);
}

std::string hanging(std::string_view first, std::string_view text, std::size_t indent, std::size_t width) {
  std::string lines = wrapped(printable(text), indent, width);
  if (lines.size() < indent) return std::string(first) + '\n';
  return std::string(first) + lines.substr(indent);
}

}  // namespace slipway::report
