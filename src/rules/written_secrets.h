#pragma once

#include "base/diagnostic.h"

namespace slipway::rules {

/// Whether what stands at the place of a finding is a secret, however it looks.
bool is_of_secret(const Diagnostic& finding);

}  // namespace slipway::rules
