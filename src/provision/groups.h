#pragma once

#include <cstdint>
#include <vector>

#include "model/model.h"
#include "provision/outcome.h"

namespace slipway::provision {

/// Pods that are for a node group (setting.nodes, those of no node too) and no NodePool: what pools have against them
/// is beside the point, so that the group stands in its place, and the size with which nothing of them waits any more
/// is the fix. It is reckoned by what fits on an empty node.
/// `representatives`: a pod of each of `waiting`.
void explain_by_groups(const model::Model& model, const model::Setting& setting,
                       const std::vector<std::uint32_t>& representatives, std::vector<Pending>& waiting);

}  // namespace slipway::provision
