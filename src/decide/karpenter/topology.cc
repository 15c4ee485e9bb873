#include "decide/karpenter/topology.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <set>

#include "decide/karpenter/well_known.h"

namespace slipway::karpenter {
namespace {

constexpr auto kGate = kube::ComparisonOperators::On;

bool tolerates_all(const std::vector<kube::Toleration>& tolerations, const std::vector<kube::Taint>& taints) {
  return !kube::first_untolerated(taints, tolerations, kGate);
}

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

HostId Hosts::of_node(std::string_view name, Symbols& symbols) {
  symbols.intern(name);
  const auto [at, is_new] = by_name_.emplace(name, static_cast<HostId>(hosts_.size()));
  if (is_new) hosts_.push_back({std::string(name), 0});
  return at->second;
}
HostId Hosts::placeholder(std::uint32_t number) {
  hosts_.push_back({{}, number});
  return static_cast<HostId>(hosts_.size() - 1);
}
std::string Hosts::name(HostId host) const {
  const Host& one = hosts_[host];
  return one.name.empty() && one.number > 0 ? fmt::format("hostname-placeholder-{:04}", one.number) : one.name;
}

void Topology::set_nodes(std::vector<NodeView> nodes, std::vector<BoundPod> pods) {
  nodes_ = std::move(nodes);
  bound_ = std::move(pods);
}

LabelClass Topology::label_class(const std::string& ns, const kube::Labels& labels) {
  std::string key = quoted(ns);
  for (const auto& [name, value] : labels) {
    key += name;
    key += '\0';
    key += value;
    key += '\0';
  }
  const auto [at, is_new] = label_index_.emplace(std::move(key), static_cast<LabelClass>(labelled_.size()));
  if (is_new) labelled_.push_back({ns, labels, {}, {}, {}, 0, 0});
  return at->second;
}

bool Topology::selects(GroupId id, LabelClass pod) {
  Labelled& labelled = labelled_[pod];
  if (labelled.selected.size() <= id) labelled.selected.resize(groups_.size(), 0);
  std::int8_t& known = labelled.selected[id];
  if (known == 0) known = groups_[id].selects(labelled.ns, labelled.labels) ? 1 : -1;
  return known == 1;
}

const std::vector<GroupId>& Topology::selecting(LabelClass pod) {
  Labelled& labelled = labelled_[pod];
  for (; labelled.groups_asked < groups_.size(); ++labelled.groups_asked)
    if (const auto id = static_cast<GroupId>(labelled.groups_asked); selects(id, pod)) labelled.selecting.push_back(id);
  return labelled.selecting;
}

const std::vector<GroupId>& Topology::inverse_selecting(LabelClass pod) {
  Labelled& labelled = labelled_[pod];
  for (; labelled.inverse_asked < inverse_.size(); ++labelled.inverse_asked)
    if (inverse_[labelled.inverse_asked].selects(labelled.ns, labelled.labels))
      labelled.inverse_selecting.push_back(static_cast<GroupId>(labelled.inverse_asked));
  return labelled.inverse_selecting;
}

const std::vector<Topology::Domain>& Topology::universe(Symbol key) {
  const auto [at, is_new] = universes_.try_emplace(key);
  if (!is_new) return at->second;
  std::map<Symbol, std::vector<const std::vector<kube::Taint>*>> found;
  const auto insert = [&](const Requirement& requirement, const std::vector<kube::Taint>& taints) {
    for (Symbol value : requirement.values) {
      auto& lists = found[value];
      if (lists.empty() || taints.empty())
        lists = {&taints};
      else if (!lists.front()->empty() && lists.back() != &taints)
        lists.push_back(&taints);
    }
  };
  for (const PoolView& pool : pools_) {
    const auto& taints = pool.pool->pool.nodes.taints;
    const Requirement* own = sets_.find(pool.requirements, key);
    for (SetId type : pool.types) {
      const Requirement* offered = sets_.find(type, key);
      if (own && offered)
        insert(intersection(*offered, *own, sets_.symbols()), taints);
      else if (own || offered)
        insert(own ? *own : *offered, taints);
    }
    if (own && own->op() == Operator::In) insert(*own, taints);
  }
  for (auto& [name, taints] : found) at->second.push_back({name, std::move(taints)});
  return at->second;
}

void Topology::add_universe(TopologyGroup& group, const std::vector<kube::Toleration>& tolerations) {
  // A spread that ignores taints knows every domain. What has no policy (affinity) honours them.
  const auto& rule = group.rule();
  const bool every = rule.type == TopologyType::Spread && !rule.filter.honours_taints;
  for (const Domain& domain : universe(rule.key)) {
    const bool usable = every || std::any_of(domain.taints.begin(), domain.taints.end(),
                                             [&](const auto* taints) { return tolerates_all(tolerations, *taints); });
    if (usable) group.add_domain(domain.name);
  }
}

bool Topology::filter_matches(const NodeFilter& filter, const std::vector<kube::Taint>& taints, SetId node,
                              HostId host) {
  if (filter.honours_taints && !tolerates_all(filter.tolerations, taints)) return false;
  if (!filter.honours_affinity || filter.terms.empty()) return true;
  return std::any_of(filter.terms.begin(), filter.terms.end(), [&](const NodeTerms& term) {
    if (!sets_.compatible(node, term.set, Undefined::Refused)) return false;
    if (!term.host) return true;
    const Symbol name = hosts_.symbol(host, sets_.symbols());
    return !conflicts(one_of(term.host->key, {name}), *term.host, sets_.symbols());
  });
}

void Topology::count_existing(TopologyGroup& group) {
  const auto& rule = group.rule();
  const std::string& key = sets_.symbols().text(rule.key);
  const auto matches = [&](const NodeView& view) {
    const NodeFilter& filter = rule.filter;
    if (filter.honours_taints && !tolerates_all(filter.tolerations, view.node->taints)) return false;
    if (!filter.honours_affinity || filter.terms.empty()) return true;
    return std::any_of(filter.terms.begin(), filter.terms.end(), [&](const NodeTerms& term) {
      return sets_.compatible(view.labels, term.full, Undefined::Refused);
    });
  };
  const auto domain = [&](const NodeView& view) -> const std::string* {
    const auto found = view.node->object.labels.find(key);
    return found == view.node->object.labels.end() ? nullptr : &found->second;
  };
  std::vector<std::int8_t> counts(nodes_.size(), 0);
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    counts[i] = matches(nodes_[i]) ? 1 : 0;
    const std::string* value = domain(nodes_[i]);
    if (!counts[i] || !value || !nodes_[i].takes_part) continue;
    group.add_domain(sets_.symbols().intern(*value));
  }
  for (const BoundPod& pod : bound_) {
    const Labelled& labelled = labelled_[pod.labels];
    const NodeView& view = nodes_[pod.node];
    if (!counts[pod.node]) continue;
    if (rule.selector) {
      if (!group.selects(labelled.ns, labelled.labels)) continue;
    } else if (!std::binary_search(rule.namespaces.begin(), rule.namespaces.end(), labelled.ns)) {
      continue;  // without a selector every pod of the namespaces counts here
    }
    const std::string* value = domain(view);
    if (rule.is_host)
      group.record_host(view.host);
    else if (value)
      group.record(sets_.symbols().intern(*value));
  }
}

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

GroupId Topology::intern(TopologyGroup::Rule rule, const std::vector<kube::Toleration>& tolerations) {
  const auto [at, is_new] = index_.emplace(identity(rule), static_cast<GroupId>(groups_.size()));
  if (is_new) {
    TopologyGroup& made = groups_.emplace_back(std::move(rule), sets_.symbols());
    made.first_host_seen = host_log_.size();
    add_universe(made, tolerations);
    count_existing(made);
  }
  return at->second;
}

std::vector<GroupId> Topology::groups_of(const Constraints& constraints, LabelClass pod) {
  std::vector<GroupId> out;
  const std::string ns = labelled_[pod].ns;
  const bool wishes = policy_ == PreferencePolicy::Respect;
  for (const auto& spread : constraints.spread)
    if (wishes || spread.when_unsatisfiable == "DoNotSchedule")
      out.push_back(intern(spread_rule(spread, constraints, pod), constraints.tolerations));
  const auto add = [&](TopologyType type, const kube::PodAffinity& affinity) {
    for (const auto& term : affinity.required)
      out.push_back(intern(affinity_rule(type, term, ns), constraints.tolerations));
    if (wishes)
      for (const auto& one : affinity.preferred)
        out.push_back(intern(affinity_rule(type, one.term, ns), constraints.tolerations));
  };
  add(TopologyType::Affinity, constraints.affinity.pods);
  add(TopologyType::AntiAffinity, constraints.affinity.anti_pods);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

bool Topology::tracks_inverse(const Constraints& constraints) const {
  return !constraints.affinity.anti_pods.required.empty();
}

std::vector<GroupId> Topology::inverse_groups_of(const Constraints& constraints, LabelClass pod) {
  std::vector<GroupId> out;
  const std::string ns = labelled_[pod].ns;
  for (const auto& term : constraints.affinity.anti_pods.required) {
    TopologyGroup::Rule rule = affinity_rule(TopologyType::AntiAffinity, term, ns);
    const auto [at, is_new] = inverse_index_.emplace(identity(rule), static_cast<GroupId>(inverse_.size()));
    if (is_new) {
      TopologyGroup& made = inverse_.emplace_back(std::move(rule), sets_.symbols());
      made.first_host_seen = host_log_.size();
      add_universe(made, constraints.tolerations);
    }
    out.push_back(at->second);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

void Topology::record_inverse(GroupId id, const NodeView& view) {
  TopologyGroup& group = inverse_[id];
  const auto found = view.node->object.labels.find(sets_.symbols().text(group.rule().key));
  if (found == view.node->object.labels.end()) return;
  if (group.rule().is_host)
    group.record_host(view.host);
  else
    group.record(sets_.symbols().intern(found->second));
}

void Topology::record(TopologyGroup& group, SetId node, HostId host) {
  const auto& rule = group.rule();
  if (rule.is_host) return group.record_host(host);
  const Requirement* domains = sets_.find(node, rule.key);
  if (!domains) return;
  if (rule.type != TopologyType::AntiAffinity) {
    if (const auto only = domains->single()) group.record(*only);
  } else {
    for (Symbol value : domains->values) group.record(value);
  }
}

void Topology::record(LabelClass pod, const std::vector<GroupId>& owned_inverse, const std::vector<kube::Taint>& taints,
                      SetId node, HostId host) {
  for (GroupId id : selecting(pod)) {
    TopologyGroup& group = groups_[id];
    if (filter_matches(group.rule().filter, taints, node, host)) record(group, node, host);
  }
  for (GroupId id : owned_inverse) record(inverse_[id], node, host);
}

std::string Topology::counts_text(const TopologyGroup& group) const {
  constexpr std::size_t kShown = 25;
  std::map<std::string, std::int32_t> all;
  for (const auto& [domain, pods] : group.counts()) all[sets_.symbols().text(domain)] += pods;
  if (group.rule().is_host) {
    for (std::size_t i = group.first_host_seen; i < host_log_.size(); ++i)
      all[hosts_.name(host_log_[i])] = group.host_count(host_log_[i]);
    for (HostId host : group.populated_hosts()) all[hosts_.name(host)] = group.host_count(host);
  }
  std::string out;
  std::size_t shown = 0;
  for (const auto& [name, pods] : all) {
    if (shown++ == kShown) break;
    out += fmt::format("{}{}: {}", out.empty() ? "" : ", ", name, pods);
  }
  if (all.size() > kShown) out += fmt::format(" and {} other(s)", all.size() - kShown);
  return out;
}

}  // namespace slipway::karpenter
