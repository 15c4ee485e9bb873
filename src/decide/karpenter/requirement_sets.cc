#include "decide/karpenter/requirement_sets.h"

#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <string_view>

#include "base/quote.h"
#include "base/text.h"
#include "decide/karpenter/well_known.h"

namespace slipway::karpenter {
namespace {

std::uint32_t number(auto id) { return static_cast<std::uint32_t>(id); }

std::size_t mix(std::size_t seed, std::size_t more) { return (seed ^ more) * 0x9e3779b97f4a7c15 + (seed >> 29); }

std::size_t hash(const Requirement& r) {
  std::size_t out = mix(number(r.key), r.complement ? 1 : 2);
  for (Symbol value : r.values) out = mix(out, number(value));
  const auto bound = [&](const std::optional<std::int64_t>& b) {
    out = mix(out, b ? std::hash<std::int64_t>{}(*b) + 7 : 3);
  };
  bound(r.gte);
  bound(r.lte);
  bound(r.min_values);
  return out;
}

std::string_view after_slash(std::string_view key) {
  const auto slash = key.find('/');
  return slash == std::string_view::npos ? key : key.substr(slash + 1);
}

bool resembles(std::string_view known, std::string_view key) {
  return known.find(key) != std::string_view::npos || known.ends_with(after_slash(key));
}

}  // namespace

RequirementSets::RequirementSets(Symbols& symbols) : symbols_(symbols) { intern_set({}); }

RequirementId RequirementSets::intern(const Requirement& requirement) {
  const std::size_t h = hash(requirement);
  for (auto [i, end] = requirement_index_.equal_range(h); i != end; ++i)
    if (at(i->second) == requirement) return i->second;
  const auto id = static_cast<RequirementId>(requirements_.size());
  requirements_.push_back(requirement);
  requirement_index_.emplace(h, id);
  return id;
}

SetId RequirementSets::intern_set(std::vector<RequirementId> members) {
  std::size_t h = members.size();
  for (RequirementId member : members) h = mix(h, number(member));
  for (auto [i, end] = set_index_.equal_range(h); i != end; ++i)
    if (sets_[number(i->second)].members == members) return i->second;
  const auto id = static_cast<SetId>(sets_.size());
  const bool min_values =
      std::any_of(members.begin(), members.end(), [&](RequirementId one) { return at(one).min_values.has_value(); });
  sets_.push_back({std::move(members), min_values});
  set_index_.emplace(h, id);
  return id;
}

SetId RequirementSets::make(std::vector<Requirement> requirements) {
  std::stable_sort(requirements.begin(), requirements.end(),
                   [](const Requirement& a, const Requirement& b) { return a.key < b.key; });
  std::vector<RequirementId> members_of_set;
  for (const Requirement& one : requirements) {
    const RequirementId id = intern(one);
    if (!members_of_set.empty() && at(members_of_set.back()).key == one.key)
      members_of_set.back() = intersected(members_of_set.back(), id);
    else
      members_of_set.push_back(id);
  }
  return intern_set(std::move(members_of_set));
}

SetId RequirementSets::with(SetId set, const Requirement& requirement) {
  return merged(set, intern_set({intern(requirement)}));
}

SetId RequirementSets::without(SetId set, Symbol key) {
  std::vector<RequirementId> left(members(set).begin(), members(set).end());
  std::erase_if(left, [&](RequirementId one) { return at(one).key == key; });
  return intern_set(std::move(left));
}

SetId RequirementSets::replaced(SetId set, const Requirement& requirement) {
  return with(without(set, requirement.key), requirement);
}

std::optional<RequirementId> RequirementSets::find_id(SetId set, Symbol key) const {
  const auto all = members(set);
  const auto found =
      std::lower_bound(all.begin(), all.end(), key, [this](RequirementId one, Symbol k) { return at(one).key < k; });
  if (found == all.end() || at(*found).key != key) return std::nullopt;
  return *found;
}

const Requirement* RequirementSets::find(SetId set, Symbol key) const {
  const auto id = find_id(set, key);
  return id ? &at(*id) : nullptr;
}

RequirementId RequirementSets::intersected(RequirementId a, RequirementId b) {
  if (const auto known = intersected_.find(number(a), number(b)); known != PairMemo::kUnknown)
    return static_cast<RequirementId>(known);
  const RequirementId out = intern(intersection(at(a), at(b), symbols_));
  intersected_.set(number(a), number(b), number(out));
  return out;
}

SetId RequirementSets::merged(SetId a, SetId b) {
  if (const auto known = merged_.find(number(a), number(b)); known != PairMemo::kUnknown)
    return static_cast<SetId>(known);
  std::vector<RequirementId> out;
  const std::vector<RequirementId> x = sets_[number(a)].members, y = sets_[number(b)].members;
  std::size_t i = 0, j = 0;
  while (i < x.size() || j < y.size()) {
    if (j == y.size() || (i < x.size() && at(x[i]).key < at(y[j]).key))
      out.push_back(x[i++]);
    else if (i == x.size() || at(y[j]).key < at(x[i]).key)
      out.push_back(y[j++]);
    else
      out.push_back(intersected(x[i++], y[j++]));
  }
  const SetId set = intern_set(std::move(out));
  merged_.set(number(a), number(b), number(set));
  return set;
}

bool RequirementSets::conflicting(RequirementId existing, RequirementId incoming) {
  if (const auto known = conflicting_.find(number(existing), number(incoming)); known != PairMemo::kUnknown)
    return known == 1;
  const bool out = karpenter::conflicts(at(existing), at(incoming), symbols_);
  conflicting_.set(number(existing), number(incoming), out ? 1 : 0);
  return out;
}

bool RequirementSets::intersects(SetId a, SetId b) {
  if (const auto known = intersects_.find(number(a), number(b)); known != PairMemo::kUnknown) return known == 1;
  bool out = true;
  const auto x = members(a), y = members(b);
  for (std::size_t i = 0, j = 0; out && i < x.size() && j < y.size();) {
    if (at(x[i]).key < at(y[j]).key)
      ++i;
    else if (at(y[j]).key < at(x[i]).key)
      ++j;
    else
      out = !conflicting(x[i++], y[j++]);
  }
  intersects_.set(number(a), number(b), out ? 1 : 0);
  return out;
}

bool RequirementSets::undefined_allowed(Symbol key) {
  if (well_known_.size() <= number(key)) well_known_.resize(number(key) + 1, 0);
  std::uint8_t& known = well_known_[number(key)];
  if (known == 0) known = is_well_known_label(symbols_.text(key)) ? 2 : 1;
  return known == 2;
}

bool RequirementSets::compatible(SetId existing, SetId incoming, Undefined undefined) {
  PairMemo& memo = compatible_[number(undefined)];
  if (const auto known = memo.find(number(existing), number(incoming)); known != PairMemo::kUnknown) return known == 1;
  bool out = true;
  for (RequirementId id : members(incoming)) {
    const Requirement& one = at(id);
    if (undefined == Undefined::WellKnownAllowed && undefined_allowed(one.key)) continue;
    if (!one.allows_absence() && !find_id(existing, one.key)) out = false;
  }
  out = out && intersects(existing, incoming);
  memo.set(number(existing), number(incoming), out ? 1 : 0);
  return out;
}

std::vector<RequirementId> RequirementSets::by_key(SetId set) const {
  std::vector<RequirementId> out(members(set).begin(), members(set).end());
  std::sort(out.begin(), out.end(),
            [this](RequirementId a, RequirementId b) { return symbols_.less(at(a).key, at(b).key); });
  return out;
}

std::vector<RequirementConflict> RequirementSets::conflicts(SetId existing, SetId incoming, Undefined undefined) const {
  std::vector<RequirementConflict> out;
  const auto keys = by_key(incoming);
  for (RequirementId id : keys) {
    const std::string& key = symbols_.text(at(id).key);
    if (undefined == Undefined::WellKnownAllowed && is_well_known_label(key)) continue;
    if (at(id).allows_absence() || find_id(existing, at(id).key)) continue;
    RequirementConflict one{RequirementConflict::Kind::UnknownLabel, key, {}, {}, {}};
    if (undefined == Undefined::WellKnownAllowed)
      for (std::string_view known : well_known_labels())
        if (one.hint.empty() && resembles(known, key)) one.hint = known;
    for (RequirementId other : by_key(existing))
      if (one.hint.empty() && resembles(symbols_.text(at(other).key), key)) one.hint = symbols_.text(at(other).key);
    return {one};
  }
  for (RequirementId id : keys) {
    const Requirement* other = find(existing, at(id).key);
    if (other && karpenter::conflicts(*other, at(id), symbols_))
      out.push_back({RequirementConflict::Kind::NoOverlap,
                     symbols_.text(at(id).key),
                     karpenter::to_string(at(id), symbols_),
                     karpenter::to_string(*other, symbols_),
                     {}});
  }
  return out;
}

std::string RequirementSets::to_string(SetId set) const {
  std::vector<std::string> all;
  for (RequirementId id : members(set)) all.push_back(karpenter::to_string(at(id), symbols_));
  std::sort(all.begin(), all.end());
  return join(all, ", ");
}

std::string to_text(const std::vector<RequirementConflict>& conflicts) {
  std::string out;
  for (const RequirementConflict& one : conflicts) {
    if (!out.empty()) out += "; ";
    if (one.kind == RequirementConflict::Kind::NoOverlap)
      out += fmt::format("key {}, {} not in {}", one.key, one.incoming, one.existing);
    else
      out += fmt::format("label {} does not have known values{}", go_quoted(one.key),
                         one.hint.empty() ? "" : fmt::format(" (typo of {}?)", go_quoted(one.hint)));
  }
  return out;
}

}  // namespace slipway::karpenter
