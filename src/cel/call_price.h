#pragma once

#include <cstdint>
#include <span>

#include "cel/plan.h"
#include "cel/scratch.h"
#include "cel/value.h"

namespace slipway::cel {

/// What a call cost, once it is done. Follows cel-go 0.26.0 interpreter/runtimecost.go and k8s.io/apiserver 0.36.3
/// pkg/cel/library/cost.go.
std::uint64_t call_price(const Step& step, std::span<const Value> arguments, const Value& result, Scratch& scratch);

/// What of it is known before, of calls whose work grows faster than their arguments: nobody waits for what they
/// cannot pay.
std::uint64_t price_ahead(const Step& step, std::span<const Value> arguments, Scratch& scratch);

/// Of a text or list that is walked over, a tenth for each character unless said otherwise; rounded up.
std::uint64_t walked(std::uint64_t size, double factor = 0.1);

}  // namespace slipway::cel
