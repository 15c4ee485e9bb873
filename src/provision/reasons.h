#pragma once

#include "decide/karpenter/refusal.h"
#include "provision/outcome.h"

namespace slipway::provision {

/// A pool's refusal as a sentence and figures.
PoolReason reason_of(const karpenter::PoolRefusal& refusal);
/// Of a refusal that is no pool's own; "" for those of pools.
std::string text_of(const karpenter::PodRefusal& refusal);

}  // namespace slipway::provision
