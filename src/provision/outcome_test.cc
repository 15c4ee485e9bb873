#include "provision/outcome.h"

#include <gtest/gtest.h>

#include "model/testing.h"
#include "provision/difference.h"

namespace slipway::provision {
namespace {

constexpr std::string_view kPool =
    "{apiVersion: karpenter.k8s.aws/v1, kind: EC2NodeClass, metadata: {name: c}, spec: {amiSelectorTerms: [{alias: "
    "al2023@latest}]}}\n---\n{apiVersion: karpenter.sh/v1, kind: NodePool, metadata: {name: general}, spec: {template: "
    "{spec: {nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: c}, requirements: [{key: "
    "node.kubernetes.io/instance-type, operator: In, values: [TYPE]}, {key: karpenter.sh/capacity-type, operator: In, "
    "values: [on-demand]}]}}}}\n---\n";

std::string with_type(std::string_view type) {
  std::string out(kPool);
  return out.replace(out.find("TYPE"), 4, type);
}

/// Pods of 1500m each: one fills most of an m5.large.
std::string deployment(std::string_view name, int replicas, std::string_view spec = "") {
  return fmt::format(
      "{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: {}}}, spec: {{replicas: {}, template: {{spec: {{{}"
      "containers: [{{name: c, resources: {{requests: {{cpu: 1500m, memory: 1Gi}}}}}}]}}}}}}}}\n---\n",
      name, replicas, spec);
}

Outcome outcome_of(const std::string& text, const model::Setting& setting = model::in_virginia()) {
  model::Manifests manifests(text);
  const model::Model model = manifests.model(setting);
  return run(model, setting, {});
}

TEST(Outcome, PutsAlikeNodesTogetherAndAddsUp) {
  const Outcome outcome = outcome_of(with_type("m5.large") + deployment("web", 3));
  ASSERT_EQ(outcome.nodes.size(), 1u);
  const NewNodes& node = outcome.nodes[0];
  EXPECT_EQ(node.count, 3);
  EXPECT_EQ(node.type(), "m5.large");
  EXPECT_EQ(node.capacity_type, "on-demand");
  EXPECT_EQ(node.zones, (std::vector<std::string>{"us-east-1a", "us-east-1b"}));
  EXPECT_EQ(node.pods, (std::vector<PodsOf>{{0, 1}}));
  EXPECT_EQ(node.used.cpu_milli, 1'500);
  EXPECT_EQ(node.allocatable.cpu_milli, 1'930);
  EXPECT_EQ(outcome.per_hour.to_exact_string(), "0.288") << "3 at 0.096";
  EXPECT_EQ(outcome.used.cpu_milli, 4'500);
  EXPECT_EQ(outcome.pods, 3);
  EXPECT_EQ(outcome.placed_new, 3);
}

TEST(Outcome, FillsNodesThatExistFirst) {
  model::Setting setting = model::in_virginia();
  setting.nodes.push_back({"group system", 2, "m5.large", {}, {}, {}});
  const Outcome outcome = outcome_of(with_type("m5.large") + deployment("web", 3), setting);
  ASSERT_EQ(outcome.existing.size(), 1u);
  EXPECT_EQ(outcome.existing[0].names, (std::vector<std::string>{"system-0", "system-1"}));
  EXPECT_EQ(outcome.placed_old, 2);
  EXPECT_EQ(outcome.node_count, 1);
}

TEST(Outcome, UsesNodesThatExistWhereNoPoolIs) {
  model::Setting setting = model::in_virginia();
  setting.nodes.push_back({"group system", 1, "m5.large", {}, {}, {}});
  const Outcome outcome = outcome_of(deployment("web", 2), setting);
  EXPECT_EQ(outcome.placed_old, 1);
  ASSERT_EQ(outcome.pending.size(), 1u);
  EXPECT_EQ(outcome.pending[0].count, 1);
  EXPECT_EQ(outcome.pending[0].text, "group system is for it and its 1 node is full: Karpenter adds none to a group");
  ASSERT_EQ(outcome.pending[0].fixes.size(), 1u);
  EXPECT_EQ(outcome.pending[0].fixes[0].changes, std::vector<std::string>{"set desired of group system to 2"});
}

/// A group of no node is still the one that pods are for, whatever pools have against them; one that they do not fit
/// into is not.
TEST(Outcome, NamesTheGroupThatPodsAreFor) {
  struct Case {
    int replicas;
    std::string cpu, label, said;
  };
  for (const Case& c : {Case{1, "1", "a", "set desired of group a to 1"},
                        {2, "1500m", "a", "set desired of group a to 2"},
                        {4, "500m", "a", "set desired of group a to 2"},
                        {1, "16", "a", ""},
                        {1, "1", "b", ""}}) {
    model::Setting setting = model::in_virginia();
    setting.nodes.push_back({"group a", 0, "m5.large", {}, {{"group", "a"}}, {}});
    const Outcome outcome = outcome_of(
        with_type("m5.large") +
            fmt::format("---\n{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: web}}, spec: {{replicas: {}, "
                        "template: {{metadata: {{labels: {{app: web}}}}, spec: {{nodeSelector: {{group: {}}}, "
                        "containers: [{{name: c, resources: {{requests: {{cpu: {}}}}}}}]}}}}}}}}\n",
                        c.replicas, c.label, c.cpu),
        setting);
    ASSERT_EQ(outcome.pending.size(), 1u);
    EXPECT_EQ(outcome.pending[0].pools.empty(), !c.said.empty());
    if (c.said.empty()) continue;
    EXPECT_EQ(outcome.pending[0].text, "group a is for it and has no node: Karpenter adds none to a group");
    EXPECT_EQ(outcome.pending[0].fixes[0].changes, std::vector<std::string>{c.said});
  }
}

TEST(Outcome, TellsApartWhoWaitsByWillAndWhoMust) {
  const Outcome outcome =
      outcome_of(with_type("m5.large") + deployment("gated", 1, "schedulingGates: [{name: quota}], ") +
                 deployment("away", 1,
                            "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: "
                            "{nodeSelectorTerms: [{matchExpressions: [{key: karpenter.sh/nodepool, operator: "
                            "DoesNotExist}]}]}}}, ") +
                 deployment("odd", 1, "nodeSelector: {kubernetes.io/hostname.x: some}, "));
  ASSERT_EQ(outcome.pending.size(), 3u);
  EXPECT_EQ(outcome.pending_pods, 1) << "the others want no node of Karpenter's";
  for (const Pending& one : outcome.pending) {
    const std::string& source = outcome.sources[one.source].name;
    EXPECT_EQ(one.counts, source == "odd") << source;
    if (source == "odd") continue;
    EXPECT_EQ(one.text,
              source == "gated" ? "held back by scheduling gate quota" : "it keeps away from Karpenter's nodes");
  }
}

TEST(Difference, NamesWhatChanges) {
  const std::string pods = deployment("web", 2);
  const Outcome before = outcome_of(with_type("m5.large") + pods), after = outcome_of(with_type("m5.xlarge") + pods);
  EXPECT_TRUE(difference(before, before).empty());
  const Difference found = difference(before, after);
  ASSERT_EQ(found.nodes.size(), 2u);
  EXPECT_EQ(found.nodes[0].type, "m5.large");
  EXPECT_EQ(found.nodes[0].before, 2);
  EXPECT_EQ(found.nodes[0].after, 0);
  EXPECT_EQ(found.nodes[1].type, "m5.xlarge");
  EXPECT_EQ(found.nodes[1].after, 1);
  ASSERT_EQ(found.types.size(), 1u);
  EXPECT_EQ(found.types[0].added, (std::vector<std::string>{"m5.xlarge"}));
  EXPECT_EQ(found.types[0].removed, (std::vector<std::string>{"m5.large"}));
  ASSERT_EQ(found.pods.size(), 1u);
  EXPECT_EQ(found.pods[0].after, (std::vector<Difference::Place>{{"m5.xlarge on-demand of pool general", 2}}));
}

}  // namespace
}  // namespace slipway::provision
