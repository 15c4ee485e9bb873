#include "cost/fleet.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "catalog/regions.h"
#include "cost/fargate.h"
#include "cost/grow_groups.h"
#include "cost/pool_offers.h"
#include "cost/unplaced.h"
#include "decide/karpenter/pool_choices.h"

namespace slipway::cost {
namespace {

using doc::List;
using doc::Map;

constexpr Level kDecided[] = {Level::Idle, Level::Declared, Level::Maximum};

model::Replicas replicas_at(Level level) {
  return level == Level::Idle       ? model::Replicas::Least
         : level == Level::Declared ? model::Replicas::Declared
                                    : model::Replicas::Most;
}

Map requirement(std::string key, std::string op, List values) {
  return {{"key", std::move(key)}, {"operator", std::move(op)}, {"values", std::move(values)}};
}

/// As the EKS user guide describes them ("Enable or Disable Built-in NodePools", 2026).
Map built_in_pool(std::string_view name) {
  const bool is_system = name == "system";
  Map spec{
      {"nodeClassRef", Map{{"group", "eks.amazonaws.com"}, {"kind", "NodeClass"}, {"name", "default"}}},
      {"requirements", List{requirement("karpenter.sh/capacity-type", "In", {"on-demand"}),
                            requirement("eks.amazonaws.com/instance-category", "In", {"c", "m", "r"}),
                            requirement("eks.amazonaws.com/instance-generation", "Gt", {"4"}),
                            requirement("kubernetes.io/arch", "In", is_system ? List{"amd64", "arm64"} : List{"amd64"}),
                            requirement("kubernetes.io/os", "In", {"linux"})}}};
  if (is_system) spec.set("taints", List{Map{{"key", "CriticalAddonsOnly"}, {"effect", "NoSchedule"}}});
  return {{"apiVersion", "karpenter.sh/v1"},
          {"kind", "NodePool"},
          {"metadata", Map{{"name", std::string(name)}}},
          {"spec", Map{{"template", Map{{"spec", std::move(spec)}}}}}};
}

/// Makes nodes for no more than these of a group when decisions look at it: beyond, no pod is left without room.
constexpr std::int64_t kMostNodesOfGroup = 1'000;

/// Objects whose pods all run on Fargate need no node.
std::vector<const doc::Node*> objects_on_nodes(const DecidedObjects& objects, const platform::Graph& graph,
                                               const std::vector<model::Workload>& workloads) {
  std::map<const doc::Node*, bool> on_fargate;
  if (!graph.of_type("aws_eks_fargate_profile").empty())
    for (const auto& each : workloads)
      on_fargate.try_emplace(each.object, true).first->second &= runs_on_fargate(each, graph);
  std::vector<const doc::Node*> out;
  for (const auto* object : objects.all())
    if (const auto found = on_fargate.find(object); found == on_fargate.end() || !found->second) out.push_back(object);
  return out;
}

std::string reason_for(const provision::NewNodes& nodes, const provision::Outcome& outcome) {
  std::vector<std::string> pods;
  for (const auto& [source, count] : nodes.pods)
    pods.push_back(count == 1 ? outcome.sources[source].title
                              : fmt::format("{} of {}", count, outcome.sources[source].title));
  std::string text = fmt::format("{} × {} {}{}: {}", nodes.count, nodes.type(), nodes.capacity_type,
                                 nodes.count > 1 ? " each" : "", join(pods, ", "));
  if (nodes.types.size() > 1)
    text += fmt::format("; the cheapest of {} types{}", nodes.types.size(),
                        nodes.types.size() == 2 ? ", the other is " + nodes.types[1] : ", then " + nodes.types[1]);
  return text;
}

}  // namespace

DecidedObjects::DecidedObjects(const platform::Graph& graph) {
  for (const auto& object : graph.objects()) all_.push_back(&object.root());
  for (const auto* cluster : graph.of_type("aws_eks_cluster")) {
    Diagnostics unheard;  // the cluster's own line says what is wrong with its arguments
    const Arguments arguments(*cluster, unheard);
    if (!arguments.flag("compute_config.enabled")) continue;
    for (const auto& name : arguments.texts("compute_config.node_pools")) {
      if (graph.has_object("NodePool", "", name) || !built_in_.emplace(name, cluster).second) continue;
      made_.push_back(doc::freeze(built_in_pool(name), cluster->origin));
    }
  }
  for (const auto& document : made_) all_.push_back(&document.root());
}

std::vector<model::Workload> workloads_of(const platform::Graph& graph) {
  std::vector<const doc::Node*> objects;
  for (const auto& object : graph.objects()) objects.push_back(&object.root());
  const model::Autoscaling autoscaling(objects);
  Diagnostics unheard;  // the fleet says what is wrong with them
  std::vector<model::Workload> all;
  for (const auto* object : objects)
    for (auto& one : model::workloads_of(*object, autoscaling, unheard)) all.push_back(std::move(one));
  return all;
}

model::Setting setting_of(const platform::Graph& graph, const std::vector<NodeSource>& groups) {
  model::Setting out;
  out.place.region = graph.setting.region;
  out.place.zones = graph.setting.zones;
  if (out.place.zones.empty()) out.place.zones = catalog::find_region(out.place.region)->zones;
  for (const auto& group : groups)
    if (group.kind == NodeSource::Kind::Group)
      out.nodes.push_back(standing_nodes_of(group, std::min(group.least, kMostNodesOfGroup)));
  return out;
}

Fleet::Fleet(const platform::Graph& graph, const Prices& prices, const std::vector<model::Workload>& workloads,
             Diagnostics& diagnostics)
    : is_decided_(prices.knows_region()) {
  for (const auto* resource : graph.of_type("aws_eks_node_group"))
    if (auto group = read_group(*resource, graph, prices, diagnostics)) {
      for (const Level level : kDecided)
        if (group->least > 0) group->standing[level] = {{0, group->least}};
      sources_.push_back(*std::move(group));
    }
  const DecidedObjects objects(graph);
  const auto on_nodes = objects_on_nodes(objects, graph, workloads);
  if (!is_decided_) {
    for (const auto* object : graph.of_kind("NodePool")) sources_.push_back(pool_without_prices(*object, graph));
    return;
  }
  model::Reading reading(on_nodes, setting_of(graph, sources_), diagnostics);
  std::map<std::string, std::size_t, std::less<>> index;  // of pools
  UnplacedPods unplaced;
  for (const Level level : kDecided) {
    const model::Model* made = &reading.at(replicas_at(level), model::Reading::Types::OfPools);
    if (level == Level::Idle)
      for (std::size_t i = 0; i < made->cluster.pools.size(); ++i) {
        index[made->cluster.pools[i].pool.object.name] = sources_.size();
        sources_.push_back(read_pool(*made, i, reading.choices()[i], graph, objects.built_in(), prices));
      }
    provision::Settings settings;
    settings.find_fixes = false;
    auto outcome = provision::run(*made, reading.setting(), settings);
    if (outcome.pending_pods > 0 && level != Level::Maximum && !index.empty()) {  // a change to a pool may help
      made = &reading.at(replicas_at(level));
      settings.find_fixes = true;
      outcome = provision::run(*made, reading.setting(), settings);
    }
    for (const auto& nodes : outcome.nodes) {
      NodeSource& pool = sources_[index.at(nodes.pool)];
      add_nodes(pool, level, nodes.type(), nodes.capacity_type, nodes.count, prices);
      pool.reasons.push_back({level, reason_for(nodes, outcome)});
    }
    std::vector<WaitingPods> waiting = unplaced.take(outcome, *made);
    grow_groups(sources_, level, reading.setting().place, waiting);
    unplaced.keep(waiting, level, std::ranges::any_of(sources_, &NodeSource::grows));
  }
  unplaced.report(diagnostics);
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
