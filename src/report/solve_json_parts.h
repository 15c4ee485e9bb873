#pragma once

#include "doc/value.h"
#include "provision/outcome.h"

namespace slipway::report {

/// What the JSON of `solve` and of its --diff have in common: one outcome.
doc::Map outcome_json(const provision::Outcome& outcome);

}  // namespace slipway::report
