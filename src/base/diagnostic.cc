#include "base/diagnostic.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/finding_secrets.h"
#include "base/secret_places.h"
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

/// A line, or of a long one what is around the place, without its secrets; and where the place then is in it.
struct Shown {
  std::string line;
  std::size_t at = 0, length = 0;
  std::vector<SecretPlace> secrets;  // of the source
};

Shown shown_of(const SourceRange& where, std::string_view line, std::size_t width, const KnownSecrets& known) {
  const std::string_view text = where.source->text();
  const auto line_begin = static_cast<std::size_t>(line.data() - text.data());
  const std::size_t column = std::min(static_cast<std::size_t>(std::max(where.column, 1) - 1), line.size());
  const std::size_t at = line_begin + column, line_end = line_begin + line.size();
  const std::size_t begin = at - std::min(column, width + kAroundShown),
                    end = std::min(line_end, at + width + kAroundShown);
  const std::size_t behind = std::min(end, at + static_cast<std::size_t>(std::max(where.length, 1)));
  Shown out;
  out.secrets = secrets_shown(*where.source, begin, end, known);
  const auto& secrets = out.secrets;
  std::size_t written = begin;
  for (const SecretPlace& place : secrets) {
    out.line.append(text, written, place.begin - written) += kSecretMask;
    written = place.end;
  }
  out.line.append(text, written, end - written);
  enum class Of { Begin, End };
  const auto moved = [&](std::size_t offset, Of side) {
    std::size_t to = 0, from = begin;
    for (const SecretPlace& place : secrets) {
      if (place.begin >= offset) break;
      to += place.begin - from;
      if (place.end > offset) return side == Of::Begin ? to : to + kSecretMask.size();
      to += kSecretMask.size();
      from = place.end;
    }
    return to + offset - from;
  };
  out.at = moved(at, Of::Begin);
  out.length = moved(behind, Of::End) - out.at;
  return out;
}

/// The line as far as it fits, with the column that the caret then has (from 0).
struct Excerpt {
  std::string text;
  std::size_t caret = 0;
  std::size_t length = 1;
};

Excerpt excerpt(const Shown& shown, std::size_t width) {
  const std::string_view line = shown.line;
  const std::size_t at = shown.at;
  std::size_t from = at > width / 2 && line.size() > width ? at - width / 2 : 0;
  while (from > 0 && is_utf8_continuation(line[from])) --from;
  std::size_t to = std::min(line.size(), from + width);
  while (to < line.size() && to > from && is_utf8_continuation(line[to])) --to;
  Excerpt result;
  result.text = printable(line.substr(from, to - from));
  result.caret = display_width(printable(line.substr(from, at - from)));
  const std::size_t end = std::min(to, at + shown.length);
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
  return drawn(diagnostic, colour, width, {});
}

std::string drawn(const Diagnostic& diagnostic, Colour colour, int width, const KnownSecrets& known) {
  const bool on = colour == Colour::On;
  const std::string_view bold = on ? "\033[1m" : "", off = on ? "\033[0m" : "";
  const std::string_view tint = on ? ansi(diagnostic.severity) : "";
  const auto columns = static_cast<std::size_t>(std::max(width, 40));
  const std::string_view line =
      diagnostic.where && diagnostic.where.line > 0 ? diagnostic.where.source->line(diagnostic.where.line) : "";
  const auto room = static_cast<std::size_t>(std::max(width - 8, 20));
  const Shown of_line = line.empty() ? Shown() : shown_of(diagnostic.where, line, room, known);
  const auto safe = [&](std::string text) {
    if (!of_line.secrets.empty()) hide_secrets(text, diagnostic.where, of_line.secrets, known);
    return printable(text);
  };
  const std::string place = diagnostic.where ? printable(diagnostic.where.to_string()) + ": " : "";
  const std::string severity = std::string(to_string(diagnostic.severity)) + ": ";
  std::string message = safe(diagnostic.message);
  if (!diagnostic.id.empty()) message.append(" [").append(diagnostic.id) += ']';
  std::string out;
  if (!place.empty()) out.append(bold).append(place, 0, place.size() - 1).append(off) += ' ';
  out.append(tint).append(severity, 0, severity.size() - 1).append(off) += ' ';
  const std::string said = hung(message, display_width(place) + severity.size(), 4, columns);
  if (said.starts_with('\n')) out.pop_back();
  out += said + '\n';
  const std::string hint = safe(diagnostic.hint);
  if (!line.empty()) {
    const auto shown = excerpt(of_line, room);
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
  if (!diagnostic.fix.empty()) out += "      = fix: " + hung(safe(diagnostic.fix), 13, 13, columns) + '\n';
  return out;
}

}  // namespace slipway
