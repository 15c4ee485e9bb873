#pragma once

#include "doc/node.h"
#include "doc/value.h"

namespace slipway::components {

/// Lays what the user wrote upon what a component made: maps are merged, everything else is replaced; a written null
/// takes its key out of the chart's own values, as Helm has it.
void lay_over(doc::Map& made, const doc::Node& written);

}  // namespace slipway::components
