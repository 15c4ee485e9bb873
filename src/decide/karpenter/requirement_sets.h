#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "decide/karpenter/pair_memo.h"
#include "decide/karpenter/requirement.h"

namespace slipway::karpenter {

/// A requirement, and a set of them (one per key), by number: equal ones have equal numbers, so that whatever was
/// reckoned about two of them once holds for ever.
enum class RequirementId : std::uint32_t {};
enum class SetId : std::uint32_t { Empty = 0 };

/// May a key that the existing set lacks be asked for? Of claims: when it is a label that Karpenter knows, as the node
/// will have it. Of nodes that exist: never.
enum class Undefined : std::uint8_t { Refused, WellKnownAllowed };

/// Why two sets cannot hold together. The first label that is not known ends the search; otherwise every key is named.
struct RequirementConflict {
  enum class Kind : std::uint8_t { UnknownLabel, NoOverlap } kind = Kind::NoOverlap;
  std::string key;
  std::string incoming, existing;  // of NoOverlap, as to_string shows requirements
  std::string hint;                // of UnknownLabel: a label that the key resembles; ""
};
/// Karpenter's words, "; " between them.
std::string to_text(const std::vector<RequirementConflict>& conflicts);

/// The algebra of requirement sets with its results remembered. Follows Karpenter 1.14.1,
/// pkg/scheduling/requirements.go. The host name is no part of the sets: see Hosts.
class RequirementSets {
 public:
  explicit RequirementSets(Symbols& symbols);

  RequirementId intern(const Requirement& requirement);
  const Requirement& at(RequirementId id) const { return requirements_[static_cast<std::size_t>(id)]; }
  /// Of requirements in any order; equal keys are intersected.
  SetId make(std::vector<Requirement> requirements);
  SetId with(SetId set, const Requirement& requirement);
  SetId without(SetId set, Symbol key);
  /// In place of what the set says of the key.
  SetId replaced(SetId set, const Requirement& requirement);
  /// Members, ascending by the number of their key.
  std::span<const RequirementId> members(SetId set) const { return sets_[static_cast<std::size_t>(set)].members; }
  /// nullptr when the set does not speak of the key.
  const Requirement* find(SetId set, Symbol key) const;
  std::optional<RequirementId> find_id(SetId set, Symbol key) const;

  /// Every key of either; those of both intersected (also when that leaves nothing).
  SetId merged(SetId a, SetId b);
  /// Keys in both overlap, or may both be absent.
  bool intersects(SetId a, SetId b);
  /// intersects(), and what `existing` lacks may be undefined.
  bool compatible(SetId existing, SetId incoming, Undefined undefined);
  bool conflicting(RequirementId existing, RequirementId incoming);
  std::vector<RequirementConflict> conflicts(SetId existing, SetId incoming, Undefined undefined) const;
  bool has_min_values(SetId set) const { return sets_[static_cast<std::size_t>(set)].min_values; }

  /// Members by key text, each as to_string shows it; joined by ", ".
  std::string to_string(SetId set) const;
  /// Members in the order of their keys' texts.
  std::vector<RequirementId> by_key(SetId set) const;

  Symbols& symbols() { return symbols_; }
  const Symbols& symbols() const { return symbols_; }

 private:
  struct Set {
    std::vector<RequirementId> members;
    bool min_values = false;
  };
  SetId intern_set(std::vector<RequirementId> members);
  RequirementId intersected(RequirementId a, RequirementId b);
  bool undefined_allowed(Symbol key);

  Symbols& symbols_;
  std::vector<Requirement> requirements_;
  std::unordered_multimap<std::size_t, RequirementId> requirement_index_;
  std::vector<Set> sets_;
  std::unordered_multimap<std::size_t, SetId> set_index_;
  PairMemo intersected_, conflicting_, merged_, intersects_, compatible_[2];
  std::vector<std::uint8_t> well_known_;  // by symbol: 0 not asked yet, 1 no, 2 yes
};

}  // namespace slipway::karpenter
