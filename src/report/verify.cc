#include "report/verify.h"

#include <fmt/core.h>

#include "base/text.h"
#include "doc/json.h"
#include "doc/value.h"
#include "report/terminal.h"

namespace slipway::report {

namespace {

using platform::CheckResult;
using Outcome = CheckResult::Outcome;

std::string_view word(Outcome outcome) {
  switch (outcome) {
    case Outcome::Ok:
      return "ok";
    case Outcome::Failed:
      return "FAIL";
    case Outcome::Skipped:
      return "skip";
  }
  return "";
}

struct Counts {
  int ok = 0, failed = 0, skipped = 0;
  explicit Counts(std::span<const CheckResult> results) {
    for (const CheckResult& result : results)
      ++(result.outcome == Outcome::Ok ? ok : result.outcome == Outcome::Failed ? failed : skipped);
  }
};

/// "found False, expected True"
std::string finding(const CheckResult& result) {
  std::string text = "found " + result.found + ", expected " + platform::to_string(result.check->expects);
  return result.why.empty() ? text : result.why;
}

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

}  // namespace

std::string verify_line(const CheckResult& result, std::string_view last_why, std::size_t component_width,
                        Colour colour, int width) {
  const Paint paint(colour);
  const std::string_view shade = result.outcome == Outcome::Ok       ? paint.green
                                 : result.outcome == Outcome::Failed ? paint.red
                                                                     : paint.dim;
  const auto columns = static_cast<std::size_t>(std::max(width, 60));
  const std::size_t indent = 6 + component_width + 2;
  const std::string head = left(word(result.outcome), 6) + left(result.check->component, component_width) + "  ";
  std::string text = hanging(head, printable(result.check->claim), indent, columns);
  text = std::string(shade) + text.substr(0, 6) + std::string(paint.off) + text.substr(6);
  if (result.outcome == Outcome::Ok) return text;
  if (result.outcome == Outcome::Skipped)
    return result.why == last_why ? text : text + wrapped(printable(result.why), 6, columns);
  return text + wrapped(printable(finding(result)), 6, columns) + "      " + printable(result.command) + "\n";
}

std::string verify_summary(std::span<const CheckResult> results) {
  const Counts counts(results);
  return fmt::format("{} ok, {} failed, {} skipped\n", counts.ok, counts.failed, counts.skipped);
}

std::string verify_json(std::span<const CheckResult> results) {
  const Counts counts(results);
  doc::List checks;
  for (const CheckResult& result : results) {
    doc::Map one{{"component", result.check->component},
                 {"claim", result.check->claim},
                 {"outcome", result.outcome == Outcome::Ok       ? "ok"
                             : result.outcome == Outcome::Failed ? "failed"
                                                                 : "skipped"},
                 {"expected", platform::to_string(result.check->expects)}};
    if (!result.found.empty()) one.set("found", result.found);
    if (!result.why.empty()) one.set("why", result.why);
    one.set("command", result.command);
    if (result.check->origin) one.set("origin", result.check->origin.to_string());
    checks.add(std::move(one));
  }
  return doc::write_json(doc::Value(doc::Map{{"schemaVersion", "slipway.dev/verify/v1"},
                                             {"ok", counts.ok},
                                             {"failed", counts.failed},
                                             {"skipped", counts.skipped},
                                             {"checks", std::move(checks)}}),
                         doc::JsonLayout::Indented);
}

std::string verify_junit(std::span<const CheckResult> results, std::string_view platform_name) {
  const Counts counts(results);
  std::string text = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" "
      "skipped=\"{}\">\n",
      escaped(platform_name), results.size(), counts.failed, counts.skipped);
  for (const CheckResult& result : results) {
    text += fmt::format("  <testcase classname=\"{}\" name=\"{}\"", escaped(result.check->component),
                        escaped(result.check->claim));
    if (result.outcome == Outcome::Ok)
      text += "/>\n";
    else if (result.outcome == Outcome::Failed)
      text += fmt::format(">\n    <failure message=\"{}\">{}</failure>\n  </testcase>\n", escaped(finding(result)),
                          escaped(result.command));
    else
      text += fmt::format(">\n    <skipped message=\"{}\"/>\n  </testcase>\n", escaped(result.why));
  }
  return text + "</testsuite>\n";
}

}  // namespace slipway::report
