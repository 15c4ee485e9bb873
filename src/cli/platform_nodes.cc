#include "cli/platform_nodes.h"

#include <fmt/core.h>

#include "base/text.h"
#include "cost/node_source.h"
#include "cost/prices.h"

namespace slipway::cli {

std::vector<model::StandingNodes> nodes_of_groups(const platform::Graph& graph, Diagnostics& diagnostics) {
  std::vector<model::StandingNodes> out;
  const cost::Prices prices(graph.setting.region);
  for (const auto* resource : graph.of_type("aws_eks_node_group")) {
    const auto source = cost::read_group(*resource, graph, prices, diagnostics);
    if (!source) continue;
    model::StandingNodes made{source->name, source->least, std::string(source->offers.front().type->name), {}, {}, {}};
    for (const auto& [key, values] : source->labels)
      if (values.size() == 1) made.labels[key] = values.front();
    made.taints = source->taints;
    out.push_back(std::move(made));
  }
  return out;
}

void note_charts(const platform::Graph& graph, Diagnostics& diagnostics) {
  std::vector<std::string> names;
  for (const auto& release : graph.releases()) names.push_back(release.name);
  for (const auto* resource : graph.of_type("aws_eks_addon"))
    if (const auto* name = (*resource)["addon_name"].string()) names.push_back(*name);
  if (names.empty()) return;
  diagnostics.note(
      "SOLVE002", {},
      fmt::format("pods of charts and add-ons are not counted, nor what their DaemonSets take of each node: {}",
                  join(names, ", ")));
}

}  // namespace slipway::cli
