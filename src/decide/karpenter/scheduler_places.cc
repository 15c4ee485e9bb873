// Where one pod can go: nodes that exist, claims in flight, a new claim.
#include <algorithm>

#include "decide/karpenter/scheduler.h"
#include "decide/karpenter/waiting.h"

namespace slipway::karpenter {

bool Scheduler::tolerates(Level& level, std::uint32_t taints) {
  if (level.tolerates.size() <= taints) level.tolerates.resize(taint_lists_.size(), 0);
  std::int8_t& known = level.tolerates[taints];
  if (known == 0)
    known = kube::first_untolerated(taint_lists_[taints], level.constraints.tolerations, kube::ComparisonOperators::On)
                ? -1
                : 1;
  return known == 1;
}

bool Scheduler::is_meant_for(Level& level, std::uint32_t node_template) {
  return tolerates(level, template_taints_[node_template]) &&
         sets_.compatible(templates_[node_template].requirements(), level.required.set, Undefined::WellKnownAllowed);
}

std::optional<SetId> Scheduler::narrowed(ContextId id, Level& level, const NodeTerms* volumes) {
  const Context place = contexts_[id];
  if (!tolerates(level, place.taints)) return std::nullopt;
  if (!sets_.compatible(place.set, level.required.set, place.undefined)) return std::nullopt;
  SetId set = sets_.merged(place.set, level.required.set);
  if (volumes) {
    if (!sets_.compatible(set, volumes->set, place.undefined)) return std::nullopt;
    set = sets_.merged(set, volumes->set);
  }
  SetId domains = set;
  const auto narrow = [&](const TopologyGroup& group, bool selects_itself) {
    const Symbol key = group.rule().key;
    const Requirement chosen =
        group.domains_for(selects_itself, sets_.find(level.strict.set, key), sets_.find(set, key));
    if (chosen.values.empty()) return false;
    domains = sets_.with(domains, chosen);
    return true;
  };
  for (const OwnedGroup& owned : level.domain_groups)
    if (!narrow(*owned.group, owned.selects_itself)) return std::nullopt;
  for (const TopologyGroup* closed : domains_closed_)
    if (!narrow(*closed, true)) return std::nullopt;
  if (domains == set) return set;
  if (!sets_.compatible(set, domains, place.undefined)) return std::nullopt;
  return sets_.merged(set, domains);
}

std::optional<SetId> Scheduler::narrowed_remembered(ContextId id, Level& level) {
  if (remembered_[id].attempt != attempt_) {
    const auto set = narrowed(id, level, nullptr);
    remembered_[id] = {attempt_, set};
    if (!set) classes_.refuse(id);
  }
  return remembered_[id].set;
}

bool Scheduler::terms_allow_host(const NodeTerms& terms, HostId host) {
  return !terms.host || terms.host->has(hosts_.symbol(host, symbols_), symbols_);
}

void Scheduler::begin_attempt(Shape& shape) {
  ++attempt_;
  classes_.begin_attempt();
  domains_closed_.clear();
  hosts_closed_.clear();
  for (GroupId id : topology_.inverse_selecting(shape.labels)) {
    const TopologyGroup& group = topology_.inverse(id);
    (group.rule().is_host ? hosts_closed_ : domains_closed_).push_back(&group);
  }
}

bool Scheduler::host_allowed(const Level& level, const NodeTerms* volumes, HostId host) {
  const auto pod_allows = [&](HostId other) { return terms_allow_host(level.strict, other); };
  for (const OwnedGroup& owned : level.host_groups)
    if (!owned.group->allows_host(host, owned.selects_itself, pod_allows)) return false;
  for (const TopologyGroup* closed : hosts_closed_)
    if (closed->host_count(host) > 0) return false;
  return terms_allow_host(level.required, host) && (!volumes || terms_allow_host(*volumes, host));
}

bool Scheduler::add_to_existing(std::uint32_t queued, Shape& shape, Level& level) {
  if (!shape.attached) return false;
  const QueuedPod& pod = pods_[queued];
  for (ExistingNode& node : existing_) {
    if (!node.remaining.fits(pod.requests) || node.volumes.exceeded_with(*shape.attached) ||
        clash(shape.ports, node.ports))
      continue;
    std::optional<SetId> set;
    const auto attempt = [&](const NodeTerms* volumes) {
      if (!host_allowed(level, volumes, node.host)) return;
      set = volumes ? narrowed(node.context, level, volumes) : narrowed_remembered(node.context, level);
    };
    if (shape.volume_alternatives.empty()) attempt(nullptr);
    for (const NodeTerms& volumes : shape.volume_alternatives)
      if (!set) attempt(&volumes);
    if (!set) continue;
    node.pods.push_back(queued);
    node.remaining.subtract(pod.requests);
    node.set = *set;
    node.context = context(node.taints, *set, Undefined::Refused);
    node.ports.insert(node.ports.end(), shape.ports.begin(), shape.ports.end());
    node.volumes.add(*shape.attached);
    topology_.record(shape.labels, shape.inverse_groups, taint_lists_[node.taints], node.set, node.host);
    return true;
  }
  return false;
}

Scheduler::Answer Scheduler::reserve(const Claim& claim, NodeTemplate& of, Fit& fit) {
  if (!options_.reserved_capacity || !of.has_reserved_offers()) return Answer::Yes;
  bool some_agree = false;
  fit.types.for_each([&](std::size_t slot) {
    for (const auto& offer : of.type(static_cast<Slot>(slot)).offers) {
      if (!offer.reserved || !offer.offering->available) continue;
      if (!sets_.compatible(fit.set, offer.requirements, Undefined::WellKnownAllowed)) continue;
      some_agree = true;
      if (reservations_.can_reserve(*offer.offering, claim.reserved)) fit.reserved.push_back(offer.offering);
    }
  });
  if (options_.reserved_mode == ReservedMode::Fallback || !fit.reserved.empty()) return Answer::Yes;
  return some_agree || !claim.reserved.empty() ? Answer::NoReservation : Answer::Yes;
}

Scheduler::Answer Scheduler::fits(const Claim& claim, const QueuedPod& pod, const Shape& shape, SetId set,
                                  bool relax_min_values, Fit& fit) {
  NodeTemplate& of = templates_[claim.node_template];
  fit = {set, claim.types, {}, false};
  if (set != claim.set || claim.pods.empty()) fit.types &= of.agreeing(set);
  for (const auto& [column, amount] : pod.requests) fit.types &= of.with_room(column, claim.requests[column] + amount);
  if (!shape.ports.empty()) {
    if (clash(shape.ports, claim.ports)) return Answer::No;
    for (const DaemonGroup& group : of.groups())
      if (clash(shape.ports, group.ports)) fit.types.remove(group.slots);
  }
  if (!fit.types.any()) return Answer::No;
  if (sets_.has_min_values(set)) {
    std::vector<Slot> left;
    fit.types.for_each([&](std::size_t slot) { left.push_back(static_cast<Slot>(slot)); });
    const auto check = of.check_min_values(set, left);
    if (!check.ok() && !relax_min_values) return Answer::No;
    for (const auto& [key, count] : check.short_keys) {
      Requirement lowered = *sets_.find(set, symbols_.intern(key));
      lowered.min_values = count;
      fit.set = sets_.replaced(fit.set, lowered);
      fit.min_values_relaxed = true;
    }
  }
  return reserve(claim, of, fit);
}

Scheduler::Answer Scheduler::fits(const Claim& claim, const QueuedPod& pod, Shape& shape, Level& level,
                                  bool relax_min_values, Fit& fit) {
  if (shape.volume_alternatives.empty()) {
    if (!host_allowed(level, nullptr, claim.host)) return Answer::No;
    const auto set = narrowed_remembered(claim.context, level);
    return set ? fits(claim, pod, shape, *set, relax_min_values, fit) : Answer::No;
  }
  Answer answer = Answer::No;  // of the last alternative when none will do
  for (const NodeTerms& volumes : shape.volume_alternatives) {
    answer = Answer::No;
    if (!host_allowed(level, &volumes, claim.host)) continue;
    if (const auto set = narrowed(claim.context, level, &volumes))
      answer = fits(claim, pod, shape, *set, relax_min_values, fit);
    if (answer == Answer::Yes) break;
  }
  return answer;
}

void Scheduler::place(std::uint32_t id, std::uint32_t queued, const Shape& shape, Fit&& fit) {
  Claim& claim = claims_[id];
  NodeTemplate& of = templates_[claim.node_template];
  claim.pods.push_back(queued);
  if (fit.set != claim.set || claim.pods.size() == 1) {
    claim.set = fit.set;
    claim.context = context(template_taints_[claim.node_template], fit.set, Undefined::WellKnownAllowed);
    heads_[id].context = claim.context;
  }
  std::swap(claim.types, fit.types);
  claim.requests.add(pods_[queued].requests);
  Amount* room = &rooms_[id * columns_.size()];
  for (std::uint32_t column = 0; column < columns_.size(); ++column)
    if (is_asked_for_[column]) room[column] = of.largest_room(column, claim.types) - claim.requests[column];
  claim.ports.insert(claim.ports.end(), shape.ports.begin(), shape.ports.end());
  topology_.register_host(claim.host);
  topology_.record(shape.labels, shape.inverse_groups, of.taints(), claim.set, claim.host);
  if (claim.reserved.empty() && fit.reserved.empty()) return;
  reservations_.exchange(claim.reserved, fit.reserved);
  claim.reserved = std::move(fit.reserved);
}

/// Whether any type that the claim has left could take so much more; each resource alone.
bool Scheduler::has_room(std::uint32_t claim, const QueuedPod& pod) const {
  const Amount* room = &rooms_[claim * columns_.size()];
  for (const auto& [column, amount] : pod.requests)
    if (amount > room[column]) return false;
  return true;
}

bool Scheduler::is_every_claim_closed(const Level& level) const {
  const auto closes_all = [&](const TopologyGroup& group) {
    return group.rule().type == TopologyType::AntiAffinity && group.populated_claims() == claims_.size();
  };
  return std::any_of(level.host_groups.begin(), level.host_groups.end(),
                     [&](const OwnedGroup& owned) { return closes_all(*owned.group); }) ||
         std::any_of(hosts_closed_.begin(), hosts_closed_.end(), [&](const auto* group) { return closes_all(*group); });
}

bool Scheduler::add_to_claim(std::uint32_t queued, Shape& shape, Level& level) {
  if (is_every_claim_closed(level)) return false;
  const QueuedPod& pod = pods_[queued];
  const bool is_remembered = shape.volume_alternatives.empty();
  const bool asks_for_hosts = !level.host_groups.empty() || !hosts_closed_.empty() || level.required.host;
  constexpr ClaimOrder::ClassSet kNone = 0;
  Fit fit;
  return order_.first(is_remembered ? classes_.refused() : kNone, [&](std::size_t position, std::uint32_t id) {
    const Head head = heads_[id];
    if (is_remembered) {
      const Remembered& answer = remembered_[head.context];
      if (answer.attempt == attempt_ && !answer.set) return false;
      if (asks_for_hosts && !host_allowed(level, nullptr, head.host)) return false;
    }
    if (!has_room(id, pod) || fits(claims_[id], pod, shape, level, false, fit) != Answer::Yes) return false;
    place(id, queued, shape, std::move(fit));
    order_.grew(position, classes_.of(claims_[id].context));
    return true;
  });
}

void Scheduler::weigh_limit(std::uint32_t node_template) {
  NodeTemplate& of = templates_[node_template];
  Limit& limit = limits_[node_template];
  limit.eligible = Bits(of.slots(), true);
  bool no_node_left = false;
  for (const auto& [column, left] : limit.remaining) {
    no_node_left |= column == nodes_column_ && left == 0;
    limit.eligible.remove(of.with_more_capacity(column, left));
  }
  if (no_node_left)
    limit.spent = PoolRefusal::Kind::NodeLimit;
  else if (!limit.eligible.any())
    limit.spent = PoolRefusal::Kind::ResourceLimit;
}

Scheduler::Outcome Scheduler::add_to_new_claim(std::uint32_t queued, Shape& shape, Level& level, bool explain_it,
                                               PodRefusal& refusal) {
  const QueuedPod& pod = pods_[queued];
  const bool relax_min_values = options_.min_values_policy == MinValuesPolicy::BestEffort;
  refusal.kind = PodRefusal::Kind::Pools;
  refusal.pools.clear();
  struct Refused {
    std::uint32_t node_template;
    std::uint32_t placeholder;  // the number of the host name; 0: its limits are used up
  };
  std::vector<Refused> refused;
  const bool is_asked = options_.explain_each || !explained_.contains({pod.shape, pod.requests});
  const auto explain_all = [&] {
    if (!options_.explain_each) explained_.emplace(pod.shape, pod.requests);
    if (is_brief_ && !level.required.host && refused.size() > kMostHeard) {
      std::stable_partition(refused.begin(), refused.end(), [&](const Refused& one) {
        return one.placeholder == 0 || is_meant_for(level, one.node_template);
      });
      refused.resize(kMostHeard);
    }
    refusal.pools.reserve(refused.size());
    for (const Refused& one : refused) {
      PoolRefusal& made = refusal.pools.emplace_back();
      if (one.placeholder == 0)
        explain_limit(one.node_template, made);
      else
        made = explain(one.node_template, hosts_.placeholder(one.placeholder), pod, shape, level);
    }
  };
  for (std::uint32_t t = 0; t < templates_.size(); ++t) {
    NodeTemplate& of = templates_[t];
    Limit& limit = limits_[t];
    if (limit.spent) {
      if (is_asked) refused.push_back({t, 0});
      continue;
    }
    ++placeholders_;
    // Most pools refuse most pods by what they say of themselves, whatever node they would make.
    if (shape.volume_alternatives.empty() && !narrowed_remembered(template_contexts_[t], level)) {
      if (is_asked) refused.push_back({t, placeholders_});
      continue;
    }
    Claim claim;
    claim.node_template = t;
    claim.context = template_contexts_[t];
    claim.set = of.requirements();
    claim.host = hosts_.placeholder(placeholders_);
    claim.types = limit.eligible;
    claim.types &= of.sound();
    Fit fit;
    const Answer answer = fits(claim, pod, shape, level, relax_min_values, fit);
    if (answer != Answer::Yes) {
      if (is_asked) refused.push_back({t, placeholders_});
      if (answer == Answer::No) continue;
      explain_all();
      return Outcome::Final;
    }
    min_values_relaxed_[t] = fit.min_values_relaxed;
    const auto id = static_cast<std::uint32_t>(claims_.size());
    heads_.push_back({claim.context, claim.host});
    rooms_.resize(rooms_.size() + columns_.size());
    claims_.push_back(std::move(claim));
    place(id, queued, shape, std::move(fit));
    for (auto& [column, left] : limit.remaining) left -= of.largest_capacity(column, claims_[id].types);
    weigh_limit(t);
    order_.append(id, classes_.of(claims_[id].context));
    return Outcome::Placed;
  }
  if (explain_it && is_asked) explain_all();
  return Outcome::Refused;
}

}  // namespace slipway::karpenter
