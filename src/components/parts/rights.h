#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/plans/policy.h"

namespace slipway::components {

/// What data/iam_statements.json says that a controller calls.
struct RightsWanted {
  std::string_view key;                   // "karpenter-controller"
  std::vector<std::string_view> without;  // ids of statements that are for settings few have
};

/// Actions that a role lacks; none where the plan does not hold all of its policies. Optional statements do not count.
std::vector<std::string> missing_rights(const rules::Role& role, const RightsWanted& wanted);

/// "a, b and 3 more".
std::string listed(const std::vector<std::string>& names);

/// Calls `check` for each role of the subject's plans that `takes` says is the controller's, with the plan. Roles
/// without a policy in the plan are passed over.
void each_role(const subject::Subject& subject, const std::function<bool(const rules::Role&)>& takes,
               const std::function<void(const rules::Plan&, const rules::Role&)>& check);

}  // namespace slipway::components
