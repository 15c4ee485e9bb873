#pragma once

#include <vector>

#include "base/diagnostic.h"
#include "model/model.h"
#include "platform/graph.h"

namespace slipway::cli {

/// The nodes of a platform's managed node groups, as many as stand when nobody uses it.
std::vector<model::StandingNodes> nodes_of_groups(const platform::Graph& graph, Diagnostics& diagnostics);

/// Charts and add-ons bring pods and DaemonSets that are not among the objects: says so (SOLVE002, a note), as of
/// nodes that somebody else adds (SOLVE003).
void note_charts(const platform::Graph& graph, Diagnostics& diagnostics);

}  // namespace slipway::cli
