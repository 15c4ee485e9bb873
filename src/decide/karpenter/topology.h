#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "decide/karpenter/cluster.h"
#include "decide/karpenter/hosts.h"
#include "decide/karpenter/preferences.h"
#include "decide/karpenter/topology_group.h"

namespace slipway::karpenter {

using GroupId = std::uint32_t;
/// Pods with equal namespace and labels: no selector can tell them apart.
using LabelClass = std::uint32_t;

/// The spread and (anti-)affinity constraints of the pods of a run and of those that stand already. Follows Karpenter
/// 1.14.1, pkg/controllers/provisioning/scheduling/topology.go; groups are kept in the order in which they were made.
class Topology {
 public:
  /// A node object, and what its labels are as requirements.
  struct NodeView {
    const kube::Node* node = nullptr;
    SetId labels = SetId::Empty;  // with the host name
    bool takes_part = false;      // its domain counts though no pod may stand on it
    HostId host = 0;              // of its host name label, or its name
  };
  struct BoundPod {
    LabelClass labels = 0;
    std::size_t node = 0;
  };
  /// The label values that pools could make, and the pools' taints.
  struct PoolView {
    const NodePool* pool = nullptr;
    SetId requirements = SetId::Empty;  // of the pool and its labels
    std::vector<SetId> types;           // requirements of each of its types
  };

  Topology(RequirementSets& sets, Hosts& hosts, PreferencePolicy policy)
      : sets_(sets), hosts_(hosts), policy_(policy) {}
  void set_pools(std::vector<PoolView> pools) { pools_ = std::move(pools); }
  void set_namespaces(const std::vector<kube::Namespace>& namespaces) { namespaces_ = &namespaces; }
  void set_nodes(std::vector<NodeView> nodes, std::vector<BoundPod> pods);

  LabelClass label_class(const std::string& ns, const kube::Labels& labels);

  /// The groups of a pod's own constraints, made where they are new; ascending, each once.
  std::vector<GroupId> groups_of(const Constraints& constraints, LabelClass pod);
  /// The groups in which the pod's required anti-affinity keeps others away.
  std::vector<GroupId> inverse_groups_of(const Constraints& constraints, LabelClass pod);
  bool tracks_inverse(const Constraints& constraints) const;
  /// A pod with anti-affinity stands on a node.
  void record_inverse(GroupId group, const NodeView& node);

  const TopologyGroup& group(GroupId id) const { return groups_[id]; }
  const TopologyGroup& inverse(GroupId id) const { return inverse_[id]; }
  bool selects(GroupId id, LabelClass pod);
  /// Groups that count the pod, inverse groups that keep it away.
  const std::vector<GroupId>& selecting(LabelClass pod);
  const std::vector<GroupId>& inverse_selecting(LabelClass pod);

  /// The host becomes a domain of all groups that there are.
  void register_host(HostId host) { host_log_.push_back(host); }
  /// A pod got its place: groups that select it count it, `owned_inverse` keep others away from where it is.
  void record(LabelClass pod, const std::vector<GroupId>& owned_inverse, const std::vector<kube::Taint>& taints,
              SetId node, HostId host);
  bool filter_matches(const NodeFilter& filter, const std::vector<kube::Taint>& taints, SetId node, HostId host);

  /// Domains and counts as Karpenter's messages list them: 25 by name, "and N other(s)".
  std::string counts_text(const TopologyGroup& group) const;

 private:
  struct Labelled {
    std::string ns;
    kube::Labels labels;
    std::vector<std::int8_t> selected;  // by group: 0 not asked, 1 yes, -1 no
    std::vector<GroupId> selecting, inverse_selecting;
    std::size_t groups_asked = 0, inverse_asked = 0;
  };
  struct Domain {
    Symbol name;
    std::vector<const std::vector<kube::Taint>*> taints;  // of the pools that offer it; one empty list alone: anyone
  };
  const std::vector<Domain>& universe(Symbol key);
  void add_universe(TopologyGroup& group, const std::vector<kube::Toleration>& tolerations);
  void count_existing(TopologyGroup& group);
  GroupId intern(TopologyGroup::Rule rule, const std::vector<kube::Toleration>& tolerations);
  TopologyGroup::Rule spread_rule(const kube::TopologySpreadConstraint& spread, const Constraints& pod,
                                  LabelClass labels);
  TopologyGroup::Rule affinity_rule(TopologyType type, const kube::PodAffinityTerm& term, const std::string& ns);
  std::vector<std::string> namespaces_of(const kube::PodAffinityTerm& term, const std::string& ns) const;
  NodeFilter filter_of(const kube::TopologySpreadConstraint& spread, const Constraints& pod);
  std::string identity(const TopologyGroup::Rule& rule) const;
  void record(TopologyGroup& group, SetId node, HostId host);

  RequirementSets& sets_;
  Hosts& hosts_;
  PreferencePolicy policy_;
  std::vector<PoolView> pools_;
  const std::vector<kube::Namespace>* namespaces_ = nullptr;
  std::vector<NodeView> nodes_;
  std::vector<BoundPod> bound_;
  std::map<Symbol, std::vector<Domain>> universes_;
  std::deque<TopologyGroup> groups_, inverse_;
  std::unordered_map<std::string, GroupId> index_, inverse_index_;
  std::deque<Labelled> labelled_;
  std::unordered_map<std::string, LabelClass> label_index_;
  std::vector<HostId> host_log_;
};

}  // namespace slipway::karpenter
