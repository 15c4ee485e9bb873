#include "report/checked.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/text.h"
#include "doc/json.h"
#include "doc/value.h"
#include "report/command_lines.h"
#include "report/terminal.h"

namespace slipway::report {

namespace {

using platform::Checked;
using Outcome = Checked::Outcome;

struct Counts {
  std::array<int, 4> of = {};
  explicit Counts(std::span<const Checked> checks) {
    for (const Checked& check : checks) ++of[static_cast<std::size_t>(check.outcome)];
  }
  int operator[](Outcome outcome) const { return of[static_cast<std::size_t>(outcome)]; }
};

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

std::string_view shade(const Paint& paint, Outcome outcome) {
  switch (outcome) {
    case Outcome::Ok:
      return paint.green;
    case Outcome::Failed:
      return paint.red;
    case Outcome::Warned:
      return paint.yellow;
    case Outcome::Skipped:
      return paint.dim;
  }
  return "";
}

std::string_view name(Outcome outcome) {
  switch (outcome) {
    case Outcome::Ok:
      return "ok";
    case Outcome::Failed:
      return "failed";
    case Outcome::Warned:
      return "warned";
    case Outcome::Skipped:
      return "skipped";
  }
  return "";
}

/// The text, with something else where a word in quotes stands: an apostrophe opens none.
std::string without_quoted(std::string_view text) {
  std::string bare;
  char quote = 0;
  for (const char c : text) {
    if (quote == 0) {
      const bool opens = (c == '\'' || c == '"') && (bare.ends_with(' ') || bare.ends_with('='));
      if (opens) quote = c;
      bare += opens ? '_' : c;
    } else {
      if (c == quote) quote = 0;
      bare += '_';
    }
  }
  return bare;
}

/// A command alone, and not a sentence that begins with one: "aws configure, or …", "aws … lists them".
bool is_command(std::string_view text) {
  constexpr std::string_view kPrograms[] = {"aws ", "kubectl ", "slipway ", "terraform ", "timedatectl "};
  if (std::ranges::none_of(kPrograms, [&](std::string_view program) { return text.starts_with(program); }))
    return false;
  constexpr std::string_view kOfSentences[] = {", ", "; ", " (", "? ", " lists ", " prints ", " says ", " shows "};
  const std::string bare = without_quoted(text);
  return std::ranges::none_of(kOfSentences, [&](std::string_view part) { return bare.find(part) != bare.npos; });
}

/// What to do: a command, or a sentence, at whose end a command may stand behind a colon; that has lines of its own.
std::string fix_lines(const std::string& fix, std::size_t indent, std::size_t width) {
  if (is_command(fix)) return command_lines(fix, indent, width);
  const auto colon = without_quoted(fix).rfind(": ");
  if (colon == fix.npos || !is_command(std::string_view(fix).substr(colon + 2))) return wrapped(fix, indent, width);
  return wrapped(fix.substr(0, colon + 1), indent, width) + command_lines(fix.substr(colon + 2), indent, width);
}

/// "found 5 of 5 in use; …"
std::string message(const Checked& check) {
  return check.found + (check.found.empty() || check.why.empty() ? "" : ": ") + check.why;
}

}  // namespace

std::string checked_line(const Checked& check, Why why, std::size_t part_width, Colour colour, int width) {
  const Paint paint(colour);
  const auto columns = static_cast<std::size_t>(std::max(width, 60));
  const std::size_t indent = 6 + part_width + 2;
  const std::string head = left(platform::word(check.outcome), 6) + left(check.part, part_width) + "  ";
  std::string text =
      hanging(head, printable(check.claim + (check.found.empty() ? "" : ": " + check.found)), indent, columns);
  text = std::string(shade(paint, check.outcome)) + text.substr(0, 6) + std::string(paint.off) + text.substr(6);
  if (check.outcome == Outcome::Skipped && why == Why::Told) return text;
  if (!check.why.empty()) text += wrapped(printable(check.why), 6, columns);
  if (check.fix.empty() || check.outcome == Outcome::Ok) return text;
  return text + fix_lines(printable(check.fix), 6, columns);
}

std::string checked_summary(std::span<const Checked> checks) {
  const Counts counts(checks);
  const std::string warned = counts[Outcome::Warned] > 0 ? fmt::format(", {} warning{}", counts[Outcome::Warned],
                                                                       counts[Outcome::Warned] == 1 ? "" : "s")
                                                         : "";
  return fmt::format("{} ok, {} failed{}, {} skipped\n", counts[Outcome::Ok], counts[Outcome::Failed], warned,
                     counts[Outcome::Skipped]);
}

std::string checked_junit(std::span<const Checked> checks, std::string_view platform_name) {
  const Counts counts(checks);
  std::string text = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" "
      "skipped=\"{}\">\n",
      escaped(platform_name), checks.size(), counts[Outcome::Failed], counts[Outcome::Skipped]);
  for (const Checked& check : checks) {
    text += fmt::format("  <testcase classname=\"{}\" name=\"{}\"", escaped(check.part), escaped(check.claim));
    if (check.outcome == Outcome::Ok)
      text += "/>\n";
    else if (check.outcome == Outcome::Failed)
      text += fmt::format(">\n    <failure message=\"{}\">{}</failure>\n  </testcase>\n", escaped(message(check)),
                          escaped(check.fix));
    else if (check.outcome == Outcome::Warned)
      text += fmt::format(">\n    <system-out>{}</system-out>\n  </testcase>\n", escaped("warning: " + message(check)));
    else
      text += check.fix.empty() ? fmt::format(">\n    <skipped message=\"{}\"/>\n  </testcase>\n", escaped(check.why))
                                : fmt::format(">\n    <skipped message=\"{}\">{}</skipped>\n  </testcase>\n",
                                              escaped(check.why), escaped(check.fix));
  }
  return text + "</testsuite>\n";
}

std::string preflight_json(std::span<const Checked> checks) {
  const Counts counts(checks);
  doc::List list;
  for (const Checked& check : checks) {
    doc::Map one{{"part", check.part}, {"claim", check.claim}, {"outcome", name(check.outcome)}};
    if (!check.found.empty()) one.set("found", check.found);
    if (!check.why.empty()) one.set("why", check.why);
    if (!check.fix.empty()) one.set("fix", check.fix);
    if (check.origin) one.set("origin", check.origin.to_string());
    list.add(std::move(one));
  }
  return doc::write_json(doc::Value(doc::Map{{"schemaVersion", "slipway.dev/preflight/v1"},
                                             {"ok", counts[Outcome::Ok]},
                                             {"failed", counts[Outcome::Failed]},
                                             {"warned", counts[Outcome::Warned]},
                                             {"skipped", counts[Outcome::Skipped]},
                                             {"checks", std::move(list)}}),
                         doc::JsonLayout::Indented);
}

}  // namespace slipway::report
