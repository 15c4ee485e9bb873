#include "report/markdown_text.h"

#include <fmt/core.h>

#include "base/finding_secrets.h"
#include "base/text.h"
#include "report/findings.h"

namespace slipway::report {

std::string markdown_escaped(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    if (std::string_view("\\`*_[]<>|#~").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string markdown_findings(const Diagnostics& findings) {
  if (findings.all().empty()) return {};
  std::string out = fmt::format("\n**Findings**: {}\n\n", counts_of(findings));
  const Diagnostics shown = without_secrets(findings);
  for (const Diagnostic& found : shown.all()) {
    out += fmt::format("- {} {} [{}]{}{}\n", to_string(found.severity), markdown_escaped(found.message), found.id,
                       found.where ? " " + markdown_escaped(found.where.to_string()) : "",
                       found.fix.empty() ? "" : "; fix: " + markdown_escaped(found.fix));
  }
  return out;
}

}  // namespace slipway::report
