#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "decide/karpenter/hosts.h"
#include "decide/karpenter/requirement_sets.h"
#include "kube/label_selector.h"
#include "kube/objects/pod.h"

namespace slipway::karpenter {

enum class TopologyType : std::uint8_t { Spread, Affinity, AntiAffinity };
std::string_view to_string(TopologyType type);  // "topology spread", "pod affinity", "pod anti-affinity"

/// Requirements of a node with what they say of its host name apart: sets leave that out.
struct NodeTerms {
  SetId set = SetId::Empty;  // without the host name
  std::optional<Requirement> host;
  SetId full = SetId::Empty;  // with it
};
NodeTerms split_host(RequirementSets& sets, SetId full);

/// Which nodes count for a spread constraint: those that the pod may use, as far as its policies say so.
struct NodeFilter {
  bool honours_affinity = false, honours_taints = false;
  std::vector<NodeTerms> terms;  // any of them; none: every node
  std::vector<kube::Toleration> tolerations;
};

/// One constraint of many pods, and how many pods that it selects stand in each domain. Follows Karpenter 1.14.1,
/// pkg/controllers/provisioning/scheduling/topologygroup.go.
class TopologyGroup {
 public:
  struct Rule {
    TopologyType type = TopologyType::Spread;
    Symbol key{};          // as written: what labels and requirements are looked up by
    Symbol read_key{};     // as a requirement on it is read: old keys become today's
    bool is_host = false;  // the key is kubernetes.io/hostname: domains are hosts
    std::int32_t max_skew = 0;
    std::optional<std::int32_t> min_domains;
    std::vector<std::string> namespaces;  // ascending, each once
    std::optional<kube::LabelSelector> selector;
    NodeFilter filter;
  };
  TopologyGroup(Rule rule, const Symbols& symbols);

  const Rule& rule() const { return rule_; }
  bool selects(const std::string& ns, const kube::Labels& labels) const;

  /// Makes a domain known; it keeps its count.
  void add_domain(Symbol domain) { slot(domain); }
  void record(Symbol domain);
  void record_host(HostId host, bool is_claim);

  /// What the constraint makes of the node's label, given what pod and node allow (nullptr: anything): the domains to
  /// choose from. Without values when there is none. REQUIRES: !rule().is_host.
  Requirement domains_for(bool selects_itself, const Requirement* pod, const Requirement* node) const;
  /// The same where the node has one host name. `pod_allows` tells of hosts whether the pod's own requirements do.
  template <class Allows>
  bool allows_host(HostId host, bool selects_itself, Allows pod_allows) const;

  std::int32_t host_count(HostId host) const { return host < host_counts_.size() ? host_counts_[host] : 0; }
  /// Domains by name with their counts (hosts are counted apart).
  std::vector<std::pair<Symbol, std::int32_t>> counts() const;
  const std::vector<HostId>& populated_hosts() const { return populated_hosts_; }
  /// How many claims of the run have a pod that counts.
  std::size_t populated_claims() const { return populated_claims_; }
  std::size_t first_host_seen = 0;  // position in the log of hosts from which on hosts are known to the group

 private:
  struct Domain {
    Symbol name;
    std::int32_t pods = 0;
  };
  Domain& slot(Symbol domain);
  Requirement spread(bool selects_itself, const Requirement* pod, const Requirement* node) const;
  Requirement affinity(bool selects_itself, const Requirement* pod, const Requirement* node) const;
  Requirement anti_affinity(const Requirement* pod, const Requirement* node) const;
  bool allowed(const Requirement* by, Symbol domain) const { return !by || by->has(domain, symbols_); }

  Rule rule_;
  kube::Selector selector_;
  const Symbols& symbols_;
  std::vector<Domain> domains_;  // by name
  bool is_populated_ = false;    // some domain has a pod
  std::vector<std::int32_t> host_counts_;
  std::vector<HostId> populated_hosts_;
  std::size_t populated_claims_ = 0;
};

template <class Allows>
bool TopologyGroup::allows_host(HostId host, bool selects_itself, Allows pod_allows) const {
  const std::int32_t count = host_count(host);
  switch (rule_.type) {
    case TopologyType::Spread:  // a new host is always possible: the least count is zero
      return count + (selects_itself ? 1 : 0) <= rule_.max_skew;
    case TopologyType::AntiAffinity:
      return count == 0;
    case TopologyType::Affinity:
      break;
  }
  if (!pod_allows(host)) return false;
  if (count > 0) return true;
  if (!selects_itself) return false;
  for (HostId other : populated_hosts_)
    if (pod_allows(other)) return false;
  return true;
}

}  // namespace slipway::karpenter
