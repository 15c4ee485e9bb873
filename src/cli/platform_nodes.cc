#include "cli/platform_nodes.h"

#include <fmt/core.h>

#include "cost/grow_groups.h"
#include "cost/prices.h"

namespace slipway::cli {

std::vector<model::StandingNodes> nodes_of_groups(const platform::Graph& graph, Diagnostics& diagnostics) {
  std::vector<model::StandingNodes> out;
  const cost::Prices prices(graph.setting.region);
  for (const auto* resource : graph.of_type("aws_eks_node_group")) {
    const auto source = cost::read_group(*resource, graph, prices, diagnostics);
    if (!source) continue;
    const bool is_for_pods = source->least > 0 || !source->grows;  // what grows is Cluster Autoscaler's to foretell
    if (is_for_pods) out.push_back(cost::standing_nodes_of(*source, source->least));
  }
  return out;
}

void note_charts(const platform::Graph& graph, Diagnostics& diagnostics) {
  const std::size_t charts = graph.releases().size(), addons = graph.of_type("aws_eks_addon").size();
  if (charts + addons > 0)
    diagnostics.note(
        "SOLVE002", {},
        fmt::format("not counted: pods of {} charts and {} add-ons, and what their DaemonSets take of nodes", charts,
                    addons));
  if (graph.setting.node_autoscaler.find("Cluster Autoscaler") != std::string::npos)
    diagnostics.note("SOLVE003", {}, "nodes that Cluster Autoscaler adds to node groups are not foretold here");
}

}  // namespace slipway::cli
