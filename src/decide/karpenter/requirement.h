#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "decide/karpenter/symbols.h"

namespace slipway::karpenter {

enum class Operator : std::uint8_t { In, NotIn, Exists, DoesNotExist };
std::string_view to_string(Operator op);

/// The values that one label may have: those listed or, as a complement, all but those listed; a complement may be
/// bounded to integers. Follows Karpenter 1.14.1, pkg/scheduling/requirement.go.
struct Requirement {
  Symbol key{};
  bool complement = false;
  std::vector<Symbol> values;            // each once, ascending by number
  std::optional<std::int64_t> gte, lte;  // inclusive; only of complements
  std::optional<std::int64_t> min_values;

  /// What the representation amounts to: bounds count as Exists.
  Operator op() const {
    if (complement) return values.empty() ? Operator::Exists : Operator::NotIn;
    return values.empty() ? Operator::DoesNotExist : Operator::In;
  }
  /// A label that is absent satisfies it.
  bool allows_absence() const { return op() == Operator::NotIn || op() == Operator::DoesNotExist; }
  bool lists(Symbol value) const;
  bool has(Symbol value, const Symbols& symbols) const;
  /// The value when there is exactly one.
  std::optional<Symbol> single() const {
    return !complement && values.size() == 1 ? std::optional(values.front()) : std::nullopt;
  }

  friend bool operator==(const Requirement&, const Requirement&) = default;
};

/// As a user writes it: In, NotIn, Exists, DoesNotExist, Gt, Lt, Gte, Lte. Old label keys become today's
/// (beta.kubernetes.io/arch, the EBS driver's zone). An operator that does not exist counts as Exists.
Requirement make_requirement(Symbols& symbols, std::string_view key, std::string_view op,
                             const std::vector<std::string>& values, std::optional<std::int64_t> min_values = {});
Requirement one_of(Symbol key, std::vector<Symbol> values);
Requirement exists(Symbol key);
Requirement does_not_exist(Symbol key);

/// Both at once. Note that exclusions outside the bounds are dropped, and that what is no integer is outside.
Requirement intersection(const Requirement& a, const Requirement& b, const Symbols& symbols);
/// Some value satisfies both; two complements whose bounds leave room always overlap.
bool overlaps(const Requirement& a, const Requirement& b, const Symbols& symbols);
/// They cannot both hold, though an absent label would satisfy both only when each allows it.
bool conflicts(const Requirement& existing, const Requirement& incoming, const Symbols& symbols);

/// As Karpenter's messages show it: "zone In [a b]", five values at most, bounds and minValues after.
std::string to_string(const Requirement& requirement, const Symbols& symbols);

/// The key that a key is read as.
std::string_view normalized_label(std::string_view key);

}  // namespace slipway::karpenter
