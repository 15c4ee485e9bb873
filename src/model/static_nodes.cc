#include "model/static_nodes.h"

#include <fmt/core.h>

#include <algorithm>

#include "decide/karpenter/pool_choices.h"
#include "decide/karpenter/well_known.h"

namespace slipway::model {
namespace {

namespace labels = karpenter::labels;

struct Cheapest {
  const karpenter::InstanceType* type = nullptr;
  std::vector<const karpenter::Offering*> offerings;  // all of its price, one a zone
};

Cheapest cheapest_of(const karpenter::Cluster& cluster, const std::vector<karpenter::PoolChoice>& choices) {
  Cheapest out;
  for (const auto& choice : choices) {
    const karpenter::InstanceType& type = cluster.types[choice.type];
    for (const std::uint32_t index : choice.offerings) {
      const karpenter::Offering& one = type.offerings[index];
      if (one.capacity_type == "reserved") continue;
      const bool is_less = out.offerings.empty() || one.price < out.offerings.front()->price;
      if (is_less) out = {&type, {}};
      if (is_less || (out.type == &type && one.price == out.offerings.front()->price)) out.offerings.push_back(&one);
    }
  }
  return out;
}

karpenter::Node node_of(const kube::NodePool& pool, const karpenter::InstanceType& type,
                        const karpenter::Offering& offering, std::int64_t number) {
  karpenter::Node made;
  kube::Node& node = made.node;
  node.object.api_version = "v1";
  node.object.kind = "Node";
  node.object.name = fmt::format("{}-{}", pool.object.name, number);
  node.provider_id = node.object.name;
  auto& all = node.object.labels;
  all = pool.node_labels;
  for (const catalog::TypeLabel& label : type.type.labels)
    if (label.values.size() == 1) all[std::string(label.key)] = label.values.front();
  all[std::string(labels::kNodePool)] = pool.object.name;
  all[std::string(labels::kCapacityType)] = offering.capacity_type;
  all[std::string(labels::kZone)] = offering.zone;
  all[std::string(labels::kHostname)] = node.object.name;
  for (const auto key : {labels::kRegistered, labels::kInitialized}) all[std::string(key)] = "true";
  node.taints = pool.nodes.taints;
  for (const auto& [name, amount] : type.type.capacity)
    if (!amount.is_zero()) node.capacity[name] = amount;
  for (const auto& [name, amount] : type.type.allocatable())
    if (!amount.is_zero()) node.allocatable[name] = amount;
  node.is_ready = true;
  return made;
}

bool stands_already(const karpenter::Cluster& cluster, const std::string& pool) {
  return std::ranges::any_of(cluster.nodes, [&](const karpenter::Node& one) {
    const auto label = one.node.object.labels.find(std::string(labels::kNodePool));
    return label != one.node.object.labels.end() && label->second == pool;
  });
}

}  // namespace

void add_static_nodes(karpenter::Cluster& cluster) {
  if (std::ranges::none_of(cluster.pools, [](const auto& one) { return one.pool.replicas.value_or(0) > 0; })) return;
  karpenter::PoolChoices choices(cluster);
  std::vector<karpenter::Node> made;
  for (const karpenter::NodePool& pool : cluster.pools) {
    const std::int64_t wanted = std::clamp<std::int64_t>(pool.pool.replicas.value_or(0), 0, kMostStaticNodes);
    if (wanted == 0 || stands_already(cluster, pool.pool.object.name)) continue;
    const Cheapest cheapest = cheapest_of(cluster, choices.of(pool));
    if (!cheapest.type) continue;
    for (std::int64_t i = 0; i < wanted; ++i)
      made.push_back(node_of(pool.pool, *cheapest.type,
                             *cheapest.offerings[static_cast<std::size_t>(i) % cheapest.offerings.size()], i));
  }
  for (auto& one : made) cluster.nodes.push_back(std::move(one));
}

}  // namespace slipway::model
