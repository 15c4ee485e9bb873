#include "decide/karpenter/preferences.h"

#include <gtest/gtest.h>

namespace slipway::karpenter {
namespace {

TEST(Preferences, AreGivenUpOneByOneInKarpentersOrder) {
  kube::PodSpec pod;
  pod.affinity.required_nodes = kube::NodeSelector{{kube::NodeSelectorTerm{}, kube::NodeSelectorTerm{}}};
  pod.affinity.pods.preferred = {{1, {}}, {5, {}}};
  pod.affinity.anti_pods.preferred = {{1, {}}};
  pod.affinity.preferred_nodes = {{1, {}}};
  kube::TopologySpreadConstraint hard, soft;
  hard.when_unsatisfiable = "DoNotSchedule";
  soft.when_unsatisfiable = "ScheduleAnyway";
  pod.topology_spread = {soft, hard};
  std::vector<std::string> steps;
  Constraints now = constraints_of(pod);
  while (auto next = relaxed(now, SoftTaints::Some)) {
    const kube::Affinity &a = now.affinity, &b = next->affinity;
    if (a.required_nodes != b.required_nodes) steps.push_back("required node term");
    if (a.pods != b.pods) steps.push_back("pods of weight " + std::to_string(b.pods.preferred.empty() ? 1 : 5));
    if (a.anti_pods != b.anti_pods) steps.push_back("anti-affinity");
    if (a.preferred_nodes != b.preferred_nodes) steps.push_back("preferred node");
    if (now.spread != next->spread) steps.push_back("spread");
    if (now.tolerations != next->tolerations) steps.push_back("soft taints");
    now = *std::move(next);
  }
  EXPECT_EQ(steps, (std::vector<std::string>{"required node term", "pods of weight 5", "pods of weight 1",
                                             "anti-affinity", "preferred node", "spread", "soft taints"}));
  EXPECT_EQ(now.affinity.required_nodes->terms.size(), 1u) << "the last alternative stays";
  EXPECT_EQ(now.spread, std::vector{hard});
}

}  // namespace
}  // namespace slipway::karpenter
