#include <fmt/core.h>

#include <algorithm>

#include "cost/fargate.h"
#include "cost/node_source.h"
#include "cost/stand_up.h"

namespace slipway::cost {
namespace {

void report(const Unplaced& unplaced, Diagnostics& diagnostics) {
  const auto& root = unplaced.pods->object->root();
  const auto where = root.where() ? root.where() : unplaced.pods->object->origin;
  diagnostics.note("COST006", where,
                   fmt::format("no node group or pool holds {} of the pods of {}: no nodes for them are in the total",
                               unplaced.count, unplaced.pods->name));
}

}  // namespace

Fleet::Fleet(const platform::Graph& graph, const Prices& prices, const std::vector<PodGroup>& pods,
             Diagnostics& diagnostics) {
  for (const auto* resource : graph.of_type("aws_eks_node_group"))
    if (auto group = read_group(*resource, graph, prices, diagnostics)) sources_.push_back(*std::move(group));
  const auto groups = static_cast<std::ptrdiff_t>(sources_.size());
  for (const auto* object : graph.of_kind("NodePool")) sources_.push_back(read_pool(*object, graph, prices));
  for (auto& pool : read_built_in_pools(graph, prices)) sources_.push_back(std::move(pool));
  // Karpenter asks pools by weight, then by name.
  std::stable_sort(sources_.begin() + groups, sources_.end(), [](const NodeSource& a, const NodeSource& b) {
    return a.weight != b.weight ? a.weight > b.weight : a.name < b.name;
  });
  std::vector<PodGroup> on_nodes;
  for (const auto& each : pods)
    if (!runs_on_fargate(each, graph)) on_nodes.push_back(each);
  for (const auto& unplaced : stand_up(sources_, on_nodes)) report(unplaced, diagnostics);
}

const NodeSource* Fleet::of(const platform::Resource& resource) const {
  for (const auto& source : sources_)
    if (source.kind == NodeSource::Kind::Group && source.resource == &resource) return &source;
  return nullptr;
}

const NodeSource* Fleet::of(const platform::Object& object) const {
  for (const auto& source : sources_)
    if (source.object == &object) return &source;
  return nullptr;
}

}  // namespace slipway::cost
