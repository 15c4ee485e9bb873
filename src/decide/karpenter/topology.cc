#include "decide/karpenter/topology.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "decide/karpenter/well_known.h"

namespace slipway::karpenter {
namespace {

constexpr auto kGate = kube::ComparisonOperators::On;

bool tolerates_all(const std::vector<kube::Toleration>& tolerations, const std::vector<kube::Taint>& taints) {
  return !kube::first_untolerated(taints, tolerations, kGate);
}

}  // namespace

void Topology::set_nodes(std::vector<NodeView> nodes, std::vector<BoundPod> pods) {
  nodes_ = std::move(nodes);
  bound_ = std::move(pods);
}

LabelClass Topology::label_class(const std::string& ns, const kube::Labels& labels) {
  std::string key = ns + '\0';
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
      group.record_host(view.host, false);
    else if (value)
      group.record(sets_.symbols().intern(*value));
  }
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
    group.record_host(view.host, false);
  else
    group.record(sets_.symbols().intern(found->second));
}

void Topology::record(TopologyGroup& group, SetId node, HostId host) {
  const auto& rule = group.rule();
  if (rule.is_host) return group.record_host(host, hosts_.is_placeholder(host));
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
