#pragma once

#include <string>

namespace slipway::cli {

/// docs/reference/rules.md: every id with what it means.
std::string rules_page();

}  // namespace slipway::cli
