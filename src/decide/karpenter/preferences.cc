#include "decide/karpenter/preferences.h"

#include <algorithm>

#include "decide/karpenter/go_sort.h"

namespace slipway::karpenter {
namespace {

/// Equal weights keep their order.
template <class Term>
bool drop_heaviest(std::vector<Term>& terms) {
  if (terms.empty()) return false;
  std::stable_sort(terms.begin(), terms.end(), [](const Term& a, const Term& b) { return a.weight > b.weight; });
  terms.erase(terms.begin());
  return true;
}

bool drop_first_alternative(kube::Affinity& affinity) {
  if (!affinity.required_nodes || affinity.required_nodes->terms.size() < 2) return false;
  affinity.required_nodes->terms.erase(affinity.required_nodes->terms.begin());
  return true;
}

bool drop_soft_spread(std::vector<kube::TopologySpreadConstraint>& spread) {
  const auto soft = std::find_if(spread.begin(), spread.end(),
                                 [](const auto& one) { return one.when_unsatisfiable == "ScheduleAnyway"; });
  if (soft == spread.end()) return false;
  std::swap(*soft, spread.back());
  spread.pop_back();
  return true;
}

}  // namespace

Constraints constraints_of(const kube::PodSpec& pod) {
  Constraints out{pod.node_selector, pod.affinity, pod.tolerations, pod.topology_spread};
  go_sort(out.affinity.preferred_nodes, [](const auto& a, const auto& b) { return a.weight > b.weight; });
  return out;
}

bool tolerate_soft_taints(std::vector<kube::Toleration>& tolerations) {
  constexpr std::string_view kSoft = "PreferNoSchedule";
  const bool there = std::any_of(tolerations.begin(), tolerations.end(), [&](const kube::Toleration& one) {
    return one.key.empty() && one.op == "Exists" && one.value.empty() && one.effect == kSoft;
  });
  if (!there) tolerations.push_back({"", "Exists", "", std::string(kSoft), std::nullopt});
  return !there;
}

std::optional<Constraints> relaxed(Constraints constraints, SoftTaints soft_taints) {
  kube::Affinity& affinity = constraints.affinity;
  const bool changed = drop_first_alternative(affinity) || drop_heaviest(affinity.pods.preferred) ||
                       drop_heaviest(affinity.anti_pods.preferred) || drop_heaviest(affinity.preferred_nodes) ||
                       drop_soft_spread(constraints.spread) ||
                       (soft_taints == SoftTaints::Some && tolerate_soft_taints(constraints.tolerations));
  if (!changed) return std::nullopt;
  return constraints;
}

}  // namespace slipway::karpenter
