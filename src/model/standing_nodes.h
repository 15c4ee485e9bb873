#pragma once

#include "model/model.h"

namespace slipway::model {

/// Adds the nodes to the cluster, spread over the zones; MODEL009 (warning) for a type the catalogue does not know.
void add_standing_nodes(const StandingNodes& nodes, const Place& place, karpenter::Cluster& cluster,
                        Diagnostics& diagnostics);

}  // namespace slipway::model
