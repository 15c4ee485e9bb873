#include "decide/karpenter/node_template.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/ascii.h"
#include "decide/karpenter/well_known.h"

namespace slipway::karpenter {
namespace {

std::uint32_t number(auto id) { return static_cast<std::uint32_t>(id); }

/// Capacity less overhead; huge pages are taken out of memory.
kube::ResourceList allocatable(const catalog::ResolvedType& type) {
  kube::ResourceList out = type.allocatable();
  for (const auto& [name, quantity] : type.capacity) {
    if (!name.starts_with("hugepages-")) continue;
    kube::Quantity& memory = out["memory"];
    memory -= quantity;
    if (memory.sign() < 0) memory = kube::Quantity(0);
  }
  return out;
}

std::vector<Slot> listed(const Bits& bits) {
  std::vector<Slot> out;
  bits.for_each([&](std::size_t slot) { out.push_back(static_cast<Slot>(slot)); });
  return out;
}

}  // namespace

SetId OfferSets::of(const Offering& offering) {
  constexpr std::size_t kMostKnown = 64;  // zones by ways to buy; reservations are many, and of one type each
  for (const auto& [known, set] : known_)
    if (known->zone == offering.zone && known->capacity_type == offering.capacity_type &&
        known->reservation_id == offering.reservation_id && known->labels == offering.labels)
      return set;
  Symbols& symbols = sets_.symbols();
  const auto labelled = [&](std::string_view key, const std::string& value) {
    return value.empty() ? make_requirement(symbols, key, "DoesNotExist", {})
                         : make_requirement(symbols, key, "In", {value});
  };
  std::vector<Requirement> all{make_requirement(symbols, labels::kCapacityType, "In", {offering.capacity_type}),
                               make_requirement(symbols, labels::kZone, "In", {offering.zone}),
                               labelled(labels::kReservationId, offering.reservation_id)};
  for (const auto& [key, value] : offering.labels) all.push_back(labelled(key, value));
  const SetId made = sets_.make(all);
  if (known_.size() < kMostKnown) known_.emplace_back(&offering, made);
  return made;
}

TypeFacts facts_of(const InstanceType& type, RequirementSets& sets, OfferSets& offers, Columns& columns) {
  Symbols& symbols = sets.symbols();
  TypeFacts out{
      &type, SetId::Empty, to_amounts(type.type.capacity, columns), to_amounts(allocatable(type.type), columns), {}};
  std::vector<Requirement> requirements;
  for (const catalog::TypeLabel& label : type.type.labels)
    requirements.push_back(
        make_requirement(symbols, label.key, label.values.empty() ? "DoesNotExist" : "In", label.values));
  out.requirements = sets.make(requirements);
  for (const Offering& offering : type.offerings)
    out.offers.push_back({offers.of(offering), &offering, offering.capacity_type == "reserved"});
  return out;
}

void NodeTemplate::read_pool() {
  const kube::NodePool& pool = pool_.pool;
  Symbols& symbols = sets_.symbols();
  labels_ = pool.node_labels;
  labels_[std::string(labels::kNodePool)] = pool.object.name;
  labels_[pool.nodes.node_class.group + "/" + ascii_lower(pool.nodes.node_class.kind)] = pool.nodes.node_class.name;
  std::vector<Requirement> all;
  for (const kube::PoolRequirement& one : pool.nodes.requirements)
    all.push_back(
        make_requirement(symbols, one.requirement.key, one.requirement.op, one.requirement.values, one.min_values));
  for (const auto& [key, value] : labels_) all.push_back(make_requirement(symbols, key, "In", {value}));
  // So that daemons which wait for a ready node are counted.
  for (std::string_view key : {labels::kRegistered, labels::kInitialized})
    all.push_back(make_requirement(symbols, key, "In", {"true"}));
  requirements_ = sets_.make(all);
}

bool NodeTemplate::choose_types(const std::vector<TypeFacts>& types, MinValuesPolicy policy, bool& min_values_failed) {
  min_values_failed = false;
  for (std::uint32_t index : pool_.types) slot_types_.push_back(&types[index]);
  std::set<Symbol> keys;
  for (const TypeFacts* type : slot_types_)
    for (const auto& offer : type->offers)
      for (RequirementId one : sets_.members(offer.requirements)) keys.insert(sets_.at(one).key);
  offer_keys_.assign(keys.begin(), keys.end());
  sound_ = Bits(slot_types_.size());
  for (Slot slot = 0; slot < slot_types_.size(); ++slot) {
    const Amounts& room = slot_types_[slot]->allocatable;
    if (std::all_of(room.begin(), room.end(), [](const auto& one) { return one.second >= 0; })) sound_.set(slot);
  }
  Bits usable = agreeing(requirements_);
  usable &= sound_;
  auto chosen = listed(usable);
  if (sets_.has_min_values(requirements_) && policy == MinValuesPolicy::Strict &&
      !check_min_values(requirements_, chosen).ok()) {
    min_values_failed = true;
    chosen.clear();
  }
  std::vector<const TypeFacts*> kept;
  for (Slot slot : chosen) kept.push_back(slot_types_[slot]);
  slot_types_ = std::move(kept);
  for (auto* cache : {&by_requirement_, &meeting_, &agreeing_}) cache->clear();
  offered_.clear();
  for (const TypeFacts* type : slot_types_)
    for (const auto& offer : type->offers) has_reserved_offers_ |= offer.reserved && offer.offering->available;
  return !slot_types_.empty();
}

void NodeTemplate::group_by_daemons(std::vector<Daemon>& daemons) {
  std::map<std::vector<const Daemon*>, std::size_t> index;
  std::vector<std::vector<const TypeFacts*>> members;
  for (const TypeFacts* type : slot_types_) {
    std::vector<const Daemon*> running;
    for (Daemon& daemon : daemons)
      if (!daemon.claims_devices() && daemon.runs_on(taints(), requirements_, type->requirements))
        running.push_back(&daemon);
    const auto [at, is_new] = index.emplace(running, groups_.size());
    if (is_new) {
      DaemonGroup group{running, {}, {}, {}};
      if (!running.empty()) group.overhead = requests_of(running);
      for (const Daemon* one : running) group.ports.insert(group.ports.end(), one->ports().begin(), one->ports().end());
      groups_.push_back(std::move(group));
      members.emplace_back();
    }
    members[at->second].push_back(type);
  }
  slot_types_.clear();
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    std::size_t count = 0;
    for (const auto& list : members) count += list.size();
    groups_[g].slots = Bits(count);
    for (const TypeFacts* type : members[g]) {
      groups_[g].slots.set(slot_types_.size());
      slot_types_.push_back(type);
      slot_groups_.push_back(static_cast<std::uint32_t>(g));
    }
  }
  index_rooms();
}

void NodeTemplate::index_rooms() {
  sound_ = Bits(slot_types_.size());
  for (Slot slot = 0; slot < slot_types_.size(); ++slot) {
    const Amounts& room = slot_types_[slot]->allocatable;
    bool sound = std::all_of(room.begin(), room.end(), [](const auto& one) { return one.second >= 0; });
    for (const auto& [column, amount] : to_amounts(groups_[slot_groups_[slot]].overhead, columns_))
      sound = sound && amount <= amount_of(room, column);
    if (sound) sound_.set(slot);
  }
}

Thresholds& NodeTemplate::room(std::uint32_t column) {
  if (rooms_.size() <= column) rooms_.resize(column + 1);
  if (!rooms_[column]) {
    std::vector<Amount> amounts;
    for (Slot slot = 0; slot < slot_types_.size(); ++slot) {
      const Amounts overhead = to_amounts(groups_[slot_groups_[slot]].overhead, columns_);
      amounts.push_back(amount_of(slot_types_[slot]->allocatable, column) - amount_of(overhead, column));
    }
    rooms_[column] = Thresholds(amounts);
  }
  return *rooms_[column];
}

Thresholds& NodeTemplate::capacity(std::uint32_t column) {
  if (capacities_.size() <= column) capacities_.resize(column + 1);
  if (!capacities_[column]) {
    std::vector<Amount> amounts;
    for (const TypeFacts* type : slot_types_) amounts.push_back(amount_of(type->capacity, column));
    capacities_[column] = Thresholds(amounts);
  }
  return *capacities_[column];
}

void NodeTemplate::keep_fitting(Bits& types, const AmountRow& requests, const std::vector<std::uint32_t>& columns) {
  types &= sound_;
  for (std::uint32_t column : columns) types &= room(column).at_least(requests[column]);
}

const Bits& NodeTemplate::meeting(SetId requirements) {
  const auto [at, is_new] = meeting_.try_emplace(number(requirements));
  if (!is_new) return at->second;
  Bits all(slot_types_.size(), true);
  for (RequirementId one : sets_.members(requirements)) {
    const auto [own, unasked] = by_requirement_.try_emplace(number(one));
    if (unasked) {
      own->second = Bits(slot_types_.size());
      const Symbol key = sets_.at(one).key;
      for (Slot slot = 0; slot < slot_types_.size(); ++slot) {
        const auto says = sets_.find_id(slot_types_[slot]->requirements, key);
        if (!says || !sets_.conflicting(*says, one)) own->second.set(slot);
      }
    }
    all &= own->second;
  }
  return at->second = std::move(all);
}

std::vector<std::uint32_t> NodeTemplate::said_of_offers(SetId requirements) const {
  std::vector<std::uint32_t> out;
  for (Symbol key : offer_keys_) {
    const auto id = sets_.find_id(requirements, key);
    out.push_back(id ? number(*id) + 1 : 0);
  }
  return out;
}

const Bits& NodeTemplate::offered(SetId requirements) {
  const auto [at, is_new] = offered_.try_emplace(said_of_offers(requirements));
  if (!is_new) return at->second;
  at->second = Bits(slot_types_.size());
  for (Slot slot = 0; slot < slot_types_.size(); ++slot)
    for (const auto& offer : slot_types_[slot]->offers)
      if (offer.offering->available &&
          sets_.compatible(requirements, offer.requirements, Undefined::WellKnownAllowed)) {
        at->second.set(slot);
        break;
      }
  return at->second;
}

const Bits& NodeTemplate::agreeing(SetId requirements) {
  const auto [at, is_new] = agreeing_.try_emplace(number(requirements));
  if (!is_new) return at->second;
  Bits all = meeting(requirements);
  all &= offered(requirements);
  return at->second = std::move(all);
}

NodeTemplate::MinValuesCheck NodeTemplate::check_min_values(SetId requirements, const std::vector<Slot>& types) const {
  MinValuesCheck out;
  if (types.empty()) return out;
  // Once enough types are counted for every key the rest does not matter, and no count can shrink.
  for (RequirementId id : sets_.members(requirements)) {
    const Requirement& one = sets_.at(id);
    if (!one.min_values) continue;
    std::set<Symbol> values;
    for (Slot slot : types)
      if (const Requirement* says = sets_.find(slot_types_[slot]->requirements, one.key))
        values.insert(says->values.begin(), says->values.end());
    const auto count = static_cast<std::int64_t>(values.size());
    if (count < *one.min_values) out.short_keys.emplace(sets_.symbols().text(one.key), count);
  }
  return out;
}

std::string min_values_text(const std::map<std::string, std::int64_t>& short_keys) {
  std::string keys;
  for (const auto& [key, count] : short_keys) keys += (keys.empty() ? "" : " ") + key;
  return fmt::format("minValues requirement is not met for label(s) (label(s)=[{}])", keys);
}

}  // namespace slipway::karpenter
