#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/source.h"

namespace slipway::platform {

/// A question that was asked of the world, and the answer judged: what reports and CI systems are told of it.
struct Checked {
  enum class Outcome : std::uint8_t { Ok, Failed, Warned, Skipped };
  std::string part;   // whose it is: "quotas", "karpenter"
  std::string claim;  // what is to be true: "EIPs: 3 more fit into the quota"
  Outcome outcome = Outcome::Skipped;
  std::string found = {};  // what there is
  std::string why = {};    // failed and warned: why that matters; skipped: why nobody knows
  std::string fix = {};    // a command, or what to change; "" when nobody knows
  SourceRange origin = {};
};
/// "ok", "FAIL", "warn", "skip"
std::string_view word(Checked::Outcome outcome);

}  // namespace slipway::platform
