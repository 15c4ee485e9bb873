#pragma once

#include "cel/ast.h"
#include "cel/environment.h"
#include "cel/program.h"

namespace slipway::cel {

/// What a checked expression costs at least and at most.
CostRange estimate_cost(const Ast& ast, const Environment& environment);

}  // namespace slipway::cel
