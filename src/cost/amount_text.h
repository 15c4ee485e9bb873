#pragma once

#include <string>

#include "base/money.h"

namespace slipway::cost {

/// An amount of a bill as people read it: "~" before what is estimated, "≥" before what is known not to be all. Nothing
/// is nothing, however it was estimated.
std::string amount_text(Money amount, int decimals, bool is_estimate, bool is_all);

}  // namespace slipway::cost
