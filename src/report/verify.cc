#include "report/verify.h"

#include "doc/json.h"
#include "doc/value.h"

namespace slipway::report {

namespace {

using platform::CheckResult;
using Outcome = CheckResult::Outcome;

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

}  // namespace

platform::Checked checked(const CheckResult& result) {
  platform::Checked out{result.check->component, result.check->claim};
  out.origin = result.check->origin;
  if (result.outcome == Outcome::Ok) {
    out.outcome = platform::Checked::Outcome::Ok;
  } else if (result.outcome == Outcome::Failed) {
    out.outcome = platform::Checked::Outcome::Failed;
    out.why = finding(result);
    out.fix = result.command;
  } else {
    out.why = result.why;
    out.fix = result.fix;
  }
  return out;
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
    if (!result.fix.empty()) one.set("fix", result.fix);
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

}  // namespace slipway::report
