#pragma once

#include <string>
#include <vector>

#include "platform/graph.h"
#include "render/kubernetes_parts.h"

namespace slipway::render {

/// One step on the way of everything into the cluster: a chart, or the objects of one part.
struct Step {
  Part part = Part::Charts;
  std::string name;                                   // "50-node-pools"; of a chart its folder below charts/
  const platform::Release* release = nullptr;         // of a chart
  std::vector<const platform::Object*> objects = {};  // of a part: by kind, then in the graph's order
  /// Earlier steps that it cannot do without, by index: charts that bring its kinds, the secrets that its values name …
  std::vector<std::size_t> needs = {};
  /// Rises from step to step but for charts that may come at the same time; it depends on the parts' numbers and not on
  /// how many steps there are, so that a chart more leaves the others where they are.
  int wave = 0;
};

/// The steps in an order in which all can be applied: a namespace before what is in it, a chart before objects of its
/// kinds, node pools right after Karpenter, so that what comes then has nodes, secrets before charts that name them.
/// What is made anew each time (generateName) is the last step, part OnDemand, which nobody takes of himself.
std::vector<Step> steps_of(const platform::Graph& graph);

/// Groups of objects that no chart of the graph brings and that are not Kubernetes' own: the cluster must have them
/// (EKS Auto Mode, a capability, an add-on), or one of the user's own charts.
std::vector<std::string> groups_from_elsewhere(const platform::Graph& graph);

}  // namespace slipway::render
