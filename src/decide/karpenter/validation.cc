#include "decide/karpenter/validation.h"

#include <fmt/core.h>

#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

#include "base/text.h"
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

void check_values(const std::string& key, const kube::NodeSelectorRequirement& one, std::vector<std::string>& out) {
  const auto known = well_known_values(key);
  if (one.op == "In" && !known.empty()) {
    const bool any = std::any_of(one.values.begin(), one.values.end(), [&](const std::string& value) {
      return std::find(known.begin(), known.end(), value) != known.end();
    });
    if (!any)
      out.push_back(fmt::format("no valid values found in {} for {}, expected one of: {}, got: {}",
                                bracketed(one.values), key, as_go_set(known), bracketed(one.values)));
  }
  for (const std::string& problem : kube::check_label_key(key))
    out.push_back(fmt::format("key {} is not a qualified name, {}", key, problem));
  for (const std::string& value : one.values)
    for (const std::string& problem : kube::check_label_value(value))
      out.push_back(fmt::format("invalid value {} for key {}, {}", value, key, problem));
  if (one.op == "In" && one.values.empty())
    out.push_back(fmt::format("key {} with operator {} must have a value defined", key, one.op));
  if (one.op != "Gt" && one.op != "Lt" && one.op != "Gte" && one.op != "Lte") return;
  const auto bound = one.values.size() == 1 ? kube::go_parse_int(one.values.front()) : std::nullopt;
  if (!bound || *bound < 0)
    out.push_back(fmt::format("key {} with operator {} must have a single positive integer value", key, one.op));
}

void check(const kube::NodeSelectorRequirement& one, std::vector<std::string>& out) {
  const std::string key(normalized_label(one.key));
  if (std::find(std::begin(kOperators), std::end(kOperators), one.op) == std::end(kOperators))
    out.push_back(fmt::format("key {} has an unsupported operator {} not in {}", key, one.op, bracketed(kOperators)));
  if (is_restricted_label(key))
    out.push_back(
        fmt::format("using label {} is not allowed as it might interfere with the internal provisioning logic; "
                    "specify a well known label: {}, or a custom label that does not use a restricted domain: {}",
                    key, bracketed(well_known_labels()), bracketed(restricted_domains())));
  check_values(key, one, out);
}

/// Its requirements leave no value for the pool's label (and do not merely exclude some).
bool opts_out(const kube::PodSpec& spec) {
  const bool is_plain = !spec.affinity.required_nodes && spec.affinity.preferred_nodes.empty();
  if (is_plain && spec.node_selector.size() < 2) return false;  // one value for it at most
  Symbols symbols;
  RequirementSets sets(symbols);
  const SetId required = pod_requirements(sets, constraints_of(spec), Wishes::Counted);
  const Requirement* pool = sets.find(required, symbols.intern(labels::kNodePool));
  return pool && pool->op() == Operator::DoesNotExist;
}

}  // namespace

Verdict validate(const Pod& pod, const Storage& storage) {
  const kube::PodSpec& spec = pod.pod.spec;
  Verdict out;
  out.opts_out = opts_out(spec);

  std::vector<std::string> problems;
  for (const auto& [key, value] : spec.node_selector) check({key, "In", {value}}, problems);
  if (spec.affinity.required_nodes)
    for (const kube::NodeSelectorTerm& term : spec.affinity.required_nodes->terms) {
      if (!term.match_fields.empty()) problems.emplace_back("node selector term with matchFields is not supported");
      for (const auto& one : term.match_expressions) check(one, problems);
    }
  if (std::string text = storage.problem(pod.pod); !text.empty()) problems.push_back(std::move(text));
  out.problem = join(problems, "; ");
  return out;
}

}  // namespace slipway::karpenter
