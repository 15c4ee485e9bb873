// How constraints of pods become rules of groups, and which of them are one.
#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <set>

#include "decide/karpenter/topology.h"
#include "decide/karpenter/well_known.h"

namespace slipway::karpenter {
namespace {

/// A list as Karpenter's hash sees it: a set in which two equal elements cancel each other out.
std::string unordered(std::vector<std::string> elements) {
  std::sort(elements.begin(), elements.end());
  std::string out;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    if (i + 1 < elements.size() && elements[i] == elements[i + 1]) {
      ++i;
      continue;
    }
    out += fmt::format("{}:{}", elements[i].size(), elements[i]);
  }
  return out + ";";
}

std::string quoted(std::string_view text) { return fmt::format("{}:{}", text.size(), text); }

std::string selector_identity(const std::optional<kube::LabelSelector>& selector) {
  if (!selector) return "nil";
  std::string out;
  for (const auto& [key, value] : selector->match_labels) out += quoted(key) + quoted(value);
  std::set<std::string> expressions;
  for (const auto& one : selector->match_expressions)
    expressions.insert(quoted(one.key) + quoted(one.op) + unordered(one.values));
  for (const std::string& one : expressions) out += "&" + quoted(one);
  return out;
}

}  // namespace

std::vector<std::string> Topology::namespaces_of(const kube::PodAffinityTerm& term, const std::string& ns) const {
  std::set<std::string> out(term.namespaces.begin(), term.namespaces.end());
  if (out.empty() && !term.namespace_selector) out.insert(ns);
  if (term.namespace_selector && namespaces_) {
    const auto selector = kube::to_selector(term.namespace_selector);
    for (const kube::Namespace& one : *namespaces_)
      if (selector && selector->matches(one.object.labels)) out.insert(one.object.name);
  }
  return {out.begin(), out.end()};
}

NodeFilter Topology::filter_of(const kube::TopologySpreadConstraint& spread, const Constraints& pod) {
  NodeFilter out{spread.node_affinity_policy == "Honor", spread.node_taints_policy == "Honor", {}, pod.tolerations};
  std::vector<Requirement> selector;
  for (const auto& [key, value] : pod.node_selector)
    selector.push_back(make_requirement(sets_.symbols(), key, "In", {value}));
  const SetId base = sets_.make(selector);
  if (!pod.affinity.required_nodes) {
    out.terms.push_back(split_host(sets_, base));
    return out;
  }
  for (const kube::NodeSelectorTerm& term : pod.affinity.required_nodes->terms) {
    SetId set = base;
    for (const auto& one : term.match_expressions)
      set = sets_.with(set, make_requirement(sets_.symbols(), one.key, one.op, one.values));
    out.terms.push_back(split_host(sets_, set));
  }
  return out;
}

TopologyGroup::Rule Topology::spread_rule(const kube::TopologySpreadConstraint& spread, const Constraints& pod,
                                          LabelClass labels) {
  const Labelled& labelled = labelled_[labels];
  TopologyGroup::Rule rule{.type = TopologyType::Spread,
                           .key = sets_.symbols().intern(spread.topology_key),
                           .read_key = sets_.symbols().intern(normalized_label(spread.topology_key)),
                           .is_host = spread.topology_key == labels::kHostname,
                           .max_skew = spread.max_skew,
                           .min_domains = spread.min_domains,
                           .namespaces = {labelled.ns},
                           .selector = spread.selector,
                           .filter = filter_of(spread, pod)};
  for (const std::string& key : spread.match_label_keys)
    if (const auto value = labelled.labels.find(key); value != labelled.labels.end() && rule.selector)
      rule.selector->match_expressions.push_back({key, "In", {value->second}});
  return rule;
}

TopologyGroup::Rule Topology::affinity_rule(TopologyType type, const kube::PodAffinityTerm& term,
                                            const std::string& ns) {
  return {.type = type,
          .key = sets_.symbols().intern(term.topology_key),
          .read_key = sets_.symbols().intern(normalized_label(term.topology_key)),
          .is_host = term.topology_key == labels::kHostname,
          .max_skew = std::numeric_limits<std::int32_t>::max(),
          .min_domains = {},
          .namespaces = namespaces_of(term, ns),
          .selector = term.selector,
          .filter = {}};
}

/// Two constraints with equal identity share one group, and the first pod's minDomains and node filter. Of the filter
/// only policies, tolerations and the keys of the requirements count.
std::string Topology::identity(const TopologyGroup::Rule& rule) const {
  std::string out =
      fmt::format("{}|{}|{}|", static_cast<int>(rule.type), static_cast<std::uint32_t>(rule.key), rule.max_skew);
  for (const std::string& ns : rule.namespaces) out += quoted(ns);
  out += "|" + selector_identity(rule.selector);
  if (rule.type != TopologyType::Spread) return out;
  out += fmt::format("|{}{}|", rule.filter.honours_affinity, rule.filter.honours_taints);
  std::vector<std::string> terms, tolerations;
  for (const NodeTerms& term : rule.filter.terms) {
    std::string keys;
    for (RequirementId one : sets_.members(term.full))
      keys += fmt::format("{},", static_cast<std::uint32_t>(sets_.at(one).key));
    terms.push_back(std::move(keys));
  }
  for (const kube::Toleration& one : rule.filter.tolerations)
    tolerations.push_back(quoted(one.key) + quoted(one.op) + quoted(one.value) + quoted(one.effect) +
                          std::to_string(one.toleration_seconds.value_or(0)));
  return out + unordered(std::move(terms)) + unordered(std::move(tolerations));
}

}  // namespace slipway::karpenter
