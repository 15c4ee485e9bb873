#pragma once

#include <optional>

#include "provision/trial.h"

namespace slipway::provision {

/// The largest request for a resource with which the pod finds a place after the changes: reached by the types of the
/// pool, found by halving. nullopt: none does, or the reduction is no reduction.
std::optional<Change> smaller_request(Laboratory& laboratory, const Laboratory::Question& question,
                                      const std::vector<Change>& before, const std::string& resource,
                                      const karpenter::PoolRefusal& refusal);

/// The least limit of a resource with which the pods find a place: found by doubling and halving, in whole cores, GiB
/// or units.
std::optional<Change> larger_limit(Laboratory& laboratory, const Laboratory::Question& question,
                                   const std::vector<Change>& before, const std::string& resource);

}  // namespace slipway::provision
