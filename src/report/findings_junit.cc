#include <fmt/core.h>

#include <set>

#include "base/finding_secrets.h"
#include "base/text.h"
#include "report/findings.h"

namespace slipway::report {
namespace {

std::string xml(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace

std::string findings_junit(const FindingsReport& report) {
  std::string cases;
  int count = 0, failures = 0;
  std::set<std::string> with_findings;
  for (const Diagnostic& one : report.findings.all()) {
    const std::string file = one.where ? one.where.source->name() : std::string("-");
    with_findings.insert(file);
    const bool fails = one.severity != Severity::Note;
    ++count;
    failures += fails ? 1 : 0;
    cases += fmt::format("    <testcase classname=\"{}\" name=\"{} {}:{}\"", xml(file), xml(one.id), xml(file),
                         one.where.line);
    std::string text;
    const std::string shown = drawn(one, Colour::Off, 120, report.secrets);
    for (const std::string_view line : split(shown, '\n'))
      if (!line.empty()) text += xml(line) + '\n';
    if (fails)
      cases += fmt::format(">\n      <failure type=\"{}\" message=\"{}\">{}</failure>\n    </testcase>\n",
                           to_string(one.severity), xml(one.message), text);
    else
      cases += fmt::format(">\n      <system-out>{}</system-out>\n    </testcase>\n", text);
  }
  for (const std::string& file : report.files) {
    if (with_findings.contains(file)) continue;
    ++count;
    cases += fmt::format("    <testcase classname=\"{}\" name=\"{}\"/>\n", xml(file), xml(file));
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"slipway\" tests=\"{0}\" failures=\"{1}\">\n  "
      "<testsuite "
      "name=\"slipway {2}\" tests=\"{0}\" failures=\"{1}\">\n{3}  </testsuite>\n</testsuites>\n",
      count, failures, xml(report.verb), cases);
}

}  // namespace slipway::report
