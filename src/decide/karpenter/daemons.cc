#include "decide/karpenter/daemons.h"

#include <string_view>

#include "decide/karpenter/read_cluster.h"
#include "decide/karpenter/well_known.h"

namespace slipway::karpenter {
namespace {

constexpr auto kGate = kube::ComparisonOperators::On;

const Pod* newest_pod(const DaemonSet& set, const std::vector<Pod>& pods) {
  const Pod* out = nullptr;
  for (const Pod& pod : pods)
    if (!set.uid.empty() && pod.controller_uid == set.uid && pod.pod.object.ns == set.set.object.ns &&
        (!out || pod.created > out->created))
      out = &pod;
  return out;
}

/// What the API server does for pods, but not for templates.
void copy_limits(std::vector<kube::Container>& containers) {
  for (kube::Container& one : containers)
    one.resources.requests.insert(one.resources.limits.begin(), one.resources.limits.end());
}

void add_term(RequirementSets& sets, SetId& set, const kube::NodeSelectorTerm& term) {
  for (const auto& one : term.match_expressions)
    set = sets.with(set, make_requirement(sets.symbols(), one.key, one.op, one.values));
}

}  // namespace

SetId pod_requirements(RequirementSets& sets, const Constraints& constraints, Wishes wishes) {
  SetId set = SetId::Empty;
  for (const auto& [key, value] : constraints.node_selector)
    set = sets.with(set, make_requirement(sets.symbols(), key, "In", {value}));
  const kube::Affinity& affinity = constraints.affinity;
  if (wishes == Wishes::Counted && !affinity.preferred_nodes.empty())
    add_term(sets, set, affinity.preferred_nodes.front().preference);
  if (affinity.required_nodes && !affinity.required_nodes->terms.empty())
    add_term(sets, set, affinity.required_nodes->terms.front());
  return set;
}

Daemon::Daemon(const DaemonSet& set, const std::vector<Pod>& pods, RequirementSets& sets) : sets_(sets) {
  const kube::PodSpec& made = set.set.pods.spec;
  if (const Pod* pod = newest_pod(set, pods)) {
    constraints_ = constraints_of(pod->pod.spec);
    requests_ = pod->requests;
    ports_ = host_ports(pod->pod.spec);
    claims_devices_ = pod->claims_devices;
    // The running pod's term names its node; the template's are what new pods start from.
    if (made.affinity.required_nodes) constraints_.affinity.required_nodes = made.affinity.required_nodes;
    return;
  }
  kube::PodSpec spec = made;
  copy_limits(spec.containers);
  copy_limits(spec.init_containers);
  kube::Pod pod;
  pod.spec = std::move(spec);
  static const doc::Node kNoStatus;
  constraints_ = constraints_of(made);
  requests_ = pod_request_total(pod, kNoStatus);
  ports_ = host_ports(made);
  claims_devices_ = claims_any_device(made);
}

SetId Daemon::requirements() {
  if (!requirements_) requirements_ = pod_requirements(sets_, constraints_, Wishes::Left);
  return *requirements_;
}

bool Daemon::runs_on(const std::vector<kube::Taint>& taints, SetId node_template, SetId type) {
  tolerate_soft_taints(constraints_.tolerations);
  if (kube::first_untolerated(taints, constraints_.tolerations, kGate)) return false;
  auto& terms = constraints_.affinity.required_nodes;
  for (;;) {
    if (sets_.compatible(node_template, requirements(), Undefined::WellKnownAllowed) &&
        sets_.intersects(type, requirements()))
      return true;
    if (!terms || terms->terms.size() < 2) return false;
    terms->terms.erase(terms->terms.begin());
    requirements_.reset();
  }
}

bool Daemon::runs_on(const std::vector<kube::Taint>& taints, SetId node_labels) {
  return !kube::first_untolerated(taints, constraints_.tolerations, kGate) &&
         sets_.compatible(node_labels, requirements(), Undefined::Refused);
}

kube::ResourceList requests_of(const std::vector<const Daemon*>& daemons) {
  kube::ResourceList out;
  for (const Daemon* one : daemons) kube::add(out, one->requests());
  out["pods"] = kube::Quantity(static_cast<std::int64_t>(daemons.size()), kube::Quantity::Format::DecimalExponent);
  return out;
}

}  // namespace slipway::karpenter
