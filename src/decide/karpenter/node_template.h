#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "decide/karpenter/bits.h"
#include "decide/karpenter/cluster.h"
#include "decide/karpenter/daemons.h"
#include "decide/karpenter/thresholds.h"

namespace slipway::karpenter {

/// An instance type as the solver sees it; shared by all templates.
struct TypeFacts {
  const InstanceType* type = nullptr;
  SetId requirements = SetId::Empty;
  Amounts capacity, allocatable;
  struct Offer {
    SetId requirements = SetId::Empty;  // zone, capacity type, reservation, further labels
    const Offering* offering = nullptr;
    bool reserved = false;
  };
  std::vector<Offer> offers;
};

/// What offerings require of nodes: types have the same few, so that each set is made once.
class OfferSets {
 public:
  explicit OfferSets(RequirementSets& sets) : sets_(sets) {}
  SetId of(const Offering& offering);

 private:
  RequirementSets& sets_;
  std::vector<std::pair<const Offering*, SetId>> known_;
};

TypeFacts facts_of(const InstanceType& type, RequirementSets& sets, OfferSets& offers, Columns& columns);

/// A position in a template's list of types.
using Slot = std::uint32_t;

/// Instance types that run the same daemons.
struct DaemonGroup {
  std::vector<const Daemon*> daemons;
  kube::ResourceList overhead;  // empty without daemons
  HostPorts ports;
  Bits slots;
};

/// What a node pool makes nodes of: its labels, taints and those of its types that could be launched at all. Types
/// stand in slots, grouped by the daemons they run, in the provider's order within a group: the order in which claims
/// list them. Follows Karpenter 1.14.1,
/// pkg/controllers/provisioning/scheduling/{nodeclaimtemplate,scheduler,nodeclaim}.go.
class NodeTemplate {
 public:
  NodeTemplate(const NodePool& pool, RequirementSets& sets, Columns& columns)
      : pool_(pool), sets_(sets), columns_(columns) {
    read_pool();
  }

  /// Types of the pool that meet the template's own requirements; false when none is left. `min_values_failed` tells
  /// whether that was for lack of choice alone.
  bool choose_types(const std::vector<TypeFacts>& types, MinValuesPolicy policy, bool& min_values_failed);
  void group_by_daemons(std::vector<Daemon>& daemons);

  const NodePool& pool() const { return pool_; }
  const std::vector<kube::Taint>& taints() const { return pool_.pool.nodes.taints; }
  const kube::Labels& labels() const { return labels_; }
  SetId requirements() const { return requirements_; }
  std::size_t slots() const { return slot_types_.size(); }
  const TypeFacts& type(Slot slot) const { return *slot_types_[slot]; }
  const std::vector<DaemonGroup>& groups() const { return groups_; }
  bool has_reserved_offers() const { return has_reserved_offers_; }

  /// Types that agree with a claim's requirements, and of which some offering that is to be had does.
  const Bits& agreeing(SetId requirements);
  const Bits& meeting(SetId requirements);  // the first half of it
  const Bits& offered(SetId requirements);  // the second
  /// What a set says of the keys that offerings have: sets that say the same have the same offerings.
  std::vector<std::uint32_t> said_of_offers(SetId requirements) const;
  /// Narrows `types` to those that have room for so much beside their daemons.
  void keep_fitting(Bits& types, const AmountRow& requests, const std::vector<std::uint32_t>& columns);
  /// Narrows to types with so much room for what one resource asks.
  const Bits& with_room(std::uint32_t column, Amount amount) { return room(column).at_least(amount); }
  Amount largest_room(std::uint32_t column, const Bits& types) { return room(column).largest_of(types); }
  /// Types on which nothing fits, ever: their daemons do not.
  const Bits& sound() const { return sound_; }
  /// Types with more capacity than that.
  const Bits& with_more_capacity(std::uint32_t column, Amount amount) { return capacity(column).more_than(amount); }
  Amount largest_capacity(std::uint32_t column, const Bits& types) { return capacity(column).largest_of(types); }

  /// How many values of each key with minValues the types have, where they are too few; by key. `needed`: how many
  /// types of the list, from its start, are enough.
  struct MinValuesCheck {
    std::map<std::string, std::int64_t> short_keys;
    bool ok() const { return short_keys.empty(); }
  };
  MinValuesCheck check_min_values(SetId requirements, const std::vector<Slot>& types) const;

 private:
  void read_pool();
  void index_rooms();
  Thresholds& room(std::uint32_t column);
  Thresholds& capacity(std::uint32_t column);

  const NodePool& pool_;
  RequirementSets& sets_;
  Columns& columns_;
  kube::Labels labels_;
  SetId requirements_ = SetId::Empty;
  std::vector<const TypeFacts*> slot_types_;
  std::vector<std::uint32_t> slot_groups_;
  std::vector<DaemonGroup> groups_;
  bool has_reserved_offers_ = false;
  std::vector<Symbol> offer_keys_;
  Bits sound_;
  std::vector<std::optional<Thresholds>> rooms_, capacities_;  // by column
  std::unordered_map<std::uint32_t, Bits> by_requirement_;     // types that agree with one requirement
  std::unordered_map<std::uint32_t, Bits> meeting_, agreeing_;
  std::map<std::vector<std::uint32_t>, Bits> offered_;  // by what is said of offerings' keys
};

/// Karpenter's words for too little choice: "minValues requirement is not met for label(s) (label(s)=[a b])".
std::string min_values_text(const std::map<std::string, std::int64_t>& short_keys);

}  // namespace slipway::karpenter
