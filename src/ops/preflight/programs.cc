#include "ops/preflight/programs.h"

namespace slipway::ops::preflight_checks {

namespace {

using platform::Checked;
using Outcome = Checked::Outcome;

Checked judged(const char* claim, const char* makes, const Result<std::string, StepFailure>& version) {
  Checked check{"programs", claim, version ? Outcome::Ok : Outcome::Failed};
  if (version) {
    check.found = *version;
    return check;
  }
  check.found = version.error().message;
  check.why = version.error().cause.empty() ? makes : version.error().cause;
  check.fix = version.error().fix;
  return check;
}

}  // namespace

std::vector<Checked> programs(const platform::Graph& graph, const PreflightDoors& doors) {
  std::vector<Checked> checks;
  if (doors.terraform)
    checks.push_back(
        judged("Terraform or OpenTofu runs here", "without it nothing is made in AWS", doors.terraform->look()));
  if (doors.helm && !graph.releases().empty())
    checks.push_back(judged("Helm runs here", "without it no chart is installed", doors.helm->look()));
  return checks;
}

}  // namespace slipway::ops::preflight_checks
