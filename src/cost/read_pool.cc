// NodePools of Karpenter and EKS Auto Mode: which instances they may buy, and within which limits.
#include <algorithm>

#include "cost/manifest.h"
#include "cost/node_source.h"
#include "kube/objects/karpenter.h"

namespace slipway::cost {
namespace {

constexpr std::string_view kCapacityType = "karpenter.sh/capacity-type";
constexpr std::string_view kZone = "topology.kubernetes.io/zone";

/// What a pool says of its nodes, whoever wrote it.
struct Wanted {
  std::vector<LabelRequirement> requirements;
  LabelStyle style = LabelStyle::Karpenter;
  catalog::NodeClass node_class;
};

bool allows(const std::vector<LabelRequirement>& requirements, std::string_view key, std::string_view value) {
  return std::ranges::all_of(requirements, [&](const auto& each) { return each.key != key || meets(value, each); });
}

/// Keys of Karpenter, Auto Mode and Kubernetes itself, as against the user's own that end alike.
bool is_of_type(std::string_view key) {
  return key.starts_with("karpenter.k8s.aws/") || key.starts_with("eks.amazonaws.com/") ||
         key.starts_with("kubernetes.io/") || key.starts_with("node.kubernetes.io/");
}

/// Keys that a type does not speak of are labels which the pool itself gives to its nodes.
bool allows(const std::vector<LabelRequirement>& requirements, const LabelValues& of_type) {
  return std::ranges::all_of(requirements, [&](const LabelRequirement& each) {
    if (each.key == kCapacityType || each.key == kZone) return true;
    const auto found = of_type.find(each.key);
    return found == of_type.end() || can_meet(found->second, each);
  });
}

/// What can be told of a type before its labels are worked out, which takes longer.
bool may_meet(const catalog::InstanceType& type, const std::vector<LabelRequirement>& requirements) {
  struct Known {
    std::string_view ending;
    std::string_view catalog::InstanceType::*value;
  };
  constexpr Known kKnown[] = {{"/instance-type", &catalog::InstanceType::name},
                              {"/instance-family", &catalog::InstanceType::family},
                              {"/instance-size", &catalog::InstanceType::size},
                              {"/instance-category", &catalog::InstanceType::category},
                              {"/arch", &catalog::InstanceType::arch}};
  return std::ranges::all_of(requirements, [&](const LabelRequirement& each) {
    if (each.op != "In") return true;
    for (const auto& [ending, value] : kKnown)
      if (each.key.ends_with(ending) && !(type.*value).empty() && is_of_type(each.key)) return meets(type.*value, each);
    return true;
  });
}

std::vector<Offer> offers_of(const Wanted& wanted, const Prices& prices) {
  // Reserved instances cost what on-demand ones do.
  const bool spot = allows(wanted.requirements, kCapacityType, "spot");
  const bool on_demand =
      allows(wanted.requirements, kCapacityType, "on-demand") || allows(wanted.requirements, kCapacityType, "reserved");
  std::vector<Offer> offers;
  for (const auto& type : catalog::instance_types()) {
    if (!may_meet(type, wanted.requirements)) continue;
    const auto shape = shape_of(type, wanted.node_class, wanted.style);
    if (!shape || !allows(wanted.requirements, shape->labels)) continue;
    std::optional<PriceRow> fee;
    if (wanted.style == LabelStyle::AutoMode) fee = prices.auto_mode_fee(type.name);
    const auto add = [&](Market market, std::optional<PriceRow> row) {
      if (row) offers.push_back({&type, market, *std::move(row), fee, shape});
    };
    if (spot) add(Market::Spot, prices.spot(type.name));
    if (on_demand) add(Market::OnDemand, prices.on_demand(type.name));
  }
  std::ranges::sort(offers, [](const Offer& a, const Offer& b) {
    if (a.market != b.market) return a.market == Market::Spot;
    if (a.per_hour() != b.per_hour()) return a.per_hour() < b.per_hour();
    return a.type->name < b.type->name;
  });
  return offers;
}

/// Labels that nodes of the pool carry besides those of their type: a custom key may take any value that is listed.
LabelValues labels_of(const std::vector<LabelRequirement>& requirements, const std::vector<Offer>& offers,
                      const std::vector<std::string>& zones) {
  LabelValues labels;
  for (const auto& each : requirements) {
    const bool of_type = !offers.empty() && offers.front().shape->labels.contains(each.key);
    if (!of_type && each.key != kCapacityType && each.key != kZone && each.op == "In") labels[each.key] = each.values;
  }
  if (!zones.empty()) {
    auto& allowed = labels[std::string(kZone)];
    for (const auto& zone : zones)
      if (allows(requirements, kZone, zone)) allowed.push_back(zone);
  }
  return labels;
}

/// Memory in whole MiB that fit into it: requests round up, limits down. An amount beyond all sense limits nothing.
Limits limits_of(const kube::ResourceList& list) {
  Limits limits;
  for (const auto& [name, amount] : list) {
    if (name == "cpu") {
      if (const auto cpu = milli(amount)) limits[name] = *cpu;
    } else if (name == "memory") {
      if (mebibytes(amount)) limits[name] = amount.value() >> 20;
    } else if (const auto count = whole_number(amount)) {
      limits[name] = *count;
    }
  }
  return limits;
}

/// Auto Mode's nodes: Bottlerocket, 110 pods.
catalog::NodeClass auto_mode_class() {
  catalog::NodeClass made;
  made.ami_family = catalog::AmiFamily::Bottlerocket;
  made.max_pods = 110;
  return made;
}

NodeSource built_in(const platform::Resource& cluster, const platform::Graph& graph, const Prices& prices,
                    std::string_view name) {
  NodeSource source;
  source.kind = NodeSource::Kind::BuiltInPool;
  source.name = "pool " + std::string(name);
  source.resource = &cluster;
  source.where = cluster.origin;
  Wanted wanted{{{std::string(kCapacityType), "In", {"on-demand"}},
                 {"eks.amazonaws.com/instance-category", "In", {"c", "m", "r"}},
                 {"eks.amazonaws.com/instance-generation", "Gt", {"4"}}},
                LabelStyle::AutoMode,
                auto_mode_class()};
  if (name == "system")
    source.taints.push_back({"CriticalAddonsOnly", "", "NoSchedule"});
  else
    wanted.requirements.push_back({"kubernetes.io/arch", "In", {"amd64"}});
  source.offers = offers_of(wanted, prices);
  source.labels = labels_of(wanted.requirements, source.offers, graph.setting.zones);
  source.labels["karpenter.sh/nodepool"] = {std::string(name)};
  source.labels["eks.amazonaws.com/compute-type"] = {"auto"};
  constexpr std::int64_t kAutoModeStorage = 80;
  source.kit.volumes = {{"gp3", kAutoModeStorage, 0, 0}};
  source.grows = true;
  source.notes.emplace_back(
      "EKS keeps this pool itself: its families and its lack of limits are as the user guide describes them");
  return source;
}

}  // namespace

NodeSource read_pool(const platform::Object& object, const platform::Graph& graph, const Prices& prices) {
  Diagnostics unheard;  // what is wrong with pools and their classes is for the rules to say
  const auto pool = kube::read_node_pool(object.root(), unheard);
  NodeSource source;
  source.kind = NodeSource::Kind::Pool;
  source.name = "pool " + object.name();
  source.object = &object;
  source.where = object.origin;
  source.kit = kit_of_pool(pool, graph);
  Wanted wanted;
  if (pool.nodes.node_class.group == "eks.amazonaws.com") {
    wanted.style = LabelStyle::AutoMode;
    wanted.node_class = auto_mode_class();
  } else if (const auto* node_class = class_of_pool(pool, graph)) {
    wanted.node_class = catalog::read_node_class(node_class->root(), unheard);
  }
  for (const auto& each : pool.nodes.requirements) wanted.requirements.push_back(each.requirement);
  // A label of the template is a requirement like any other: it pins what it names.
  for (auto& label : equalities(pool.node_labels)) wanted.requirements.push_back(std::move(label));
  source.offers = offers_of(wanted, prices);
  source.labels = labels_of(wanted.requirements, source.offers, graph.setting.zones);
  source.labels["karpenter.sh/nodepool"] = {object.name()};
  if (wanted.style == LabelStyle::AutoMode) source.labels["eks.amazonaws.com/compute-type"] = {"auto"};
  source.taints = pool.nodes.taints;
  source.limits = limits_of(pool.limits);
  source.weight = pool.weight;
  if (pool.replicas) {
    source.least = std::clamp<std::int64_t>(*pool.replicas, 0, kLargestCount);
    source.most = source.least;
  } else {
    source.grows = true;
  }
  return source;
}

std::vector<NodeSource> read_built_in_pools(const platform::Graph& graph, const Prices& prices) {
  std::vector<NodeSource> pools;
  for (const auto* cluster : graph.of_type("aws_eks_cluster")) {
    Diagnostics unheard;  // the cluster's own line says what is wrong with its arguments
    const Arguments arguments(*cluster, unheard);
    if (!arguments.flag("compute_config.enabled")) continue;
    for (const auto& name : arguments.texts("compute_config.node_pools"))
      if (!graph.has_object("NodePool", "", name)) pools.push_back(built_in(*cluster, graph, prices, name));
  }
  return pools;
}

}  // namespace slipway::cost
