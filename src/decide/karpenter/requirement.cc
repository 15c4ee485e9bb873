#include "decide/karpenter/requirement.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include "kube/go_text.h"

namespace slipway::karpenter {
namespace {

bool within(Symbol value, std::optional<std::int64_t> gte, std::optional<std::int64_t> lte, const Symbols& symbols) {
  if (!gte && !lte) return true;
  const auto number = symbols.integer(value);
  return number && (!gte || *number >= *gte) && (!lte || *number <= *lte);
}

std::optional<std::int64_t> larger(std::optional<std::int64_t> a, std::optional<std::int64_t> b) {
  return a && b ? std::max(*a, *b) : a ? a : b;
}
std::optional<std::int64_t> smaller(std::optional<std::int64_t> a, std::optional<std::int64_t> b) {
  return a && b ? std::min(*a, *b) : a ? a : b;
}

void sort_once(std::vector<Symbol>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

}  // namespace

std::string_view to_string(Operator op) {
  switch (op) {
    case Operator::In:
      return "In";
    case Operator::NotIn:
      return "NotIn";
    case Operator::Exists:
      return "Exists";
    case Operator::DoesNotExist:
      break;
  }
  return "DoesNotExist";
}

bool Requirement::lists(Symbol value) const { return std::binary_search(values.begin(), values.end(), value); }

bool Requirement::has(Symbol value, const Symbols& symbols) const {
  return lists(value) != complement && within(value, gte, lte, symbols);
}

std::string_view normalized_label(std::string_view key) {
  static constexpr std::pair<std::string_view, std::string_view> kOld[] = {
      {"failure-domain.beta.kubernetes.io/zone", "topology.kubernetes.io/zone"},
      {"failure-domain.beta.kubernetes.io/region", "topology.kubernetes.io/region"},
      {"beta.kubernetes.io/arch", "kubernetes.io/arch"},
      {"beta.kubernetes.io/os", "kubernetes.io/os"},
      {"beta.kubernetes.io/instance-type", "node.kubernetes.io/instance-type"},
      {"topology.ebs.csi.aws.com/zone", "topology.kubernetes.io/zone"}};
  for (const auto& [old, now] : kOld)
    if (key == old) return now;
  return key;
}

Requirement one_of(Symbol key, std::vector<Symbol> values) {
  Requirement out{.key = key, .values = std::move(values), .gte = {}, .lte = {}, .min_values = {}};
  sort_once(out.values);
  return out;
}
Requirement exists(Symbol key) {
  return {.key = key, .complement = true, .values = {}, .gte = {}, .lte = {}, .min_values = {}};
}
Requirement does_not_exist(Symbol key) { return one_of(key, {}); }

Requirement make_requirement(Symbols& symbols, std::string_view key, std::string_view op,
                             const std::vector<std::string>& values, std::optional<std::int64_t> min_values) {
  const Symbol symbol = symbols.intern(normalized_label(key));
  Requirement out = exists(symbol);
  out.min_values = min_values;
  if (op == "In" || op == "NotIn") {
    out.complement = op == "NotIn";
    for (const std::string& value : values) out.values.push_back(symbols.intern(value));
    sort_once(out.values);
    return out;
  }
  if (op == "DoesNotExist") {
    out.complement = false;
    return out;
  }
  if (op != "Gt" && op != "Lt" && op != "Gte" && op != "Lte") return out;
  const std::int64_t bound = values.empty() ? 0 : kube::go_parse_int_anyway(values.front());
  if (op == "Gt") {
    if (bound == std::numeric_limits<std::int64_t>::max()) return does_not_exist(symbol);
    out.gte = bound + 1;
  } else if (op == "Lt") {
    out.lte = static_cast<std::int64_t>(static_cast<std::uint64_t>(bound) - 1);  // wraps as Go does
  } else {
    (op == "Gte" ? out.gte : out.lte) = bound;
  }
  return out;
}

Requirement intersection(const Requirement& a, const Requirement& b, const Symbols& symbols) {
  Requirement out{.key = a.key,
                  .complement = a.complement && b.complement,
                  .values = {},
                  .gte = larger(a.gte, b.gte),
                  .lte = smaller(a.lte, b.lte),
                  .min_values = larger(a.min_values, b.min_values)};
  if (out.gte && out.lte && *out.gte > *out.lte) {
    Requirement none = does_not_exist(a.key);
    none.min_values = out.min_values;
    return none;
  }
  const auto into = std::back_inserter(out.values);
  const auto &x = a.values, &y = b.values;
  if (a.complement && b.complement)
    std::set_union(x.begin(), x.end(), y.begin(), y.end(), into);
  else if (a.complement)
    std::set_difference(y.begin(), y.end(), x.begin(), x.end(), into);
  else if (b.complement)
    std::set_difference(x.begin(), x.end(), y.begin(), y.end(), into);
  else
    std::set_intersection(x.begin(), x.end(), y.begin(), y.end(), into);
  std::erase_if(out.values, [&](Symbol value) { return !within(value, out.gte, out.lte, symbols); });
  if (!out.complement) out.gte = out.lte = std::nullopt;
  return out;
}

bool overlaps(const Requirement& a, const Requirement& b, const Symbols& symbols) {
  const auto gte = larger(a.gte, b.gte), lte = smaller(a.lte, b.lte);
  if (gte && lte && *gte > *lte) return false;
  if (a.complement && b.complement) return true;
  const Requirement &listed = a.complement ? b : a, &other = a.complement ? a : b;
  return std::any_of(listed.values.begin(), listed.values.end(), [&](Symbol value) {
    return other.lists(value) != other.complement && within(value, gte, lte, symbols);
  });
}

bool conflicts(const Requirement& existing, const Requirement& incoming, const Symbols& symbols) {
  return !overlaps(existing, incoming, symbols) && !(existing.allows_absence() && incoming.allows_absence());
}

std::string to_string(const Requirement& requirement, const Symbols& symbols) {
  constexpr std::size_t kShown = 5;
  std::string out = fmt::format("{} {}", symbols.text(requirement.key), to_string(requirement.op()));
  if (!requirement.values.empty()) {
    const auto values = symbols.sorted(requirement.values);
    out += " [";
    for (std::size_t i = 0; i < std::min(kShown, values.size()); ++i) {
      if (i > 0) out += ' ';
      out += symbols.text(values[i]);
    }
    if (values.size() > kShown) out += fmt::format(" and {} others", values.size() - kShown);
    out += ']';
  }
  if (requirement.gte) out += fmt::format(" >={}", *requirement.gte);
  if (requirement.lte) out += fmt::format(" <={}", *requirement.lte);
  if (requirement.min_values) out += fmt::format(" minValues {}", *requirement.min_values);
  return out;
}

}  // namespace slipway::karpenter
