// Numbering everything before the run.
#include <algorithm>
#include <functional>
#include <set>

#include "decide/karpenter/go_sort.h"
#include "decide/karpenter/scheduler.h"
#include "decide/karpenter/well_known.h"

namespace slipway::karpenter {
namespace {

std::size_t mix(std::size_t seed, std::size_t more) { return (seed ^ more) * 0x9e3779b97f4a7c15 + (seed >> 29); }
std::size_t hash(const std::string& text) { return std::hash<std::string>{}(text); }

std::size_t hash(const kube::Labels& labels) {
  std::size_t out = labels.size();
  for (const auto& [key, value] : labels) out = mix(mix(out, hash(key)), hash(value));
  return out;
}

bool has_claim_volumes(const kube::PodSpec& spec) {
  return std::any_of(spec.volumes.begin(), spec.volumes.end(), [](const kube::Volume& one) {
    return one.source == kube::Volume::Source::Claim || one.source == kube::Volume::Source::EphemeralClaim;
  });
}

std::size_t shape_hash(const Pod& pod) {
  const kube::PodSpec& spec = pod.pod.spec;
  std::size_t out = mix(hash(pod.pod.object.ns), hash(pod.pod.object.labels));
  out = mix(out, hash(spec.node_selector));
  out = mix(out, spec.topology_spread.size() * 64 + spec.tolerations.size() * 8 + spec.affinity.preferred_nodes.size());
  for (const auto& one : spec.topology_spread) {
    out = mix(out, hash(one.topology_key));
    if (one.selector) out = mix(out, hash(one.selector->match_labels));
  }
  return out;
}

bool same_shape(const Pod& a, const Pod& b) {
  const kube::PodSpec &x = a.pod.spec, &y = b.pod.spec;
  if (a.pod.object.ns != b.pod.object.ns || a.pod.object.labels != b.pod.object.labels) return false;
  if (a.pod.spec.is_shared_with(b.pod.spec) && a.claims_devices == b.claims_devices) return !has_claim_volumes(x);
  return x.node_selector == y.node_selector && x.affinity == y.affinity && x.tolerations == y.tolerations &&
         x.topology_spread == y.topology_spread && a.claims_devices == b.claims_devices && !has_claim_volumes(x) &&
         !has_claim_volumes(y) && host_ports(x) == host_ports(y);
}

SetId label_set(RequirementSets& sets, const kube::Labels& labels) {
  std::vector<Requirement> all;
  for (const auto& [key, value] : labels) all.push_back(make_requirement(sets.symbols(), key, "In", {value}));
  return sets.make(all);
}

}  // namespace

Scheduler::Scheduler(const Cluster& cluster, const Options& options, std::vector<const NodePool*> pools,
                     const std::vector<StateNode>& state, const std::vector<std::uint32_t>& pods)
    : cluster_(cluster), options_(options), storage_(cluster), topology_(sets_, hosts_, options.preference_policy) {
  for (std::string_view resource : {"cpu", "memory", "pods"}) columns_.intern(resource);
  nodes_column_ = columns_.intern("nodes");
  for (const NodePool* pool : pools)
    for (const kube::Taint& taint : pool->pool.nodes.taints)
      if (taint.effect == "PreferNoSchedule") soft_taints_ = SoftTaints::Some;
  std::vector<Daemon> daemons;
  daemons.reserve(cluster.daemon_sets.size());
  for (const DaemonSet& set : cluster.daemon_sets) daemons.emplace_back(set, cluster.pods, sets_);
  OfferSets offers(sets_);
  types_.resize(cluster.types.size());
  for (const NodePool* pool : pools)  // the others are nobody's business
    for (std::uint32_t type : pool->types)
      if (!types_[type].type) types_[type] = facts_of(cluster.types[type], sets_, offers, columns_);
  add_pods(pods);
  add_topology(pools, state);
  add_types_and_templates(pools, daemons);
  set_limits(state);
  add_existing_nodes(state, daemons);
  is_asked_for_.assign(columns_.size(), false);
  for (const QueuedPod& pod : pods_)
    for (const auto& [column, amount] : pod.requests) is_asked_for_[column] = true;
}

std::uint32_t Scheduler::taint_list(const std::vector<kube::Taint>& taints) {
  const auto known = std::find(taint_lists_.begin(), taint_lists_.end(), taints);
  if (known != taint_lists_.end()) return static_cast<std::uint32_t>(known - taint_lists_.begin());
  taint_lists_.push_back(taints);
  return static_cast<std::uint32_t>(taint_lists_.size() - 1);
}

ContextId Scheduler::context(std::uint32_t taints, SetId set, Undefined undefined) {
  const std::uint32_t kind = taints * 2 + (undefined == Undefined::Refused ? 0 : 1);
  const auto number = static_cast<std::uint32_t>(set);
  if (const auto known = context_index_.find(kind, number); known != PairMemo::kUnknown) return known;
  const auto made = static_cast<ContextId>(contexts_.size());
  contexts_.push_back({taints, set, undefined});
  remembered_.emplace_back();
  context_index_.set(kind, number, made);
  return made;
}

void Scheduler::add_types_and_templates(const std::vector<const NodePool*>& pools, std::vector<Daemon>& daemons) {
  for (const NodePool* pool : pools) {
    for (std::uint32_t type : pool->types)
      for (const Offering& offering : cluster_.types[type].offerings) reservations_.add(offering);
    NodeTemplate& made = templates_.emplace_back(*pool, sets_, columns_);
    bool for_min_values = false;
    if (made.choose_types(types_, options_.min_values_policy, for_min_values)) continue;
    templates_.pop_back();
    empty_pools_.push_back({pool, for_min_values});
  }
  for (NodeTemplate& one : templates_) {
    one.group_by_daemons(daemons);
    template_taints_.push_back(taint_list(one.taints()));
    template_contexts_.push_back(context(template_taints_.back(), one.requirements(), Undefined::WellKnownAllowed));
  }
  min_values_relaxed_.assign(templates_.size(), false);
}

void Scheduler::add_topology(const std::vector<const NodePool*>& pools, const std::vector<StateNode>& state) {
  std::vector<Topology::PoolView> views;
  for (const NodePool* pool : pools) {
    if (pool->types.empty()) continue;
    std::vector<Requirement> own;
    for (const kube::PoolRequirement& one : pool->pool.nodes.requirements)
      own.push_back(make_requirement(symbols_, one.requirement.key, one.requirement.op, one.requirement.values));
    for (const auto& [key, value] : pool->pool.node_labels)
      own.push_back(make_requirement(symbols_, key, "In", {value}));
    Topology::PoolView view{pool, sets_.make(own), {}};
    for (std::uint32_t type : pool->types) view.types.push_back(types_[type].requirements);
    views.push_back(std::move(view));
  }
  topology_.set_pools(std::move(views));
  topology_.set_namespaces(cluster_.namespaces);

  std::set<const Node*> taking_part;
  for (const StateNode& one : state)
    if (one.node && !one.is_leaving()) taking_part.insert(one.node);
  std::vector<Topology::NodeView> nodes;
  std::unordered_map<std::string_view, std::size_t> by_name;
  for (const Node& one : cluster_.nodes) {
    const auto host = one.node.object.labels.find(labels::kHostname);
    by_name.emplace(one.node.object.name, nodes.size());
    nodes.push_back(
        {&one.node, label_set(sets_, one.node.object.labels), taking_part.contains(&one),
         hosts_.of_node(host == one.node.object.labels.end() ? one.node.object.name : host->second, symbols_)});
  }
  std::set<const Pod*> in_run;
  for (const QueuedPod& one : pods_) in_run.insert(&cluster_.pods[one.index]);
  std::vector<Topology::BoundPod> bound;
  for (const Pod& pod : cluster_.pods) {
    const auto node = by_name.find(pod.pod.spec->node_name);
    if (pod.pod.spec->node_name.empty() || is_over(pod) || pod.pod.is_deleting || in_run.contains(&pod)) continue;
    if (node != by_name.end())
      bound.push_back({topology_.label_class(pod.pod.object.ns, pod.pod.object.labels), node->second});
  }
  topology_.set_nodes(nodes, std::move(bound));

  // Pods that stand and keep others away.
  std::vector<std::pair<std::string, const Pod*>> keeping_away;
  for (const StateNode& one : state)
    if (one.node)
      for (const Pod* pod : one.pods)
        if (!in_run.contains(pod) && !pod->pod.spec->affinity.anti_pods.required.empty())
          keeping_away.emplace_back(pod->pod.object.ns + "/" + pod->pod.object.name, pod);
  std::sort(keeping_away.begin(), keeping_away.end());
  for (const auto& [name, pod] : keeping_away) {
    const auto labels = topology_.label_class(pod->pod.object.ns, pod->pod.object.labels);
    const auto& view = nodes[by_name.at(pod->pod.spec->node_name)];
    const Constraints constraints{{}, pod->pod.spec->affinity, pod->pod.spec->tolerations, {}};
    // A pod records once for each of its terms, also where two are one group.
    for (const kube::PodAffinityTerm& term : constraints.affinity.anti_pods.required) {
      Constraints single{{}, {}, constraints.tolerations, {}};
      single.affinity.anti_pods.required = {term};
      for (GroupId group : topology_.inverse_groups_of(single, labels)) topology_.record_inverse(group, view);
    }
  }
  for (const QueuedPod& one : pods_) {
    Shape& shape = shapes_[one.shape];
    if (shape.is_known_to_topology) make_groups(shape, shape.levels.front());
  }
}

std::uint32_t Scheduler::shape_of(const Pod& pod) {
  const std::size_t h = shape_hash(pod);
  for (auto [i, end] = shape_index_.equal_range(h); i != end; ++i)
    if (same_shape(*i->second.first, pod)) return i->second.second;
  const auto id = static_cast<std::uint32_t>(shapes_.size());
  shape_index_.emplace(h, std::pair(&pod, id));
  Shape& shape = shapes_.emplace_back();
  shape.labels = topology_.label_class(pod.pod.object.ns, pod.pod.object.labels);
  shape.ports = host_ports(pod.pod.spec);
  shape.claims_devices = pod.claims_devices;
  shape.attached = AttachedVolumes();
  shape.is_known_to_topology = true;
  if (has_claim_volumes(pod.pod.spec)) {
    const auto alternatives = storage_.alternatives(pod.pod, sets_);
    shape.is_known_to_topology = alternatives.has_value();
    if (alternatives)
      for (SetId one : *alternatives) shape.volume_alternatives.push_back(split_host(sets_, one));
    shape.attached = storage_.attached(pod.pod);
  }
  add_level(shape, constraints_of(pod.pod.spec));
  return id;
}

void Scheduler::add_pods(const std::vector<std::uint32_t>& pods) {
  for (std::uint32_t index : pods) {
    const Pod& pod = cluster_.pods[index];
    const std::uint32_t shape = shape_of(pod);
    pods_.push_back({index, shape, to_amounts(pod.requests, columns_)});
  }
}

void Scheduler::add_level(Shape& shape, Constraints constraints) {
  Level& made = shape.levels.emplace_back();
  made.constraints = std::move(constraints);
  made.strict = split_host(sets_, pod_requirements(sets_, made.constraints, Wishes::Left));
  made.required = options_.preference_policy == PreferencePolicy::Respect
                      ? split_host(sets_, pod_requirements(sets_, made.constraints, Wishes::Counted))
                      : made.strict;
}

void Scheduler::make_groups(Shape& shape, Level& level) {
  if (!shape.has_inverse_groups) {
    shape.has_inverse_groups = true;
    shape.inverse_groups = topology_.inverse_groups_of(level.constraints, shape.labels);
  }
  if (level.has_groups) return;
  level.has_groups = true;
  ++changes_;
  level.groups = topology_.groups_of(level.constraints, shape.labels);
  for (GroupId id : level.groups) {
    const TopologyGroup& group = topology_.group(id);
    const OwnedGroup owned{&group, topology_.selects(id, shape.labels)};
    (group.rule().is_host ? level.host_groups : level.domain_groups).push_back(owned);
  }
}

void Scheduler::add_existing_nodes(const std::vector<StateNode>& state, std::vector<Daemon>& daemons) {
  for (const StateNode& one : state) {
    if (one.is_leaving()) continue;
    ExistingNode& made = existing_.emplace_back();
    made.state = &one;
    const auto taints = one.taints();
    const SetId full = label_set(sets_, one.labels());
    made.taints = taint_list(taints);
    made.set = split_host(sets_, full).set;
    made.context = context(made.taints, made.set, Undefined::Refused);
    made.host = hosts_.of_node(one.host_name(), symbols_);
    topology_.register_host(made.host);

    std::vector<const Daemon*> running;
    for (Daemon& daemon : daemons)
      if (!daemon.claims_devices() && daemon.runs_on(taints, full)) running.push_back(&daemon);
    AmountRow outstanding, room;
    outstanding.add(to_amounts(requests_of(running), columns_));
    room.add(to_amounts(one.allocatable(), columns_));
    const kube::ResourceList allocatable = one.allocatable();
    for (const Pod* pod : one.pods) {
      const Amounts requests = to_amounts(pod->requests, columns_);
      if (pod->of_daemon_set) outstanding.subtract(requests);
      for (const auto& [column, amount] : requests)  // a resource the node does not have stays at zero
        if (allocatable.contains(columns_.name(column))) room.subtract({{column, amount}});
      const HostPorts ports = host_ports(pod->pod.spec);
      made.ports.insert(made.ports.end(), ports.begin(), ports.end());
    }
    for (std::uint32_t column = 0; column < columns_.size(); ++column)
      if (outstanding[column] > 0 && allocatable.contains(columns_.name(column)))
        room.subtract({{column, outstanding[column]}});
    made.remaining = room;
    if (one.node) made.volumes = VolumeUsage(one.node->volume_limits);
    for (const Pod* pod : one.pods)
      if (const auto volumes = storage_.attached(pod->pod)) made.volumes.add(*volumes);
  }
  std::stable_sort(existing_.begin(), existing_.end(), [](const ExistingNode& a, const ExistingNode& b) {
    if (a.state->is_initialized() != b.state->is_initialized()) return a.state->is_initialized();
    return a.state->name() < b.state->name();
  });
}

void Scheduler::set_limits(const std::vector<StateNode>& state) {
  std::unordered_map<std::string, kube::ResourceList> used;
  for (const StateNode& one : state) {
    if (one.is_leaving()) continue;
    if (const auto pool = one.labels().find(labels::kNodePool); pool != one.labels().end())
      kube::add(used[pool->second], one.capacity());
  }
  for (const NodeTemplate& one : templates_) {
    const kube::NodePool& pool = one.pool().pool;
    Limit& limit = limits_.emplace_back();
    for (const auto& [resource, quantity] : pool.limits) {
      Amount left = to_amount(quantity);
      if (const auto found = used[pool.object.name].find(resource); found != used[pool.object.name].end())
        left -= to_amount(found->second);
      limit.remaining.emplace_back(columns_.intern(resource), left);
    }
  }
  for (std::uint32_t t = 0; t < templates_.size(); ++t) weigh_limit(t);
}

}  // namespace slipway::karpenter
