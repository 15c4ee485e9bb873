#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "rules/plans/plan.h"
#include "rules/rule.h"

namespace slipway::rules {
namespace {

using subject::Subject;

/// A cost-allocation tag that Karpenter puts on no instance.
void check_cost_tag(const Subject& subject, Findings& findings) {
  constexpr std::string_view kPut[] = {"karpenter.sh/nodepool", "karpenter.sh/nodeclaim",
                                       "karpenter.k8s.aws/ec2nodeclass"};
  std::set<std::string_view> own;  // tags of node classes
  for (const kube::Object* node_class : subject.of_kind("EC2NodeClass"))
    for (const doc::Member& tag : (*node_class->node)["spec"]["tags"].members()) own.insert(tag.key.text());
  for (const Plan& plan : plans(subject))
    for (const PlannedResource* tag : plan.of("aws_ce_cost_allocation_tag")) {
      const std::string_view key = (*tag)["tag_key"].text();
      const bool is_karpenters = key.starts_with("karpenter.sh/") || key.starts_with("karpenter.k8s.aws/") ||
                                 key.starts_with("node.kubernetes.io/") || key.starts_with("topology.kubernetes.io/");
      if (!is_karpenters || own.contains(key) || std::ranges::find(kPut, key) != std::end(kPut)) continue;
      findings.say(
          (*tag)["tag_key"].where(),
          fmt::format("{} is a label of nodes: nothing puts it on instances as a tag, so no cost is ever found by it",
                      key));
    }
}

const Rule kRules[] = {
    {"TF111", "X-004-72", Severity::Warning, "a cost tag that no instance has",
     "A cost-allocation tag is a tag of AWS resources. Karpenter puts its pool, its claim and its node class on "
     "instances, not the capacity type "
     "and not the labels of nodes.",
     "set the tag in EC2NodeClass spec.tags, one node class for each value, or group by usage type",
     "karpenter.k8s.aws_ec2nodeclasses.yaml; Cost Explorer API", check_cost_tag},
};

}  // namespace

std::span<const Rule> cost_tag_rules() { return kRules; }

}  // namespace slipway::rules
