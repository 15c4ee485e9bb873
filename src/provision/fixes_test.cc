#include <gtest/gtest.h>

#include "model/testing.h"
#include "provision/outcome.h"

namespace slipway::provision {
namespace {

/// A pool "gpu" of g5 behind a taint, and what is said of a pod that only it can hold.
std::string pool(std::string_view more) {
  return fmt::format(
      "{{apiVersion: karpenter.k8s.aws/v1, kind: EC2NodeClass, metadata: {{name: c}}, spec: {{amiSelectorTerms: "
      "[{{alias: "
      "al2023@latest}}]}}}}\n---\n{{apiVersion: karpenter.sh/v1, kind: NodePool, metadata: {{name: gpu}}, spec: "
      "{{template: {{spec: {{nodeClassRef: {{group: karpenter.k8s.aws, kind: EC2NodeClass, name: c}}, requirements: "
      "[{{key: karpenter.k8s.aws/instance-family, operator: In, values: [g5]}}, {{key: karpenter.sh/capacity-type, "
      "operator: In, values: [on-demand]}}]{}}}}}{}}}}}\n---\n",
      more.starts_with("limits") ? "" : std::string(more.empty() ? "" : ", ") + std::string(more),
      more.starts_with("limits") ? ", " + std::string(more) : "");
}

std::string pod(std::string_view spec, std::string_view requests = "nvidia.com/gpu: 1") {
  return fmt::format(
      "{{apiVersion: v1, kind: Pod, metadata: {{name: p, labels: {{app: x}}}}, spec: {{{}{}containers: [{{name: c, "
      "resources: {{limits: {{{}}}}}}}]}}}}",
      spec, spec.empty() ? "" : ", ", requests);
}

Outcome outcome_of(const std::string& text) {
  model::Manifests manifests(text);
  model::Setting setting = model::in_virginia();
  const model::Model model = manifests.model(setting);
  EXPECT_TRUE(manifests.said().empty()) << manifests.said()[0];
  return run(model, setting, {});
}

struct Case {
  std::string_view what;
  std::string text;
  std::string reason;
  std::vector<std::vector<std::string>> fixes;
};

TEST(Fixes, NameTheSmallestChangeThatFreesAPod) {
  const Case cases[] = {
      {"a taint",
       pool("taints: [{key: gpu, effect: NoSchedule}]") + pod(""),
       "not tolerated: gpu:NoSchedule",
       {{"tolerate gpu:NoSchedule"}}},
      {"more of a device than there is",
       pool("") + pod("", "nvidia.com/gpu: 9"),
       "none of 8 types: 8 with too little nvidia.com/gpu",
       {{"request nvidia.com/gpu 8 or less (it asks for 9)"},
        {"let karpenter.k8s.aws/instance-family of NodePool gpu be p2 too"}}},
      {"a little more than fits",
       pool("") + pod("", "nvidia.com/gpu: 1, cpu: 200"),
       "none of 8 types: 8 with too little cpu",
       {{"request cpu 191 or less (it asks for 200)"}}},
      {"another capacity type",
       pool("") + pod("nodeSelector: {karpenter.sh/capacity-type: spot}"),
       "asks for karpenter.sh/capacity-type In [spot], the pool has karpenter.sh/capacity-type In [on-demand]",
       {{"let karpenter.sh/capacity-type of NodePool gpu be spot too"},
        {"drop the pod's nodeSelector on karpenter.sh/capacity-type"}}},
      {"another family",
       pool("") + pod("nodeSelector: {node.kubernetes.io/instance-type: p5.48xlarge}"),
       "none of 8 types: 8 of another node.kubernetes.io/instance-type",
       {{"let karpenter.k8s.aws/instance-family of NodePool gpu be p5 too"},
        {"drop the pod's nodeSelector on node.kubernetes.io/instance-type"}}},
      {"a label of nobody",
       pool("") + pod("nodeSelector: {team: ml}"),
       "nodes of the pool have no label team",
       {{"label the nodes of NodePool gpu with team=ml"}, {"drop the pod's nodeSelector on team"}}},
      {"a limit",
       pool("limits: {cpu: 3}") + pod(""),
       "every one of 8 types would exceed the pool's limits",
       {{"raise limits.cpu of NodePool gpu to 4"}}},
      {"a spread over a label of nobody",
       pool("") +
           pod("nodeSelector: {node.kubernetes.io/instance-type: g5.xlarge}, topologySpreadConstraints: [{maxSkew: "
               "1, minDomains: 1, topologyKey: none, whenUnsatisfiable: DoNotSchedule, labelSelector: "
               "{matchLabels: {app: x}}}]"),
       "topology spread over none leaves no place",
       {{"let the pod's spread over none be ScheduleAnyway"}}},
  };
  for (const Case& c : cases) {
    const Outcome outcome = outcome_of(c.text);
    ASSERT_EQ(outcome.pending.size(), 1u) << c.what;
    const Pending& pending = outcome.pending[0];
    ASSERT_EQ(pending.pools.size(), 1u) << c.what;
    EXPECT_EQ(pending.pools[0].text, c.reason) << c.what;
    std::vector<std::vector<std::string>> fixes;
    for (const Fix& fix : pending.fixes) fixes.push_back(fix.changes);
    EXPECT_EQ(fixes, c.fixes) << c.what;
  }
}

TEST(Fixes, TakeSeveralChangesWhereOneDoesNot) {
  const Outcome outcome =
      outcome_of(pool("taints: [{key: gpu, effect: NoSchedule}]") + pod("nodeSelector: {team: ml}"));
  ASSERT_EQ(outcome.pending.size(), 1u);
  ASSERT_FALSE(outcome.pending[0].fixes.empty());
  EXPECT_EQ(outcome.pending[0].fixes[0].changes,
            (std::vector<std::string>{"tolerate gpu:NoSchedule", "label the nodes of NodePool gpu with team=ml"}));
}

TEST(Fixes, SayHowManyPodsTheyFree) {
  const std::string pods =
      "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {replicas: 5, template: {spec: "
      "{nodeSelector: "
      "{karpenter.sh/capacity-type: spot}, containers: [{name: c, resources: {limits: {nvidia.com/gpu: 1}}}]}}}}";
  const Outcome all = outcome_of(pool("") + pods);
  ASSERT_EQ(all.pending.size(), 1u);
  ASSERT_FALSE(all.pending[0].fixes.empty());
  EXPECT_EQ(all.pending[0].fixes[0].frees, 5);
  const Outcome limited = outcome_of(pool("limits: {nvidia.com/gpu: 2}") + pods);
  ASSERT_EQ(limited.pending.size(), 1u);
  ASSERT_FALSE(limited.pending[0].fixes.empty());
  EXPECT_LT(limited.pending[0].fixes[0].frees, 5);
  EXPECT_GT(limited.pending[0].fixes[0].frees, 0);
}

}  // namespace
}  // namespace slipway::provision
