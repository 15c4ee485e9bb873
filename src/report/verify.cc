#include "report/verify.h"

#include <vector>

#include "doc/json.h"
#include "doc/value.h"
#include "report/checked.h"

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

/// The same as a check of any kind is shown.
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
  }
  return out;
}

std::vector<platform::Checked> checked(std::span<const CheckResult> results) {
  std::vector<platform::Checked> all;
  for (const CheckResult& result : results) all.push_back(checked(result));
  return all;
}

}  // namespace

std::string verify_line(const CheckResult& result, std::string_view last_why, std::size_t component_width,
                        Colour colour, int width) {
  return checked_line(checked(result), last_why, component_width, colour, width);
}

std::string verify_summary(std::span<const CheckResult> results) { return checked_summary(checked(results)); }

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
  return checked_junit(checked(results), platform_name);
}

}  // namespace slipway::report
