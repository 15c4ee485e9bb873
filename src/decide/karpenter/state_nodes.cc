#include "decide/karpenter/state_nodes.h"

#include <algorithm>
#include <string_view>

#include "decide/karpenter/well_known.h"
#include "kube/duration.h"

namespace slipway::karpenter {
namespace {

bool same_kind(const kube::Taint& a, const kube::Taint& b) { return a.key == b.key && a.effect == b.effect; }

/// Taints that nodes have while they start.
bool is_ephemeral(const kube::Taint& taint) {
  static const kube::Taint kKnown[] = {{"node.kubernetes.io/not-ready", "", "NoSchedule"},
                                       {"node.kubernetes.io/not-ready", "", "NoExecute"},
                                       {"node.kubernetes.io/unreachable", "", "NoSchedule"},
                                       {"node.cloudprovider.kubernetes.io/uninitialized", "true", "NoSchedule"},
                                       {"karpenter.sh/unregistered", "", "NoExecute"}};
  return std::any_of(std::begin(kKnown), std::end(kKnown), [&](const auto& one) { return same_kind(one, taint); }) ||
         taint.key.starts_with("readiness.k8s.io/");
}

std::string_view label(const kube::Labels& labels, std::string_view key) {
  const auto found = labels.find(key);
  return found == labels.end() ? std::string_view() : found->second;
}

bool is_protected(const Pod& pod, std::int64_t now) {
  const std::string_view value = label(pod.pod.object.annotations, "karpenter.sh/do-not-disrupt");
  if (value.empty()) return false;
  if (value == "true") return true;
  const auto period = kube::parse_duration(value);
  if (!period || *period <= kube::Duration(0)) return false;
  return !pod.started || std::chrono::seconds(now - *pod.started) < *period;
}

bool is_active(const Pod& pod) { return !is_over(pod) && !pod.pod.is_deleting; }

bool is_fully_blocking(const kube::PodDisruptionBudget& budget) {
  const auto is = [](const std::optional<kube::IntOrPercent>& value, std::string_view text) {
    return value && value->type() == kube::IntOrPercent::Type::String && value->to_string() == text;
  };
  const auto& most = budget.max_unavailable;
  return (most && most->type() == kube::IntOrPercent::Type::Int && most->int_value() == 0) || is(most, "0%") ||
         is(budget.min_available, "100%");
}

bool is_blocked_by_budgets(const Pod& pod, const Cluster& cluster) {
  const kube::Taint disrupted{"karpenter.sh/disrupted", "", "NoSchedule"};
  const bool evictable = is_active(pod) && !pod.of_node && !is_protected(pod, cluster.now) &&
                         !kube::tolerates_any(pod.pod.spec->tolerations, disrupted, kube::ComparisonOperators::On);
  if (!evictable) return false;
  const kube::PodDisruptionBudget* only = nullptr;
  for (const kube::PodDisruptionBudget& one : cluster.budgets) {
    if (one.object.ns != pod.pod.object.ns) continue;
    const auto selector = kube::to_selector(one.selector);
    if (!selector || !selector->matches(pod.pod.object.labels)) continue;
    if (only) return true;  // the eviction API takes no pod with two
    only = &one;
  }
  if (!only || (only->unhealthy_pod_eviction == "AlwaysAllow" && pod.is_unready)) return false;
  return is_fully_blocking(*only);
}

}  // namespace

bool is_over(const Pod& pod) { return pod.pod.phase == "Failed" || pod.pod.phase == "Succeeded"; }

bool is_provisionable(const Pod& pod) {
  return pod.is_unschedulable && pod.pod.spec->node_name.empty() && pod.pod.nominated_node_name.empty() &&
         !pod.of_daemon_set && !pod.of_node;
}

bool is_currently_reschedulable(const Pod& pod, const Cluster& cluster) {
  const bool reschedulable =
      (is_active(pod) || (pod.of_stateful_set && pod.pod.is_deleting)) && !pod.of_daemon_set && !pod.of_node;
  const bool disruptable = !is_active(pod) || !is_protected(pod, cluster.now);
  return reschedulable && disruptable && !is_blocked_by_budgets(pod, cluster);
}

bool StateNode::is_marked(std::string_view key) const {
  return !is_managed() || (node && label(node->node.object.labels, key) == "true");
}

bool StateNode::is_leaving() const {
  return (claim && (claim->is_deleting || claim->is_terminating)) || (node && !claim && node->is_deleting);
}

const std::string& StateNode::name() const {
  return !node || (claim && !is_registered()) ? claim->claim.object.name : node->node.object.name;
}

const kube::Labels& StateNode::labels() const {
  return !node || (claim && !is_registered()) ? claim->claim.object.labels : node->node.object.labels;
}

std::string StateNode::host_name() const {
  const std::string_view labelled = label(labels(), labels::kHostname);
  return labelled.empty() ? name() : std::string(labelled);
}

std::vector<kube::Taint> StateNode::taints() const {
  const bool of_claim = !node || (is_managed() && !is_registered());
  std::vector<kube::Taint> out = of_claim ? claim->claim.node.taints : node->node.taints;
  if (is_managed() && !is_initialized()) {
    const auto& startup = claim->claim.node.startup_taints;
    std::erase_if(out, [&](const kube::Taint& taint) {
      return is_ephemeral(taint) ||
             std::any_of(startup.begin(), startup.end(), [&](const auto& one) { return same_kind(one, taint); });
    });
  }
  return out;
}

kube::ResourceList StateNode::reported(kube::ResourceList kube::Node::*of_node,
                                       kube::ResourceList kube::NodeClaim::*of_claim) const {
  if (is_initialized() || !claim) return node->node.*of_node;
  if (!node) return claim->claim.*of_claim;
  // What the kubelet has not reported yet is taken from the claim.
  kube::ResourceList out = node->node.*of_node;
  for (const auto& [resource, quantity] : claim->claim.*of_claim) {
    kube::Quantity& known = out[resource];
    if (known.is_zero()) known = quantity;
  }
  return out;
}

kube::ResourceList StateNode::capacity() const {
  kube::ResourceList out = reported(&kube::Node::capacity, &kube::NodeClaim::capacity);
  out["nodes"] = kube::Quantity(1);
  return out;
}

kube::ResourceList StateNode::allocatable() const {
  return reported(&kube::Node::allocatable, &kube::NodeClaim::allocatable);
}

std::vector<StateNode> state_nodes(const Cluster& cluster) {
  std::map<std::string, StateNode> by_provider;
  std::map<std::string_view, std::string> provider_of;  // node name
  for (const NodeClaim& one : cluster.claims)
    if (!one.claim.provider_id.empty()) by_provider[one.claim.provider_id].claim = &one;
  for (const Node& one : cluster.nodes) {
    const kube::Labels& labels = one.node.object.labels;
    const bool managed = !label(labels, labels::kNodePool).empty();
    std::string id = one.node.provider_id;
    if (id.empty()) {
      if (managed) continue;  // it will get one
      id = one.node.object.name;
    }
    if (managed && label(labels, labels::kInstanceType).empty() && label(labels, labels::kInitialized).empty())
      continue;
    by_provider[id].node = &one;
    provider_of[one.node.object.name] = id;
  }
  for (const Pod& pod : cluster.pods) {
    if (pod.pod.spec->node_name.empty() || is_over(pod)) continue;
    if (const auto id = provider_of.find(pod.pod.spec->node_name); id != provider_of.end())
      by_provider[id->second].pods.push_back(&pod);
  }
  std::vector<StateNode> out;
  for (auto& [id, node] : by_provider) out.push_back(std::move(node));
  return out;
}

}  // namespace slipway::karpenter
