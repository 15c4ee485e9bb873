#pragma once

#include <string_view>

namespace slipway::rules {

/// What bash, or the login before it, sets in every shell: `PATH`, `EUID`, `RANDOM` (bash 5.2, "Shell Variables").
bool is_set_by_bash(std::string_view name);

}  // namespace slipway::rules
