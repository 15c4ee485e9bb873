#pragma once

#include <fmt/core.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "doc/yaml.h"
#include "spec/reader.h"

namespace slipway::spec {

/// What reading a text gave, for tests: the platform and each finding in one line,
/// "7:12 SPEC003 unknown field 'x' in spec (did you mean y?)".
struct ReadForTest {
  std::shared_ptr<const SourceText> source;
  Diagnostics diagnostics;
  std::optional<Platform> platform;

  std::vector<std::string> said() const { return said_by(diagnostics); }
  static std::vector<std::string> said_by(const Diagnostics& found) {
    Diagnostics sorted = found;
    sorted.sort();
    std::vector<std::string> lines;
    for (const Diagnostic& diagnostic : sorted.all()) {
      const std::string_view severity = diagnostic.severity == Severity::Error     ? ""
                                        : diagnostic.severity == Severity::Warning ? "warning: "
                                                                                   : "note: ";
      lines.push_back(fmt::format("{}:{} {} {}{}{}", diagnostic.where.line, diagnostic.where.column, diagnostic.id,
                                  severity, diagnostic.message,
                                  diagnostic.hint.empty() ? "" : " (" + diagnostic.hint + ")"));
    }
    return lines;
  }
};

inline ReadForTest read_for_test(std::string text, const ReadInclude& include = {}) {
  ReadForTest read;
  read.source = std::make_shared<SourceText>("platform.yaml", std::move(text));
  read.platform = read_platform(doc::read_yaml_document(read.source, read.diagnostics), include, read.diagnostics);
  return read;
}

/// A platform that is well but for the given lines of its spec, which begin at line 6.
inline ReadForTest read_spec_for_test(std::string_view spec) {
  return read_for_test(
      "apiVersion: slipway.dev/v1alpha1\nkind: Platform\nmetadata: {name: test}\nspec:\n  aws: {region: us-west-2}\n" +
      std::string(spec));
}

}  // namespace slipway::spec
