#include "decide/karpenter/requirement_validation.h"

#include <fmt/core.h>

#include <algorithm>
#include <span>

#include "decide/karpenter/daemons.h"
#include "decide/karpenter/well_known.h"
#include "kube/go_text.h"
#include "kube/names.h"

namespace slipway::karpenter {
namespace {

constexpr std::string_view kOperators[] = {"DoesNotExist", "Exists", "Gt", "Gte", "In", "Lt", "Lte", "NotIn"};

template <class Texts>
std::string bracketed(const Texts& texts) {
  std::string out = "[";
  for (const auto& one : texts) {
    if (out.size() > 1) out += ' ';
    out += one;
  }
  return out + "]";
}

/// A set as Go prints a map of empty structs.
std::string as_go_set(std::span<const std::string_view> texts) {
  std::string out = "map[";
  for (std::string_view one : texts) out += fmt::format("{}{}:{{}}", out.size() > 4 ? " " : "", one);
  return out + "]";
}

void check_known_values(const std::string& key, const kube::NodeSelectorRequirement& one,
                        std::optional<std::int64_t> min_values, std::vector<std::string>& out) {
  const auto known = well_known_values(key);
  if (one.op != "In" || known.empty()) return;
  const std::int64_t valid = std::ranges::count_if(
      one.values, [&](const std::string& value) { return std::ranges::find(known, value) != known.end(); });
  if (valid == 0)
    out.push_back(fmt::format("no valid values found in {} for {}, expected one of: {}, got: {}", bracketed(one.values),
                              key, as_go_set(known), bracketed(one.values)));
  else if (min_values && valid < *min_values)
    out.push_back(
        fmt::format("not enough valid values found in {} for {}, expected at least {} valid values from: {}, got: {}",
                    bracketed(one.values), key, *min_values, bracketed(known), valid));
}

void check_values(const std::string& key, const kube::NodeSelectorRequirement& one,
                  std::optional<std::int64_t> min_values, std::vector<std::string>& out) {
  check_known_values(key, one, min_values, out);
  for (const std::string& problem : kube::check_label_key(key))
    out.push_back(fmt::format("key {} is not a qualified name, {}", key, problem));
  for (const std::string& value : one.values)
    for (const std::string& problem : kube::check_label_value(value))
      out.push_back(fmt::format("invalid value {} for key {}, {}", value, key, problem));
  if (one.op == "In" && one.values.empty())
    out.push_back(fmt::format("key {} with operator {} must have a value defined", key, one.op));
  if (one.op == "In" && min_values && static_cast<std::int64_t>(one.values.size()) < *min_values)
    out.push_back(fmt::format(
        "key {} with operator {} must have at least minimum number of values defined in 'values' field", key, one.op));
  if (one.op != "Gt" && one.op != "Lt" && one.op != "Gte" && one.op != "Lte") return;
  const auto bound = one.values.size() == 1 ? kube::go_parse_int(one.values.front()) : std::nullopt;
  if (!bound || *bound < 0)
    out.push_back(fmt::format("key {} with operator {} must have a single positive integer value", key, one.op));
}

}  // namespace

std::string restricted_label_problem(std::string_view key) {
  if (!is_restricted_label(key)) return {};
  return fmt::format(
      "using label {} is not allowed as it might interfere with the internal provisioning logic; "
      "specify a well known label: {}, or a custom label that does not use a restricted domain: {}",
      key, bracketed(well_known_labels()), bracketed(restricted_domains()));
}

void check_requirement(const kube::NodeSelectorRequirement& one, std::optional<std::int64_t> min_values,
                       std::vector<std::string>& out) {
  const std::string key(normalized_label(one.key));
  if (std::find(std::begin(kOperators), std::end(kOperators), one.op) == std::end(kOperators))
    out.push_back(fmt::format("key {} has an unsupported operator {} not in {}", key, one.op, bracketed(kOperators)));
  if (std::string problem = restricted_label_problem(key); !problem.empty()) out.push_back(std::move(problem));
  check_values(key, one, min_values, out);
}

}  // namespace slipway::karpenter
