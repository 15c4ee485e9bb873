#pragma once

#include <string>
#include <vector>

#include "ops/preflight.h"

namespace slipway::ops::preflight_checks {

/// Who asks, as AWS sees it.
struct Identity {
  std::string account, arn, partition;
  std::vector<platform::Checked> checks;
  bool is_known = false;  // false: nothing can be asked
};
Identity identity(const platform::Graph& graph, const PreflightDoors& doors);

}  // namespace slipway::ops::preflight_checks
