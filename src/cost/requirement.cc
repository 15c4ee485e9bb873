#include "cost/requirement.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace slipway::cost {
namespace {

std::optional<std::int64_t> integer(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || status != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool compares(std::string_view op, std::int64_t have, std::int64_t bound) {
  if (op == "Gt") return have > bound;
  if (op == "Gte") return have >= bound;
  if (op == "Lt") return have < bound;
  return op == "Lte" && have <= bound;
}

}  // namespace

std::vector<LabelRequirement> equalities(const kube::Labels& labels) {
  std::vector<LabelRequirement> requirements;
  for (const auto& [key, value] : labels) requirements.push_back({key, "In", {value}});
  return requirements;
}

bool meets(std::optional<std::string_view> value, const LabelRequirement& requirement) {
  const auto& listed = requirement.values;
  if (requirement.op == "In") return value && std::ranges::find(listed, *value) != listed.end();
  if (requirement.op == "NotIn") return !value || std::ranges::find(listed, *value) == listed.end();
  if (requirement.op == "Exists") return value.has_value();
  if (requirement.op == "DoesNotExist") return !value;
  if (!value || listed.size() != 1) return false;
  const auto have = integer(*value), bound = integer(listed.front());
  return have && bound && compares(requirement.op, *have, *bound);
}

bool can_meet(const std::vector<std::string>& values, const LabelRequirement& requirement) {
  if (values.empty()) return meets(std::nullopt, requirement);
  return std::ranges::any_of(values, [&](const std::string& value) { return meets(value, requirement); });
}

}  // namespace slipway::cost
