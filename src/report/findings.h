#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/known_secrets.h"
#include "rules/rule.h"
#include "subject/object_places.h"

namespace slipway::report {

/// What `validate` and `lint` found, in its six forms. Findings are sorted.
struct FindingsReport {
  std::string_view verb, version;  // "lint", "0.1.0"
  const Diagnostics& findings;
  std::span<const rules::Rule* const> rules;
  const subject::ObjectPlaces& places;
  std::vector<std::string> files;  // that were read
  int allowed = 0;                 // findings that a comment or the spec lets stand
  int in_baseline = 0;             // findings that were there before
  int left_out = 0;                // findings of which notes (INPUT004) say how many there are, and no more
  double seconds = -1;             // negative: not said
  KnownSecrets secrets = {};       // of the files: no form shows what lies there
};

/// As a compiler prints them, with a line of counts at the end (also when there is nothing to say).
std::string findings_table(const FindingsReport& report, Colour colour, int width);
/// docs/schemas/findings.schema.json
std::string findings_json_text(const FindingsReport& report);
/// SARIF 2.1.0, as GitHub code scanning takes it: rules with their help, places in code points, fingerprints, at most
/// 25,000 results (the gravest; a notification tells of the others).
std::string findings_sarif(const FindingsReport& report);
/// A suite; a case for each file without findings and for each finding, failed when it is a warning or an error.
std::string findings_junit(const FindingsReport& report);
/// Workflow commands: `::error file=…`.
std::string findings_github(const FindingsReport& report);
/// For a comment on a pull request.
std::string findings_markdown(const FindingsReport& report);

/// "2 errors, 0 warnings, 1 note"
std::string counts_of(const Diagnostics& findings);
/// "2 errors, 0 warnings, 1 note in 3 files"
std::string findings_counts(const FindingsReport& report);

/// "./k8s//a.yaml" as "k8s/a.yaml": what code hosts compare with the paths of their own.
std::string plain_file(std::string_view name);

/// What stays of a finding when lines move: the hash of its id, its file, its object, the text of its line (of a line
/// of more than 1,000 bytes what is within 100 of the place) and its message without digits: of two required fields
/// that one line lacks each is its own, while a count may change. `file` is what the file is called, where that is not
/// its name as it was given.
std::string fingerprint(const Diagnostic& finding, const subject::ObjectPlaces& places,
                        std::optional<std::string_view> file = std::nullopt);

}  // namespace slipway::report
