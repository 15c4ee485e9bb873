#include "base/diagnostic.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"

namespace slipway {

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::Note:
      return "note";
    case Severity::Warning:
      return "warning";
    case Severity::Error:
      return "error";
  }
  return "";
}

int Diagnostics::count(Severity severity) const {
  return static_cast<int>(std::ranges::count(all_, severity, &Diagnostic::severity));
}

void Diagnostics::sort() {
  std::ranges::stable_sort(all_,
                           [](const Diagnostic& a, const Diagnostic& b) { return comes_before(a.where, b.where); });
}

namespace {

std::string_view ansi(Severity severity) {
  switch (severity) {
    case Severity::Note:
      return "\033[36m";
    case Severity::Warning:
      return "\033[33m";
    case Severity::Error:
      return "\033[31m";
  }
  return "";
}

/// The line as far as it fits, with the column that the caret then has (from 0).
struct Excerpt {
  std::string text;
  std::size_t caret = 0;
  std::size_t length = 1;
};

Excerpt excerpt(const SourceRange& where, std::size_t width) {
  const std::string_view line = where.source->line(where.line);
  const std::size_t at = std::min(static_cast<std::size_t>(std::max(where.column, 1) - 1), line.size());
  std::size_t from = at > width / 2 && line.size() > width ? at - width / 2 : 0;
  while (from > 0 && is_utf8_continuation(line[from])) --from;
  std::size_t to = std::min(line.size(), from + width);
  while (to < line.size() && to > from && is_utf8_continuation(line[to])) --to;
  Excerpt result;
  result.text = printable(line.substr(from, to - from));
  result.caret = display_width(printable(line.substr(from, at - from)));
  const std::size_t end = std::min(to, at + static_cast<std::size_t>(std::max(where.length, 1)));
  if (end > at) result.length = std::max<std::size_t>(1, display_width(printable(line.substr(at, end - at))));
  return result;
}

}  // namespace

std::string drawn(const Diagnostic& diagnostic, Colour colour, int width) {
  const bool on = colour == Colour::On;
  const std::string_view bold = on ? "\033[1m" : "", off = on ? "\033[0m" : "";
  const std::string_view tint = on ? ansi(diagnostic.severity) : "";
  std::string out;
  if (diagnostic.where) out += fmt::format("{}{}:{} ", bold, printable(diagnostic.where.to_string()), off);
  out += fmt::format("{}{}:{} {}", tint, to_string(diagnostic.severity), off, printable(diagnostic.message));
  if (!diagnostic.id.empty()) out += fmt::format(" [{}]", diagnostic.id);
  out += '\n';
  if (diagnostic.where && diagnostic.where.line > 0 && !diagnostic.where.source->line(diagnostic.where.line).empty()) {
    const auto shown = excerpt(diagnostic.where, static_cast<std::size_t>(std::max(width - 8, 20)));
    out += fmt::format("{:5} | {}\n", diagnostic.where.line, shown.text);
    out +=
        fmt::format("      | {}{}^{}{}", std::string(shown.caret, ' '), tint, std::string(shown.length - 1, '~'), off);
    if (!diagnostic.hint.empty()) out += ' ' + printable(diagnostic.hint);
    out += '\n';
  } else if (!diagnostic.hint.empty()) {
    out += fmt::format("      = {}\n", printable(diagnostic.hint));
  }
  if (!diagnostic.fix.empty()) out += fmt::format("      = fix: {}\n", printable(diagnostic.fix));
  return out;
}

}  // namespace slipway
