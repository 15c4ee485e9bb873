#include "provision/groups.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "kube/node_selector.h"
#include "model/standing_nodes.h"

namespace slipway::provision {
namespace {

/// A node group, of no node too, with the nodes that it would get, one in each of its zones.
struct Group {
  const model::StandingNodes* of;
  std::vector<karpenter::Node> nodes;
  double wanted = 0;  // nodes, for all who wait
};

std::vector<Group> groups_of(const model::Setting& setting) {
  std::vector<Group> out;
  for (const auto& one : setting.nodes) {
    model::StandingNodes each = one;
    each.count = std::ssize(one.zones.empty() ? setting.place.zones : one.zones);
    karpenter::Cluster made;
    Diagnostics unheard;  // said when the standing nodes were read
    model::add_standing_nodes(each, setting.place, made, unheard);
    if (!made.nodes.empty()) out.push_back({&one, std::move(made.nodes)});
  }
  return out;
}

/// Every pool is of another kind of node than the pod asks for, or there is none.
bool is_for_no_pool(const Pending& pending) {
  const auto is_of = [](std::string_view kind) {
    return [kind](const PoolReason& reason) { return reason.kind == kind; };
  };
  return std::ranges::all_of(
             pending.pools,
             [&](const PoolReason& reason) { return is_of("requirements")(reason) || is_of("taints")(reason); }) &&
         (pending.pools.empty() || std::ranges::any_of(pending.pools, is_of("requirements")));
}

/// How many such pods an empty node has room for.
std::int64_t room_for(const karpenter::Pod& pod, const karpenter::Node& node) {
  std::int64_t room = 0;
  bool asks = false;
  for (const auto& [name, amount] : *pod.requests) {
    if (amount.sign() <= 0) continue;
    const auto has = node.node.allocatable.find(name);
    if (has == node.node.allocatable.end()) return 0;
    const auto each = static_cast<std::int64_t>(has->second.approximate() / amount.approximate());
    room = asks ? std::min(room, each) : each;
    asks = true;
  }
  return asks ? room : 1;
}

/// On an empty node of the group; 0: not one.
std::int64_t room_in(const Group& group, const karpenter::Pod& pod) {
  const kube::RequiredNodeAffinity affinity(pod.pod.spec->node_selector, pod.pod.spec->affinity.required_nodes);
  std::int64_t most = 0;
  for (const auto& one : group.nodes)
    if (affinity.match({one.node.object.name, one.node.object.labels}).matches &&
        !kube::first_untolerated_hard(one.node.taints, pod.pod.spec->tolerations, kube::ComparisonOperators::On))
      most = std::max(most, room_for(pod, one));
  return most;
}

std::string standing_text(std::int64_t count) {
  return count == 0 ? "has no node" : count == 1 ? "its 1 node is full" : fmt::format("its {} nodes are full", count);
}

}  // namespace

void explain_by_groups(const model::Model& model, const model::Setting& setting,
                       const std::vector<std::uint32_t>& representatives, std::vector<Pending>& waiting) {
  std::vector<Group> groups = groups_of(setting);
  std::vector<Group*> taken_by(waiting.size(), nullptr);
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    if (!waiting[i].counts || !is_for_no_pool(waiting[i])) continue;
    const karpenter::Pod& pod = model.cluster.pods[representatives[i]];
    for (Group& group : groups) {
      const std::int64_t each = room_in(group, pod);
      if (each == 0) continue;
      group.wanted += static_cast<double>(waiting[i].count) / static_cast<double>(each);
      taken_by[i] = &group;
      break;
    }
  }
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    if (!taken_by[i]) continue;
    const model::StandingNodes& group = *taken_by[i]->of;
    Pending& pending = waiting[i];
    pending.pools.clear();
    pending.fixes.clear();
    pending.text =
        fmt::format("{} is for it and {}: Karpenter adds none to a group", group.name, standing_text(group.count));
    const auto size = group.count + static_cast<std::int64_t>(std::ceil(taken_by[i]->wanted - 1e-9));
    Fix fix;
    fix.changes = {fmt::format("set desired of {} to {}", group.name, size)};
    fix.type = group.type;
    pending.fixes.push_back(std::move(fix));
  }
}

}  // namespace slipway::provision
