#pragma once

#include <string_view>

#include "doc/value.h"
#include "spec/platform.h"

namespace slipway::components {

/// CloudWatch widgets of what the platform itself meters. Every metric here is published by somebody: tokens by the
/// workloads that serve models, costs by the cost meter.
doc::List token_widgets(const spec::Platform& platform, std::string_view region);
doc::List cost_widgets(const spec::Platform& platform, std::string_view region);

}  // namespace slipway::components
