#include "ops/preflight/asking.h"

/// Whether the state that apply would go on from knows of the cluster that stands.
namespace slipway::ops::preflight_checks {

namespace {

std::vector<Checked> state(const Asking& asking) {
  if (!asking.state) return {};
  const auto& answer = asking.answers.ask("eks", "DescribeCluster", {{"name", asking.graph.setting.cluster}});
  if (!answer || !answer->root()["cluster"].is_map()) return {};
  Checked check{"state", "this state knows cluster " + asking.graph.setting.cluster + ", which stands"};
  switch (asking.state->knows) {
    case StateKnows::Cluster:
      check.outcome = Outcome::Ok;
      check.found = asking.state->folder;
      return {check};
    case StateKnows::Elsewhere:
      check.outcome = Outcome::Skipped;
      check.why = "Terraform's state is in a backend: `slipway apply --plan-only` asks there";
      return {check};
    case StateKnows::Nothing:
    case StateKnows::Lost:
      check.outcome = Outcome::Failed;
      break;
    case StateKnows::Beginning:  // its Terraform may be at work yet
      check.outcome = Outcome::Warned;
      break;
  }
  const auto failure =
      failure_of({asking.graph.setting, asking.state->folder, answer->root()["cluster"], asking.state->knows});
  check.found = failure.message;
  check.why = failure.cause;
  check.fix = failure.fix;
  return {check};
}

}  // namespace

std::vector<Task> state_tasks(const Asking& asking) {
  return {[&asking] { return state(asking); }};
}

}  // namespace slipway::ops::preflight_checks
