#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/view.h"

namespace slipway::rules {
namespace {

using subject::Subject;

void check(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  if (view.pools().empty() || std::ranges::none_of(view.groups(), &NodeGroup::is_autoscaled)) return;
  std::set<const kube::Object*> said;
  for (const PodView& pod : view.pods()) {
    if (pod.needs.gpus == 0 || pod.is_daemon()) continue;
    const kube::Object& owner = *pod.pod->owner;
    const auto group = std::ranges::find_if(view.groups(), [&](const NodeGroup& one) {
      return one.is_autoscaled && takes(one, pod) &&
             std::ranges::any_of(one.types, [&](const auto* type) { return type->gpus >= pod.needs.gpus; });
    });
    if (group == view.groups().end()) continue;
    const auto& pools = view.pools_of(pod);
    const auto pool = std::ranges::find_if(pools, [&](const Pool* one) { return !view.types_for(*one, pod).empty(); });
    if (pool == pools.end() || !said.insert(&owner).second) continue;
    findings.say(key_place(*owner.node, "kind"),
                 fmt::format("both Cluster Autoscaler and Karpenter will make a node for {}", title_of(owner)),
                 fmt::format("node group {} and NodePool {} take it", group->name, (*pool)->name()));
  }
}

constexpr Rule kRules[] = {
    {"KRP031", "X-001-22", Severity::Warning, "pods for which two autoscalers make nodes",
     "Both see the same pending pod and both buy: one of two GPU machines is empty until it is taken away again.",
     "keep them apart: a taint or label that only one of the two carries, and that the pod names",
     "karpenter docs, migrating from Cluster Autoscaler", check},
};

}  // namespace

std::span<const Rule> two_autoscaler_rules() { return kRules; }

}  // namespace slipway::rules
