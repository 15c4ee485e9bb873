#include "decide/karpenter/claim_writer.h"

#include <algorithm>
#include <limits>
#include <set>
#include <string_view>
#include <tuple>

#include "decide/karpenter/go_sort.h"
#include "decide/karpenter/well_known.h"

namespace slipway::karpenter {
namespace {

constexpr std::size_t kMostTypes = 600;
constexpr std::string_view kMinValuesRelaxed = "karpenter.sh/nodeclaim-min-values-relaxed";

bool is_simulated(std::string_view key) { return key == labels::kRegistered || key == labels::kInitialized; }

}  // namespace

SetId ClaimWriter::pinned_to_reservations(const Claim& claim) const {
  if (claim.reserved.empty()) return claim.set;
  Symbols& symbols = sets_.symbols();
  std::vector<Symbol> ids;
  for (const Offering* one : claim.reserved) ids.push_back(symbols.intern(one->reservation_id));
  const SetId reserved =
      sets_.replaced(claim.set, one_of(symbols.intern(labels::kCapacityType), {symbols.intern("reserved")}));
  return sets_.with(reserved, one_of(symbols.intern(labels::kReservationId), std::move(ids)));
}

const std::vector<double>& ClaimWriter::prices(const Claim& claim, SetId set) {
  NodeTemplate& of = scheduler_.node_template(claim.node_template);
  const auto [at, is_new] = prices_.try_emplace({claim.node_template, of.said_of_offers(set)});
  if (!is_new) return at->second;
  for (Slot slot = 0; slot < of.slots(); ++slot) {
    double least = std::numeric_limits<double>::max();
    for (const auto& offer : of.type(slot).offers)
      if (offer.offering->available && offer.offering->price < least &&
          sets_.compatible(set, offer.requirements, Undefined::WellKnownAllowed))
        least = offer.offering->price;
    at->second.push_back(least);
  }
  return at->second;
}

const ClaimWriter::Ranked& ClaimWriter::by_price(const Claim& claim, SetId set) {
  NodeTemplate& of = scheduler_.node_template(claim.node_template);
  const auto [at, is_new] = rankings_.try_emplace({claim.node_template, of.said_of_offers(set), claim.types.words()});
  if (!is_new) return at->second;
  Ranked& out = at->second;
  claim.types.for_each([&](std::size_t slot) { out.types.push_back(static_cast<Slot>(slot)); });
  const std::vector<double>& price = prices(claim, set);
  go_sort(out.types, [&](Slot a, Slot b) { return price[a] < price[b]; });
  if (out.types.size() > kMostTypes) out.types.resize(kMostTypes);
  out.capacity_types = capacity_types(of, out.types, set);
  return out;
}

std::vector<std::string> ClaimWriter::capacity_types(NodeTemplate& of, const std::vector<Slot>& types,
                                                     SetId set) const {
  std::set<std::string> out;
  for (Slot slot : types)
    for (const auto& offer : of.type(slot).offers)
      if (offer.offering->available && !out.contains(offer.offering->capacity_type) &&
          sets_.compatible(set, offer.requirements, Undefined::WellKnownAllowed))
        out.insert(offer.offering->capacity_type);
  return {out.begin(), out.end()};
}

/// Of daemons the least that any group of types still in question needs. A group without daemons only counts when no
/// group with some comes after it: so it is there.
kube::ResourceList ClaimWriter::requests(const Claim& claim, NodeTemplate& of) const {
  kube::ResourceList out, least;
  for (std::uint32_t queued : claim.pods)
    kube::add(out, scheduler_.cluster().pods[scheduler_.pod(queued).index].requests);
  for (const DaemonGroup& group : of.groups()) {
    if (!intersect(group.slots, claim.types)) continue;
    if (least.empty()) {
      least = group.overhead;
      continue;
    }
    std::erase_if(least, [&](const auto& one) { return !group.overhead.contains(one.first); });
    for (auto& [resource, quantity] : least)
      if (const auto& other = group.overhead.find(resource)->second; other < quantity) quantity = other;
  }
  kube::add(out, least);
  return out;
}

std::vector<ClaimRequirement> ClaimWriter::requirements(SetId set) const {
  const Symbols& symbols = sets_.symbols();
  std::vector<ClaimRequirement> out;
  const Requirement* types = sets_.find(set, sets_.symbols().intern(labels::kInstanceType));
  out.push_back({std::string(labels::kInstanceType), "In", {}, types ? types->min_values : std::nullopt});
  for (RequirementId id : sets_.members(set)) {
    const Requirement& one = sets_.at(id);
    const std::string& key = symbols.text(one.key);
    if (is_simulated(key) || key == labels::kInstanceType) continue;
    const auto add = [&](std::string_view op, std::vector<std::string> values) {
      out.push_back({key, std::string(op), std::move(values), one.min_values});
    };
    if (one.gte) add("Gte", {std::to_string(*one.gte)});
    if (one.lte) add("Lte", {std::to_string(*one.lte)});
    if (one.gte || one.lte) continue;  // exclusions beside bounds are lost, as in Karpenter
    std::vector<std::string> values;
    for (Symbol value : symbols.sorted(one.values)) values.push_back(symbols.text(value));
    add(to_string(one.op()), std::move(values));
  }
  std::sort(out.begin(), out.end(), [](const ClaimRequirement& a, const ClaimRequirement& b) {
    return std::tie(a.key, a.op) < std::tie(b.key, b.op);
  });
  return out;
}

void ClaimWriter::add_custom_labels(SetId set, kube::Labels& out) const {
  const Symbols& symbols = sets_.symbols();
  for (RequirementId id : sets_.members(set)) {
    const Requirement& one = sets_.at(id);
    const std::string& key = symbols.text(one.key);
    if (is_well_known_label(key) || key == labels::kHostname || is_simulated(key)) continue;
    if (one.op() == Operator::In) {
      if (const std::string& lowest = symbols.text(symbols.sorted(one.values).front()); !lowest.empty())
        out[key] = lowest;
    } else if (one.op() != Operator::DoesNotExist) {
      out[key] = std::to_string(one.gte.value_or(0));
    }
  }
}

void ClaimWriter::write(const Claim& claim, Decision& decision) {
  NodeTemplate& of = scheduler_.node_template(claim.node_template);
  const kube::NodePool& pool = of.pool().pool;
  SetId set = pinned_to_reservations(claim);
  const Ranked& ranked = by_price(claim, set);
  NewClaim out;
  out.pool = pool.object.name;
  for (std::uint32_t queued : claim.pods) out.pods.push_back(scheduler_.pod(queued).index);
  if (sets_.has_min_values(set) && scheduler_.options().min_values_policy == MinValuesPolicy::Strict)
    if (const auto check = of.check_min_values(set, ranked.types); !check.ok()) {
      for (std::uint32_t pod : out.pods)
        decision.unplaced.push_back(
            {pod, {PodRefusal::Kind::MinValuesAtLaunch, {}, pool.object.name, check.short_keys}});
      return;
    }
  for (Slot slot : ranked.types)
    out.types.push_back(static_cast<std::uint32_t>(of.type(slot).type - scheduler_.cluster().types.data()));
  Symbols& symbols = sets_.symbols();
  if (!ranked.capacity_types.empty()) {
    std::vector<Symbol> values;
    for (const std::string& one : ranked.capacity_types) values.push_back(symbols.intern(one));
    set = sets_.with(set, one_of(symbols.intern(labels::kCapacityType), std::move(values)));
  }
  out.requirements = requirements(set);
  out.requests = requests(claim, of);
  out.labels = of.labels();
  add_custom_labels(set, out.labels);
  out.annotations = pool.node_annotations;
  out.annotations[std::string(kMinValuesRelaxed)] =
      scheduler_.has_relaxed_min_values(claim.node_template) ? "true" : "false";
  out.taints = pool.nodes.taints;
  out.startup_taints = pool.nodes.startup_taints;
  decision.claims.push_back(std::move(out));
}

}  // namespace slipway::karpenter
