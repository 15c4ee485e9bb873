#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "decide/karpenter/claim_order.h"
#include "decide/karpenter/context_classes.h"
#include "decide/karpenter/node_template.h"
#include "decide/karpenter/refusal.h"
#include "decide/karpenter/reservations.h"
#include "decide/karpenter/shapes.h"
#include "decide/karpenter/state_nodes.h"
#include "decide/karpenter/storage.h"
#include "decide/karpenter/topology.h"

namespace slipway::karpenter {

/// Where a pod could go, as far as labels and taints tell: places in one context get one answer.
using ContextId = std::uint32_t;

/// A node to be bought.
struct Claim {
  std::uint32_t node_template = 0;
  ContextId context = 0;
  SetId set = SetId::Empty;  // without the host name
  HostId host = 0;
  Bits types;  // slots of the template that are left
  AmountRow requests;
  std::vector<Amount> room;         // by column: the most that one more pod can ask for
  std::vector<std::uint32_t> pods;  // in the queue's numbering
  HostPorts ports;
  std::vector<const Offering*> reserved;
};

/// A node that is there or on its way.
struct ExistingNode {
  const StateNode* state = nullptr;
  ContextId context = 0;
  SetId set = SetId::Empty;
  std::uint32_t taints = 0;
  HostId host = 0;
  AmountRow remaining;
  HostPorts ports;
  VolumeUsage volumes{{}};
  std::vector<std::uint32_t> pods;
};

/// One run: construction looks up and numbers everything, run() takes pod after pod. Follows Karpenter 1.14.1,
/// pkg/controllers/provisioning/scheduling/scheduler.go.
class Scheduler {
 public:
  /// `pools` by weight; `pods` indices of cluster.pods.
  Scheduler(const Cluster& cluster, const Options& options, std::vector<const NodePool*> pools,
            const std::vector<StateNode>& state, const std::vector<std::uint32_t>& pods);
  /// `hear`, where there is one: as solve_for_waiting has it.
  void run(const std::function<void(std::uint32_t, const PodRefusal&)>& hear);

  struct EmptyPool {
    const NodePool* pool;
    bool for_min_values;
  };
  const std::vector<EmptyPool>& empty_pools() const { return empty_pools_; }
  /// As the last sort left them.
  std::vector<const Claim*> claims() const;
  const std::vector<ExistingNode>& existing() const { return existing_; }
  const QueuedPod& pod(std::uint32_t queued) const { return pods_[queued]; }
  NodeTemplate& node_template(std::uint32_t index) { return templates_[index]; }
  bool has_relaxed_min_values(std::uint32_t node_template) const { return min_values_relaxed_[node_template]; }
  RequirementSets& sets() { return sets_; }
  /// Pods without a place and why, in the order of the queue.
  std::vector<std::pair<std::uint32_t, PodRefusal>> take_refusals() { return std::move(refusals_); }
  const Cluster& cluster() const { return cluster_; }
  const Options& options() const { return options_; }

 private:
  enum class Outcome : std::uint8_t { Placed, Refused, Final };

  // setting up
  void add_types_and_templates(const std::vector<const NodePool*>& pools, std::vector<Daemon>& daemons);
  void add_topology(const std::vector<const NodePool*>& pools, const std::vector<StateNode>& state);
  void add_pods(const std::vector<std::uint32_t>& pods);
  std::uint32_t shape_of(const Pod& pod);
  void add_level(Shape& shape, Constraints constraints);
  void add_existing_nodes(const std::vector<StateNode>& state, std::vector<Daemon>& daemons);
  void set_limits(const std::vector<StateNode>& state);
  std::uint32_t taint_list(const std::vector<kube::Taint>& taints);
  ContextId context(std::uint32_t taints, SetId set, Undefined undefined);

  // one pod
  Outcome try_pod(std::uint32_t queued, PodRefusal& refusal);
  Outcome try_levels(std::uint32_t queued, Shape& shape, PodRefusal& refusal);
  Outcome add(std::uint32_t queued, Shape& shape, Level& level, bool explain, PodRefusal& refusal);
  bool add_to_existing(std::uint32_t queued, Shape& shape, Level& level);
  bool add_to_claim(std::uint32_t queued, Shape& shape, Level& level);
  Outcome add_to_new_claim(std::uint32_t queued, Shape& shape, Level& level, bool explain, PodRefusal& refusal);
  void make_groups(Shape& shape, Level& level);
  bool has_next_level(Shape& shape, std::size_t level);

  // one place
  struct Fit {
    SetId set = SetId::Empty;
    Bits types;
    std::vector<const Offering*> reserved;
    bool min_values_relaxed = false;
  };
  enum class Answer : std::uint8_t { Yes, No, NoReservation };
  bool tolerates(Level& level, std::uint32_t taints);
  /// Neither the pool's taints nor its labels keep the pod away. REQUIRES: the pod names no host.
  bool is_meant_for(Level& level, std::uint32_t node_template);
  /// The place's set with the pod on it; nullopt when labels, taints or domains refuse it. Hosts aside.
  std::optional<SetId> narrowed(ContextId context, Level& level, const NodeTerms* volumes);
  std::optional<SetId> narrowed_remembered(ContextId context, Level& level);
  /// Collects what keeps the shape away, for the attempt to come.
  void begin_attempt(Shape& shape);
  bool host_allowed(const Level& level, const NodeTerms* volumes, HostId host);
  bool has_room(std::uint32_t claim, const QueuedPod& pod) const;
  /// Some anti-affinity has a pod on every claim: no need to ask them one by one.
  bool is_every_claim_closed(const Level& level) const;
  bool terms_allow_host(const NodeTerms& terms, HostId host);
  Answer fits(const Claim& claim, const QueuedPod& pod, Shape& shape, Level& level, bool relax_min_values, Fit& fit);
  Answer fits(const Claim& claim, const QueuedPod& pod, const Shape& shape, SetId set, bool relax_min_values, Fit& fit);
  Answer reserve(const Claim& claim, NodeTemplate& of, Fit& fit);
  void place(std::uint32_t claim, std::uint32_t queued, const Shape& shape, Fit&& fit);
  void explain_limit(std::uint32_t node_template, PoolRefusal& out) const;
  PoolRefusal explain(std::uint32_t node_template, HostId host, const QueuedPod& pod, Shape& shape, Level& level);
  const std::vector<RequirementConflict>& conflicts_on_new_node(SetId node, SetId pod);
  std::optional<PoolRefusal> explain_alternative(NodeTemplate& of, SetId base, const Bits& eligible, HostId host,
                                                 const QueuedPod& pod, Shape& shape, Level& level,
                                                 const NodeTerms* volumes);
  bool explain_topology(SetId full, HostId host, Shape& shape, Level& level, SetId& narrowed_full, PoolRefusal& out);
  PoolRefusal explain_types(NodeTemplate& of, SetId set, const Bits& eligible, const QueuedPod& pod,
                            const Shape& shape);

  struct Limit {
    std::vector<std::pair<std::uint32_t, Amount>> remaining;
    Bits eligible;                           // types that stay within it
    std::optional<PoolRefusal::Kind> spent;  // no more nodes, and why
  };
  void weigh_limit(std::uint32_t node_template);

  /// How an attempt failed. As long as nothing changes afterwards, pods that are alike fail the same way.
  struct Failure {
    std::size_t changes = 0;  // that there were by then
    std::uint32_t placeholders = 0;
    Outcome outcome = Outcome::Refused;
    PodRefusal::Kind kind = PodRefusal::Kind::Pools;
  };

  const Cluster& cluster_;
  const Options& options_;
  Symbols symbols_;
  RequirementSets sets_{symbols_};
  Columns columns_;
  Hosts hosts_;
  Storage storage_;
  Topology topology_;
  SoftTaints soft_taints_ = SoftTaints::None;
  std::vector<TypeFacts> types_;
  std::deque<NodeTemplate> templates_;
  std::vector<std::uint32_t> template_taints_;
  std::vector<ContextId> template_contexts_;
  std::vector<Limit> limits_;  // by template
  std::vector<bool> min_values_relaxed_;
  std::vector<EmptyPool> empty_pools_;
  std::deque<std::vector<kube::Taint>> taint_lists_;

  struct Context {
    std::uint32_t taints = 0;
    SetId set = SetId::Empty;
    Undefined undefined = Undefined::Refused;
  };
  std::vector<Context> contexts_;
  PairMemo context_index_;
  struct Remembered {
    std::uint64_t attempt = 0;
    std::optional<SetId> set;
  };
  std::vector<Remembered> remembered_;  // by context
  std::uint64_t attempt_ = 0;
  std::vector<const TopologyGroup*> domains_closed_, hosts_closed_;  // of the attempt: inverse groups

  std::vector<QueuedPod> pods_;
  std::deque<Shape> shapes_;
  std::unordered_multimap<std::size_t, std::pair<const Pod*, std::uint32_t>> shape_index_;
  std::vector<ExistingNode> existing_;
  std::deque<Claim> claims_;
  /// What most refusals need of a claim, close together.
  struct Head {
    ContextId context = 0;
    HostId host = 0;
  };
  std::vector<Head> heads_;    // by claim
  std::vector<Amount> rooms_;  // by claim and column: the most that one more pod can ask for
  ClaimOrder order_;
  ContextClasses classes_;
  Reservations reservations_;
  std::uint32_t placeholders_ = 0;
  std::uint32_t nodes_column_ = 0;
  std::vector<bool> is_asked_for_;  // by column: by some pod
  std::vector<std::pair<std::uint32_t, PodRefusal>> refusals_;
  bool is_brief_ = false;    // refusals name the most telling pools
  std::size_t changes_ = 0;  // of what attempts look at: a pod has a place, a group of topology is made
  // By shape and requests, unless each pod is explained.
  std::map<std::pair<std::uint32_t, Amounts>, Failure> failures_;
  std::set<std::pair<std::uint32_t, Amounts>> explained_;
  std::map<std::pair<SetId, SetId>, std::vector<RequirementConflict>> conflicts_;  // of pools and pods
};

}  // namespace slipway::karpenter
