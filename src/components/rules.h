#pragma once

#include <span>

#include "rules/rule.h"

namespace slipway::components {

/// All rules: those of src/rules and those of single components, by id.
std::span<const rules::Rule* const> rules();

}  // namespace slipway::components
