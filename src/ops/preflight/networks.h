#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ops/preflight/asking.h"

namespace slipway::ops::preflight_checks {

inline constexpr const char* kNetworkPart = "network";

/// The subnets that platform.yaml names, as far as they are there.
Answers::Listed named_subnets(const Asking& asking);
/// nullptr when it is not there.
const doc::Node* subnet_in(const Answers::Listed& listed, std::string_view id);

Checked failed(std::string claim, std::string found, std::string why, std::string fix);
Checked warned(std::string claim, std::string found, std::string why, std::string fix);

/// Routes of each subnet to the internet, or the endpoints that do without (ways_out.cc).
std::vector<Checked> ways_out(const Asking& asking);

}  // namespace slipway::ops::preflight_checks
