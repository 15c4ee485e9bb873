#include "model/standing_nodes.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "catalog/instance_type_info.h"
#include "catalog/resolved_type.h"

namespace slipway::model {
namespace {

constexpr std::string_view kOfEveryNode[] = {"kubernetes.io/arch", "kubernetes.io/os",
                                             "node.kubernetes.io/instance-type", "topology.kubernetes.io/region"};

/// "group system" makes system-0, system-1 …
std::string stem_of(std::string_view name) {
  const std::size_t space = name.rfind(' ');
  return std::string(space == name.npos ? name : name.substr(space + 1));
}

}  // namespace

void add_standing_nodes(const StandingNodes& nodes, const Place& place, karpenter::Cluster& cluster,
                        Diagnostics& diagnostics) {
  const auto* row = catalog::find_instance_type(nodes.type);
  const auto info = row ? catalog::info_of(*row) : std::nullopt;
  if (!info) {
    diagnostics.warning("MODEL009", {},
                        fmt::format("instance type '{}' of {} is not in the catalogue: its nodes are left out",
                                    printable(nodes.type), printable(nodes.name)));
    return;
  }
  catalog::ResolveOptions options;
  options.region = place.region;
  const catalog::ResolvedType type = catalog::resolve(*info, nodes.node_class, options);
  const auto& zones = nodes.zones.empty() ? place.zones : nodes.zones;
  for (std::int64_t i = 0; i < nodes.count; ++i) {
    karpenter::Node& made = cluster.nodes.emplace_back();
    kube::Node& node = made.node;
    node.object.api_version = "v1";
    node.object.kind = "Node";
    node.object.name = fmt::format("{}-{}", stem_of(nodes.name), i);
    node.object.labels = nodes.labels;
    for (const catalog::TypeLabel& label : type.labels)
      if (std::ranges::find(kOfEveryNode, label.key) != std::end(kOfEveryNode) && label.values.size() == 1)
        node.object.labels[std::string(label.key)] = label.values.front();
    node.object.labels["kubernetes.io/hostname"] = node.object.name;
    if (!zones.empty())
      node.object.labels["topology.kubernetes.io/zone"] = zones[static_cast<std::size_t>(i) % zones.size()];
    node.taints = nodes.taints;
    for (const auto& [name, amount] : type.capacity)
      if (!amount.is_zero()) node.capacity[name] = amount;
    for (const auto& [name, amount] : type.allocatable())
      if (!amount.is_zero()) node.allocatable[name] = amount;
    node.is_ready = true;
  }
}

}  // namespace slipway::model
