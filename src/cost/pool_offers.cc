// NodePools of Karpenter and EKS Auto Mode: which instances they may buy, and within which limits.
#include "cost/pool_offers.h"

#include <algorithm>
#include <set>

#include "kube/objects/karpenter.h"

namespace slipway::cost {
namespace {

Market market_of(std::string_view capacity_type) {
  return capacity_type == "spot" ? Market::Spot : capacity_type == "reserved" ? Market::Reserved : Market::OnDemand;
}

bool is_auto_mode(const kube::NodePool& pool) {
  return pool.node_labels.contains("eks.amazonaws.com/compute-type") ||
         pool.nodes.node_class.group == "eks.amazonaws.com";
}

/// Offers of pools are made when they are asked for: the market says which price.
Offer offer_of(const catalog::InstanceType& type, Market market, bool auto_mode, const Prices& prices) {
  Offer made{&type, market, {}, {}, {}};
  if (market == Market::Spot) made.row = prices.spot(type.name);
  if (market != Market::Spot) made.row = prices.on_demand(type.name);
  if (auto_mode) made.fee = prices.auto_mode_fee(type.name);
  return made;
}

/// The object as it is written names Auto Mode's class; that of the model is in Karpenter's words.
kube::NodePool written(const doc::Node& object) {
  Diagnostics unheard;  // what is wrong with pools and their classes is for the rules to say
  return kube::read_node_pool(object, unheard);
}

const platform::Object* object_of(const platform::Graph& graph, const doc::Node* root) {
  for (const auto* object : graph.of_kind("NodePool"))
    if (&object->root() == root) return object;
  return nullptr;
}

void add_standing(NodeSource& source, const karpenter::Cluster& cluster, const std::string& name,
                  const Prices& prices) {
  for (const auto& one : cluster.nodes) {
    const auto& labels = one.node.object.labels;
    const auto pool = labels.find("karpenter.sh/nodepool"), type = labels.find("node.kubernetes.io/instance-type"),
               how = labels.find("karpenter.sh/capacity-type");
    if (pool == labels.end() || pool->second != name || type == labels.end() || how == labels.end()) continue;
    for (const Level level : {Level::Idle, Level::Declared, Level::Maximum})
      add_nodes(source, level, type->second, how->second, 1, prices);
  }
}

}  // namespace

NodeSource pool_without_prices(const platform::Object& object, const platform::Graph& graph) {
  NodeSource source;
  source.kind = NodeSource::Kind::Pool;
  source.name = "pool " + object.name();
  source.object = &object;
  source.where = object.origin;
  source.kit = kit_of_pool(written(object.root()), graph);
  return source;
}

NodeSource read_pool(const model::Model& model, std::size_t index, const std::vector<karpenter::PoolChoice>& choices,
                     const platform::Graph& graph, const std::map<std::string, const platform::Resource*>& built_in,
                     const Prices& prices) {
  const karpenter::NodePool& pool = model.cluster.pools[index];
  const std::string& name = pool.pool.object.name;
  NodeSource source;
  source.name = "pool " + name;
  source.object = object_of(graph, model.pool_objects[index]);
  if (source.object) {
    source.kind = NodeSource::Kind::Pool;
    source.where = source.object->origin;
  } else {
    source.kind = NodeSource::Kind::BuiltInPool;
    source.resource = built_in.at(name);
    source.where = source.resource->origin;
    source.notes.emplace_back(
        "EKS keeps this pool itself: its families and its lack of limits are as the user guide describes them");
  }
  const kube::NodePool as_written = written(*model.pool_objects[index]);
  source.kit = kit_of_pool(as_written, graph);
  source.limits = limits_of(pool.pool.limits);
  if (pool.pool.replicas) {
    source.least = std::clamp<std::int64_t>(*pool.pool.replicas, 0, kLargestCount);
    source.most = source.least;
  }
  const bool auto_mode = is_auto_mode(pool.pool);
  for (const auto& choice : choices) {
    const karpenter::InstanceType& type = model.cluster.types[choice.type];
    const auto* row = catalog::find_instance_type(type.type.name);
    const Resources capacity = resources_of(type.type.capacity);
    std::set<Market> seen;
    for (const std::uint32_t at : choice.offerings) {
      const Market market = market_of(type.offerings[at].capacity_type);
      if (!seen.insert(market).second) continue;
      Offer made = offer_of(*row, market, auto_mode, prices);
      made.capacity = capacity;
      if (made.row) source.offers.push_back(std::move(made));
    }
  }
  add_standing(source, model.cluster, name, prices);
  return source;
}

void add_nodes(NodeSource& pool, Level level, std::string_view type, std::string_view capacity_type, std::int64_t count,
               const Prices& prices) {
  const Market market = market_of(capacity_type);
  auto offer = std::ranges::find_if(pool.offers,
                                    [&](const Offer& one) { return one.type->name == type && one.market == market; });
  if (offer == pool.offers.end()) {
    const bool auto_mode = !pool.offers.empty() && pool.offers.front().fee;
    pool.offers.push_back(offer_of(*catalog::find_instance_type(type), market, auto_mode, prices));
    offer = pool.offers.end() - 1;
  }
  const auto at = static_cast<std::size_t>(offer - pool.offers.begin());
  auto& standing = pool.standing[level];
  const auto same = std::ranges::find(standing, at, &Nodes::offer);
  if (same == standing.end())
    standing.push_back({at, count});
  else
    same->count += count;
}

}  // namespace slipway::cost
