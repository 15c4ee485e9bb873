// Why a pool makes no node for a pod: asks again what was refused, check by check in Karpenter's order.
#include <algorithm>

#include "decide/karpenter/scheduler.h"
#include "decide/karpenter/well_known.h"

namespace slipway::karpenter {
namespace {

/// Of resources in both the smaller amount; what only one has is left out.
kube::ResourceList least_of(const kube::ResourceList& a, const kube::ResourceList& b) {
  kube::ResourceList out;
  for (const auto& [resource, quantity] : a)
    if (const auto other = b.find(resource); other != b.end())
      out.emplace(resource, other->second < quantity ? other->second : quantity);
  return out;
}

}  // namespace

/// REQUIRES: its limits are used up.
void Scheduler::explain_limit(std::uint32_t node_template, PoolRefusal& out) const {
  const NodeTemplate& of = templates_[node_template];
  const Limit& limit = limits_[node_template];
  out.pool = of.pool().pool.object.name;
  out.kind = *limit.spent;
  out.types.losses.over_limit = of.slots() - limit.eligible.count();
}

/// What a pod asks for that a node to be has otherwise, of a pod that names no host: which host it is does not matter,
/// only that it has a name.
const std::vector<RequirementConflict>& Scheduler::conflicts_on_new_node(SetId node, SetId pod) {
  const auto [at, is_new] = conflicts_.try_emplace({node, pod});
  if (is_new)
    at->second =
        sets_.conflicts(sets_.with(node, exists(symbols_.intern(labels::kHostname))), pod, Undefined::WellKnownAllowed);
  return at->second;
}

PoolRefusal Scheduler::explain(std::uint32_t node_template, HostId host, const QueuedPod& pod, Shape& shape,
                               Level& level) {
  NodeTemplate& of = templates_[node_template];
  const Bits& eligible = limits_[node_template].eligible;
  PoolRefusal out;
  out.pool = of.pool().pool.object.name;
  for (const kube::Taint& taint : of.taints())
    if (!kube::tolerates_any(level.constraints.tolerations, taint, kube::ComparisonOperators::On))
      out.taints.push_back(taint);
  if (!out.taints.empty()) {
    out.kind = PoolRefusal::Kind::Taints;
    return out;
  }
  if (!level.required.host) out.conflicts = conflicts_on_new_node(of.requirements(), level.required.full);
  SetId full = SetId::Empty;
  if (out.conflicts.empty()) {
    full = sets_.with(of.requirements(), one_of(symbols_.intern(labels::kHostname), {hosts_.symbol(host, symbols_)}));
    if (level.required.host) out.conflicts = sets_.conflicts(full, level.required.full, Undefined::WellKnownAllowed);
  }
  if (!out.conflicts.empty()) {
    out.kind = PoolRefusal::Kind::Requirements;
    return out;
  }
  const SetId base = sets_.merged(full, level.required.full);
  std::vector<const NodeTerms*> alternatives;
  for (const NodeTerms& one : shape.volume_alternatives) alternatives.push_back(&one);
  if (alternatives.empty()) alternatives.push_back(nullptr);
  for (const NodeTerms* volumes : alternatives)
    if (auto refusal = explain_alternative(of, base, eligible, host, pod, shape, level, volumes)) {
      refusal->pool = out.pool;
      out = *std::move(refusal);
    }
  return out;
}

std::optional<PoolRefusal> Scheduler::explain_alternative(NodeTemplate& of, SetId base, const Bits& eligible,
                                                          HostId host, const QueuedPod& pod, Shape& shape, Level& level,
                                                          const NodeTerms* volumes) {
  PoolRefusal out;
  SetId full = base;
  if (volumes) {
    out.conflicts = sets_.conflicts(full, volumes->full, Undefined::WellKnownAllowed);
    if (!out.conflicts.empty()) {
      out.kind = PoolRefusal::Kind::VolumeRequirements;
      return out;
    }
    full = sets_.merged(full, volumes->full);
  }
  SetId domains = full;
  if (!explain_topology(full, host, shape, level, domains, out)) return out;
  out.conflicts = sets_.conflicts(full, domains, Undefined::WellKnownAllowed);
  if (!out.conflicts.empty()) {
    out.kind = PoolRefusal::Kind::TopologyRequirements;
    return out;
  }
  const SetId set = sets_.without(sets_.merged(full, domains), symbols_.intern(labels::kHostname));
  return explain_types(of, set, eligible, pod, shape);
}

bool Scheduler::explain_topology(SetId full, HostId host, Shape& shape, Level& level, SetId& narrowed_full,
                                 PoolRefusal& out) {
  const auto ask = [&](const TopologyGroup& group, bool selects_itself) {
    const Symbol key = group.rule().key;
    const Requirement *pod = sets_.find(level.strict.full, key), *node = sets_.find(full, key);
    Requirement chosen = does_not_exist(key);
    if (!group.rule().is_host)
      chosen = group.domains_for(selects_itself, pod, node);
    else if (group.allows_host(host, selects_itself,
                               [&](HostId other) { return terms_allow_host(level.strict, other); }))
      chosen = one_of(key, {hosts_.symbol(host, symbols_)});
    if (!chosen.values.empty()) {
      narrowed_full = sets_.with(narrowed_full, chosen);
      return true;
    }
    const auto shown = [&](const Requirement* domains) {
      return to_string(domains ? *domains : exists(group.rule().read_key), symbols_);
    };
    out.kind = PoolRefusal::Kind::Topology;
    out.topology = {std::string(to_string(group.rule().type)), symbols_.text(key), topology_.counts_text(group),
                    shown(pod), shown(node)};
    return false;
  };
  for (GroupId id : level.groups)
    if (!ask(topology_.group(id), topology_.selects(id, shape.labels))) return false;
  for (GroupId id : topology_.inverse_selecting(shape.labels))
    if (!ask(topology_.inverse(id), true)) return false;
  return true;
}

PoolRefusal Scheduler::explain_types(NodeTemplate& of, SetId set, const Bits& eligible, const QueuedPod& pod,
                                     const Shape& shape) {
  PoolRefusal out;
  PoolRefusal::TypeFacts& facts = out.types;
  TypeLosses& losses = facts.losses;
  losses.over_limit = of.slots() - eligible.count();
  facts.requirements = sets_.to_string(set);
  facts.requests = cluster_.pods[pod.index].requests;
  std::vector<Slot> left;
  for (const DaemonGroup& group : of.groups()) {
    Bits slots = group.slots;
    slots &= eligible;
    if (clash(shape.ports, group.ports)) {
      losses.port_taken += slots.count();
      continue;
    }
    if (!group.overhead.empty()) {
      const bool first = facts.most_daemons.empty();
      facts.least_daemons = first ? group.overhead : least_of(facts.least_daemons, group.overhead);
      kube::raise_to(facts.most_daemons, group.overhead);
    }
    const Amounts overhead = to_amounts(group.overhead, columns_);
    slots.for_each([&](std::size_t s) {
      const auto slot = static_cast<Slot>(s);
      const TypeFacts& type = of.type(slot);
      const bool meets = of.meeting(set).test(s), offered = of.offered(set).test(s);
      bool room = std::all_of(type.allocatable.begin(), type.allocatable.end(),
                              [](const auto& one) { return one.second >= 0; });
      std::vector<std::uint32_t> lacking;
      for (const Amounts* wanted : {&pod.requests, &overhead})
        for (const auto& [column, amount] : *wanted) {
          const Amount total = amount_of(pod.requests, column) + amount_of(overhead, column);
          if (total > amount_of(type.allocatable, column)) lacking.push_back(column);
        }
      room = room && lacking.empty();
      const bool fits = room && offered;  // Karpenter asks for room only where there is an offering
      ++losses.considered;
      losses.unmet_requirements += meets ? 0 : 1;
      losses.too_small += room ? 0 : 1;
      losses.no_offering += offered ? 0 : 1;
      std::sort(lacking.begin(), lacking.end());
      lacking.erase(std::unique(lacking.begin(), lacking.end()), lacking.end());
      for (std::uint32_t column : lacking) ++losses.by_resource[columns_.name(column)];
      if (!meets)
        for (RequirementId one : sets_.members(set)) {
          const auto says = sets_.find_id(type.requirements, sets_.at(one).key);
          if (says && sets_.conflicting(*says, one)) ++losses.by_requirement[symbols_.text(sets_.at(one).key)];
        }
      facts.some_meets |= meets;
      facts.some_fits |= fits;
      facts.some_offered |= offered;
      facts.only_offering_lacks |= meets && fits && !offered;
      facts.only_room_lacks |= meets && offered && !fits;
      facts.only_requirements_lack |= fits && offered && !meets;
      if (meets && fits && offered) left.push_back(slot);
    });
  }
  out.kind = PoolRefusal::Kind::Types;
  if (left.empty()) return out;
  const auto check = of.check_min_values(set, left);
  if (sets_.has_min_values(set) && !check.ok() && options_.min_values_policy == MinValuesPolicy::Strict) {
    out.kind = PoolRefusal::Kind::MinValues;
    facts.short_keys = check.short_keys;
    return out;
  }
  out.kind = PoolRefusal::Kind::ReservedUnavailable;
  return out;
}

}  // namespace slipway::karpenter
