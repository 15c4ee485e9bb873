#pragma once

#include <span>
#include <string>

#include "requirements/row.h"

namespace slipway::requirements {

/// "requirements: 712 pass, 143 not for a tool, 41 missing"
std::string counts(std::span<const RowFile> files);

/// docs/requirements.md: how many of each state, by seed and by theme; what is missing, and what is not for a tool.
std::string summary_page(std::span<const RowFile> files);

}  // namespace slipway::requirements
