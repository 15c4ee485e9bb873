#pragma once

#include <vector>

#include "ops/preflight.h"

namespace slipway::ops::preflight_checks {

/// Whether what apply runs can be begun, and is new enough: Terraform, and Helm where the platform has charts.
std::vector<platform::Checked> programs(const platform::Graph& graph, const PreflightDoors& doors);

}  // namespace slipway::ops::preflight_checks
