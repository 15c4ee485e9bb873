#include "decide/karpenter/topology_group.h"

#include <algorithm>
#include <limits>

#include "decide/karpenter/well_known.h"

namespace slipway::karpenter {

std::string_view to_string(TopologyType type) {
  switch (type) {
    case TopologyType::Spread:
      return "topology spread";
    case TopologyType::Affinity:
      return "pod affinity";
    case TopologyType::AntiAffinity:
      break;
  }
  return "pod anti-affinity";
}

NodeTerms split_host(RequirementSets& sets, SetId full) {
  const Symbol hostname = sets.symbols().intern(labels::kHostname);
  NodeTerms out{full, std::nullopt, full};
  if (const Requirement* host = sets.find(full, hostname)) {
    out.host = *host;
    out.set = sets.without(full, hostname);
  }
  return out;
}

TopologyGroup::TopologyGroup(Rule rule, const Symbols& symbols) : rule_(std::move(rule)), symbols_(symbols) {
  auto selector = kube::to_selector(rule_.selector);
  if (selector)
    selector_ = std::move(selector).value();
  else
    selector_.matches_nothing = true;
}

bool TopologyGroup::selects(const std::string& ns, const kube::Labels& pod_labels) const {
  return std::binary_search(rule_.namespaces.begin(), rule_.namespaces.end(), ns) && selector_.matches(pod_labels);
}

TopologyGroup::Domain& TopologyGroup::slot(Symbol domain) {
  auto at = std::lower_bound(domains_.begin(), domains_.end(), domain,
                             [this](const Domain& a, Symbol b) { return a.name != b && symbols_.less(a.name, b); });
  if (at == domains_.end() || at->name != domain) at = domains_.insert(at, {domain, 0});
  return *at;
}

void TopologyGroup::record(Symbol domain) {
  ++slot(domain).pods;
  is_populated_ = true;
}

void TopologyGroup::record_host(HostId host, bool is_claim) {
  if (host >= host_counts_.size()) host_counts_.resize(host + 1 + host / 2, 0);
  if (host_counts_[host]++ > 0) return;
  populated_hosts_.push_back(host);
  populated_claims_ += is_claim ? 1 : 0;
}

Requirement TopologyGroup::domains_for(bool selects_itself, const Requirement* pod, const Requirement* node) const {
  switch (rule_.type) {
    case TopologyType::Spread:
      return spread(selects_itself, pod, node);
    case TopologyType::Affinity:
      return affinity(selects_itself, pod, node);
    case TopologyType::AntiAffinity:
      break;
  }
  return anti_affinity(pod, node);
}

Requirement TopologyGroup::spread(bool selects_itself, const Requirement* pod, const Requirement* node) const {
  std::int32_t least = std::numeric_limits<std::int32_t>::max(), supported = 0;
  for (const Domain& one : domains_)
    if (allowed(pod, one.name)) {
      ++supported;
      least = std::min(least, one.pods);
    }
  if (rule_.min_domains && supported < *rule_.min_domains) least = 0;
  const Domain* best = nullptr;
  for (const Domain& one : domains_) {
    if (!allowed(node, one.name)) continue;
    const std::int64_t skew = std::int64_t{one.pods} + (selects_itself ? 1 : 0) - least;
    if (skew <= rule_.max_skew && (!best || one.pods < best->pods)) best = &one;
  }
  return best ? one_of(rule_.read_key, {best->name}) : does_not_exist(rule_.read_key);
}

Requirement TopologyGroup::affinity(bool selects_itself, const Requirement* pod, const Requirement* node) const {
  std::vector<Symbol> chosen;
  bool other_place = false;  // a pod stands where this one may go
  for (const Domain& one : domains_) {
    if (one.pods == 0 || !allowed(pod, one.name)) continue;
    other_place = true;
    if (allowed(node, one.name)) chosen.push_back(one.name);
  }
  if (!chosen.empty() || !selects_itself || other_place) return one_of(rule_.read_key, std::move(chosen));
  // The first pod of its kind may start anywhere. Karpenter picks twice: where pod and node can both be, and where the
  // pod can be.
  const auto pick = [&](const auto& allows) {
    for (const Domain& one : domains_)
      if (allows(one.name)) return chosen.push_back(one.name);
  };
  pick([&](Symbol domain) { return allowed(pod, domain) && allowed(node, domain); });
  pick([&](Symbol domain) { return allowed(pod, domain); });
  return one_of(rule_.read_key, std::move(chosen));
}

Requirement TopologyGroup::anti_affinity(const Requirement* pod, const Requirement* node) const {
  std::vector<Symbol> chosen;
  for (const Domain& one : domains_)
    if (one.pods == 0 && allowed(node, one.name) && allowed(pod, one.name)) chosen.push_back(one.name);
  return one_of(rule_.read_key, std::move(chosen));
}

std::vector<std::pair<Symbol, std::int32_t>> TopologyGroup::counts() const {
  std::vector<std::pair<Symbol, std::int32_t>> out;
  for (const Domain& one : domains_) out.emplace_back(one.name, one.pods);
  return out;
}

}  // namespace slipway::karpenter
