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

Excerpt excerpt(const SourceRange& where, std::string_view line, std::size_t width) {
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

/// Words in lines of `width`, the first after `lead` columns, the others after `indent` spaces; no break at the end.
std::string hung(std::string_view text, std::size_t lead, std::size_t indent, std::size_t width) {
  std::string out;
  std::size_t column = lead;
  bool at_start = true;
  out.reserve(text.size() + text.size() / 8);
  const bool is_ascii = display_width(text) == text.size();  // no character of several bytes is as wide
  for (std::size_t at = 0; at <= text.size();) {
    const std::string_view word = text.substr(at, text.find(' ', at) - at);
    at += word.size() + 1;
    const std::size_t wide = is_ascii ? word.size() : display_width(word);
    const std::size_t space = at_start ? 0 : 1;
    if (column + space + wide > width && indent < column + space) {
      out += '\n';
      out.append(indent, ' ');
      column = indent;
    } else if (!at_start) {
      out += ' ';
      ++column;
    }
    out += word;
    column += wide;
    at_start = false;
  }
  return out;
}

}  // namespace

std::string drawn(const Diagnostic& diagnostic, Colour colour, int width) {
  const bool on = colour == Colour::On;
  const std::string_view bold = on ? "\033[1m" : "", off = on ? "\033[0m" : "";
  const std::string_view tint = on ? ansi(diagnostic.severity) : "";
  const auto columns = static_cast<std::size_t>(std::max(width, 40));
  const std::string place = diagnostic.where ? printable(diagnostic.where.to_string()) + ": " : "";
  const std::string severity = std::string(to_string(diagnostic.severity)) + ": ";
  std::string message = printable(diagnostic.message);
  if (!diagnostic.id.empty()) message.append(" [").append(diagnostic.id) += ']';
  std::string out;
  if (!place.empty()) out.append(bold).append(place, 0, place.size() - 1).append(off) += ' ';
  out.append(tint).append(severity, 0, severity.size() - 1).append(off) += ' ';
  const std::string said = hung(message, display_width(place) + severity.size(), 4, columns);
  if (said.starts_with('\n')) out.pop_back();
  out += said + '\n';
  const std::string hint = printable(diagnostic.hint);
  const std::string_view line =
      diagnostic.where && diagnostic.where.line > 0 ? diagnostic.where.source->line(diagnostic.where.line) : "";
  if (!line.empty()) {
    const auto shown = excerpt(diagnostic.where, line, static_cast<std::size_t>(std::max(width - 8, 20)));
    out += fmt::format("{:5} | {}\n", diagnostic.where.line, shown.text);
    out.append("      | ").append(shown.caret, ' ').append(tint) += '^';
    out.append(shown.length - 1, '~').append(off);
    const std::size_t behind = 8 + shown.caret + shown.length + 1;
    if (!hint.empty() && behind + display_width(hint) <= columns)
      out += ' ' + hint;
    else if (!hint.empty())
      out += "\n      = " + hung(hint, 8, 8, columns);
    out += '\n';
  } else if (!hint.empty()) {
    out += "      = " + hung(hint, 8, 8, columns) + '\n';
  }
  if (!diagnostic.fix.empty()) out += "      = fix: " + hung(printable(diagnostic.fix), 13, 13, columns) + '\n';
  return out;
}

}  // namespace slipway
