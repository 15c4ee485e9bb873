#pragma once

#include "base/diagnostic.h"
#include "spec/platform.h"

namespace slipway::spec {

/// What the fields of a completed platform mean together, as far as the spec alone (and the catalogue) tells: names,
/// references, instance types, EFA, volumes, addresses, autoscalers. One function each, in the file named after it.
void check(const Platform& platform, Diagnostics& diagnostics);

}  // namespace slipway::spec
