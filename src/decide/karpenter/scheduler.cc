#include "decide/karpenter/scheduler.h"

#include <algorithm>
#include <numeric>

#include "decide/karpenter/go_sort.h"
#include "decide/karpenter/well_known.h"

namespace slipway::karpenter {
namespace {

constexpr auto kGate = kube::ComparisonOperators::On;

Amount amount_of(const Amounts& amounts, std::uint32_t column) {
  for (const auto& [other, amount] : amounts)
    if (other == column) return amount;
  return 0;
}

}  // namespace

std::vector<const Claim*> Scheduler::claims() const {
  std::vector<const Claim*> out;
  for (std::size_t i = 0; i < order_.size(); ++i) out.push_back(&claims_[order_[i]]);
  return out;
}

/// Largest first; then the oldest, then by UID. A pod that fails goes to the end and gets another try as long as the
/// queue has become shorter since its last one.
void Scheduler::run() {
  struct Entry {
    Amount cpu, memory;
    const Pod* pod;
    std::uint32_t queued;
  };
  constexpr std::uint32_t kCpu = 0, kMemory = 1;  // interned first
  std::vector<Entry> sorted;
  for (std::uint32_t i = 0; i < pods_.size(); ++i)
    sorted.push_back(
        {amount_of(pods_[i].requests, kCpu), amount_of(pods_[i].requests, kMemory), &cluster_.pods[pods_[i].index], i});
  go_sort(sorted, [](const Entry& a, const Entry& b) {
    if (a.cpu != b.cpu) return a.cpu > b.cpu;
    if (a.memory != b.memory) return a.memory > b.memory;
    if (a.pod->created != b.pod->created) return a.pod->created < b.pod->created;
    return a.pod->uid < b.pod->uid;
  });
  std::vector<std::uint32_t> queue;
  for (const Entry& one : sorted) queue.push_back(one.queued);
  std::vector<std::size_t> last_length(pods_.size(), 0);
  std::vector<std::optional<PodRefusal>> refused(pods_.size());
  for (std::size_t head = 0; head < queue.size();) {
    const std::uint32_t queued = queue[head];
    if (last_length[queued] == queue.size() - head) break;  // a whole round without progress
    ++head;
    PodRefusal refusal;
    if (try_pod(queued, refusal) == Outcome::Placed) {
      refused[queued].reset();
      continue;
    }
    refused[queued] = std::move(refusal);
    queue.push_back(queued);
    last_length[queued] = queue.size() - head;
  }
  for (const Entry& one : sorted)
    if (refused[one.queued]) refusals_.emplace_back(one.queued, std::move(*refused[one.queued]));
}

/// Whether the shape can give up something more after `level`; makes what comes of it.
bool Scheduler::has_next_level(Shape& shape, std::size_t level) {
  if (level + 1 < shape.levels.size()) return true;
  if (shape.is_exhausted) return false;
  auto constraints = relaxed(shape.levels[level].constraints, soft_taints_);
  shape.is_exhausted = !constraints;
  if (constraints) add_level(shape, *std::move(constraints));
  return !shape.is_exhausted;
}

/// Gives up one wish after another until the pod finds a place; the next try starts with all of them again.
Scheduler::Outcome Scheduler::try_pod(std::uint32_t queued, PodRefusal& refusal) {
  Shape& shape = shapes_[pods_[queued].shape];
  if (shape.claims_devices) {
    refusal.kind = PodRefusal::Kind::DeviceClaims;
    return Outcome::Final;
  }
  for (std::size_t level = 0;; ++level) {
    const bool last = !has_next_level(shape, level);
    const Outcome outcome = add(queued, shape, shape.levels[level], last, refusal);
    if (outcome == Outcome::Refused && !last) {
      shape.is_known_to_topology = true;
      make_groups(shape, shape.levels[level + 1]);
      continue;
    }
    if (outcome != Outcome::Placed) {
      shape.is_known_to_topology = true;
      make_groups(shape, shape.levels.front());
    }
    return outcome;
  }
}

Scheduler::Outcome Scheduler::add(std::uint32_t queued, Shape& shape, Level& level, bool explain, PodRefusal& refusal) {
  begin_attempt(shape);
  if (add_to_existing(queued, shape, level)) return Outcome::Placed;
  order_.sort();
  if (add_to_claim(queued, shape, level)) return Outcome::Placed;
  if (templates_.empty()) {
    refusal.kind = PodRefusal::Kind::NoTemplates;
    return Outcome::Refused;
  }
  return add_to_new_claim(queued, shape, level, explain, refusal);
}

bool Scheduler::tolerates(Level& level, std::uint32_t taints) {
  if (level.tolerates.size() <= taints) level.tolerates.resize(taint_lists_.size(), 0);
  std::int8_t& known = level.tolerates[taints];
  if (known == 0) known = kube::first_untolerated(taint_lists_[taints], level.constraints.tolerations, kGate) ? -1 : 1;
  return known == 1;
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
  }
  return remembered_[id].set;
}

bool Scheduler::terms_allow_host(const NodeTerms& terms, HostId host) {
  return !terms.host || terms.host->has(hosts_.symbol(host, symbols_), symbols_);
}

void Scheduler::begin_attempt(Shape& shape) {
  ++attempt_;
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

bool Scheduler::add_to_claim(std::uint32_t queued, Shape& shape, Level& level) {
  const QueuedPod& pod = pods_[queued];
  const bool is_remembered = shape.volume_alternatives.empty();
  Fit fit;
  for (std::size_t i = 0; i < order_.size(); ++i) {
    const std::uint32_t id = order_[i];
    const Head head = heads_[id];
    if (is_remembered) {
      const Remembered& answer = remembered_[head.context];
      if (answer.attempt == attempt_ && !answer.set) continue;
      if (!host_allowed(level, nullptr, head.host)) continue;
    }
    if (!has_room(id, pod) || fits(claims_[id], pod, shape, level, false, fit) != Answer::Yes) continue;
    place(id, queued, shape, std::move(fit));
    order_.grew(i);
    return true;
  }
  return false;
}

Scheduler::Outcome Scheduler::add_to_new_claim(std::uint32_t queued, Shape& shape, Level& level, bool explain_it,
                                               PodRefusal& refusal) {
  const QueuedPod& pod = pods_[queued];
  const bool relax_min_values = options_.min_values_policy == MinValuesPolicy::BestEffort;
  refusal = {};
  for (std::uint32_t t = 0; t < templates_.size(); ++t) {
    NodeTemplate& of = templates_[t];
    Limit& limit = limits_[t];
    Bits eligible(of.slots(), true);
    bool node_limit = false;
    for (const auto& [column, left] : limit.remaining) {
      node_limit |= column == nodes_column_ && left == 0;
      eligible.remove(of.with_more_capacity(column, left));
    }
    if (node_limit || !eligible.any()) {
      PoolRefusal& one = refusal.pools.emplace_back();
      one.pool = of.pool().pool.object.name;
      one.kind = node_limit ? PoolRefusal::Kind::NodeLimit : PoolRefusal::Kind::ResourceLimit;
      one.types.losses.over_limit = of.slots() - eligible.count();
      continue;
    }
    Claim claim;
    claim.node_template = t;
    claim.context = template_contexts_[t];
    claim.set = of.requirements();
    claim.host = hosts_.placeholder(++placeholders_);
    claim.types = eligible;
    claim.types &= of.sound();
    Fit fit;
    const Answer answer = fits(claim, pod, shape, level, relax_min_values, fit);
    if (answer == Answer::Yes) {
      min_values_relaxed_[t] = fit.min_values_relaxed;
      const auto id = static_cast<std::uint32_t>(claims_.size());
      heads_.push_back({claim.context, claim.host});
      rooms_.resize(rooms_.size() + columns_.size());
      claims_.push_back(std::move(claim));
      place(id, queued, shape, std::move(fit));
      for (auto& [column, left] : limit.remaining) left -= of.largest_capacity(column, claims_[id].types);
      order_.append(id);
      return Outcome::Placed;
    }
    if (explain_it || answer == Answer::NoReservation)
      refusal.pools.push_back(explain(t, eligible, claim.host, pod, shape, level));
    if (answer == Answer::NoReservation) return Outcome::Final;
  }
  return Outcome::Refused;
}

}  // namespace slipway::karpenter
