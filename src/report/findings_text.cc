#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <iterator>

#include "base/finding_secrets.h"
#include "base/sha256.h"
#include "base/text.h"
#include "report/findings.h"
#include "report/markdown_text.h"
#include "report/terminal.h"

namespace slipway::report {
namespace {

std::string counted(int count, std::string_view word) {
  return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

std::string file_of(const Diagnostic& one) { return one.where ? one.where.source->name() : std::string(); }

/// GitHub's workflow commands: % and line breaks everywhere, : and , in properties.
std::string command_text(std::string_view text, bool is_property) {
  std::string out;
  for (const char c : text) {
    if (c == '%')
      out += "%25";
    else if (c == '\r')
      out += "%0D";
    else if (c == '\n')
      out += "%0A";
    else if (is_property && c == ':')
      out += "%3A";
    else if (is_property && c == ',')
      out += "%2C";
    else
      out += c;
  }
  return out;
}

}  // namespace

std::string counts_of(const Diagnostics& findings) {
  return fmt::format("{}, {}, {}", counted(findings.count(Severity::Error), "error"),
                     counted(findings.count(Severity::Warning), "warning"),
                     counted(findings.count(Severity::Note), "note"));
}

std::string findings_counts(const FindingsReport& report) {
  std::string out =
      fmt::format("{} in {}", counts_of(report.findings), counted(static_cast<int>(report.files.size()), "file"));
  if (report.left_out > 0) out += fmt::format(", {} more not shown", report.left_out);
  if (report.allowed > 0) out += fmt::format(", {} allowed", report.allowed);
  if (report.in_baseline > 0) out += fmt::format(", {} in the baseline", report.in_baseline);
  return out;
}

std::string findings_table(const FindingsReport& report, Colour colour, int width) {
  std::string out;
  for (const Diagnostic& one : report.findings.all()) out += drawn(one, colour, width, report.secrets);
  const Paint paint(colour);
  const bool wrong = report.findings.has_errors();
  out += fmt::format("{}{}{}",
                     wrong                           ? paint.red
                     : report.findings.all().empty() ? paint.green
                                                     : paint.yellow,
                     findings_counts(report), paint.off);
  if (report.seconds >= 0) out += fmt::format(" ({:.2f} s)", report.seconds);
  out += '\n';  // no copy: of many findings this is megabytes
  return out;
}

std::string findings_github(const FindingsReport& report) {
  std::string out;
  for (const Diagnostic& one : report.findings.all()) {
    const std::string_view level = one.severity == Severity::Error     ? "error"
                                   : one.severity == Severity::Warning ? "warning"
                                                                       : "notice";
    std::string properties;
    if (one.where) properties = " file=" + command_text(printable(plain_file(one.where.source->name())), true);
    if (one.where && one.where.line > 0) {
      properties += fmt::format(",line={},col={}", one.where.line, one.where.column);
      if (one.where.length > 1) properties += fmt::format(",endColumn={}", one.where.column + one.where.length - 1);
    }
    properties += fmt::format("{}title={}", properties.empty() ? " " : ",", command_text(one.id, true));
    std::string message = one.message;
    if (!one.hint.empty()) message += "\n" + one.hint;
    if (!one.fix.empty()) message += "\nfix: " + one.fix;
    out += fmt::format("::{}{}::{}\n", level, properties, command_text(message, false));
  }
  return out + findings_counts(report) + '\n';
}

std::string findings_markdown(const FindingsReport& report) {
  std::string out = fmt::format("**slipway {}**: {}\n", report.verb, findings_counts(report));
  if (report.findings.all().empty()) return out;
  out += "\n| | where | what | |\n|---|---|---|---|\n";
  for (const Diagnostic& one : report.findings.all()) {
    const std::string_view mark = one.severity == Severity::Error     ? "❌"
                                  : one.severity == Severity::Warning ? "⚠️"
                                                                      : "ℹ️";
    std::string what = markdown_escaped(one.message);
    if (!one.hint.empty()) what += "<br>" + markdown_escaped(one.hint);
    if (!one.fix.empty()) what += "<br>fix: " + markdown_escaped(one.fix);
    const std::string place =
        one.where && one.where.line > 0 ? fmt::format("{}:{}", one.where.source->name(), one.where.line) : file_of(one);
    out += fmt::format("| {} | {} | {} | {} |\n", mark, markdown_escaped(place), what, markdown_escaped(one.id));
  }
  return out;
}

std::string plain_file(std::string_view name) {
  return std::filesystem::path(name).lexically_normal().generic_string();
}

namespace {

/// The line; of one that is a whole file, as programs write JSON, what is around the place.
std::string_view what_stands_at(const SourceRange& where) {
  constexpr std::size_t kLongest = 1000, kAround = 100;
  const std::string_view line = where.source->line(where.line);
  if (line.size() <= kLongest) return trim(line);
  const std::size_t at = std::min(line.size(), static_cast<std::size_t>(std::max(where.column - 1, 0)));
  const std::size_t from = at - std::min(at, kAround);
  return line.substr(from, at - from + kAround);
}

}  // namespace

std::string fingerprint(const Diagnostic& finding, const subject::ObjectPlaces& places,
                        std::optional<std::string_view> file) {
  // k8s/a.yaml is the same file as ./k8s/a.yaml.
  const std::string name = file ? std::string(*file) : plain_file(file_of(finding));
  std::string text = finding.id + '\n' + name + '\n' + places.of(finding).name() + '\n';
  if (finding.where && finding.where.line > 0) text += what_stands_at(finding.where);
  text += '\n';
  std::ranges::remove_copy_if(finding.message, std::back_inserter(text), [](char c) { return c >= '0' && c <= '9'; });
  return sha256_hex(text).substr(0, 32);
}

}  // namespace slipway::report
