#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

using Said = std::vector<std::string>;

const std::string kPool =
    "apiVersion: karpenter.k8s.aws/v1\nkind: EC2NodeClass\nmetadata: {name: c}\nspec:\n  role: r\n  amiSelectorTerms: "
    "[{alias: al2023@v1}]\n"
    "  subnetSelectorTerms: [{id: subnet-1}]\n  securityGroupSelectorTerms: [{id: sg-1}]\n---\n"
    "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: gpu}\nspec:\n  template:\n    spec:\n"
    "      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: c}\n      requirements:\n"
    "      - {key: karpenter.k8s.aws/instance-family, operator: In, values: [g5]}\n"
    "      - {key: topology.kubernetes.io/zone, operator: In, values: [us-west-2a]}\n";

std::string pod(const std::string& zone) {
  return "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers: [{name: a, image: \"a:1\", resources: "
         "{limits: {nvidia.com/gpu: "
         "1}}}]\n  affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: "
         "[{matchExpressions: "
         "[{key: topology.kubernetes.io/zone, operator: In, values: [" +
         zone + "]}]}]}}}\n";
}

TEST(FitRules, KarpenterItselfSaysWhoWaits) {
  EXPECT_EQ(linted("FIT001", {{"a.yaml", pod("us-west-2b")}, {"p.yaml", kPool}}),
            (Said{"a.yaml:3 warning: 1 pod of Pod a will wait: no pool can make a node"}));
  EXPECT_EQ(linted("FIT001", {{"a.yaml", pod("us-west-2a")}, {"p.yaml", kPool}}), Said{});
  // An affinity for a label that no pool sets, which no other rule speaks of.
  std::string labelled = pod("us-west-2a");
  labelled.replace(labelled.find("topology.kubernetes.io/zone"), 27, "rack");
  EXPECT_EQ(lines("FIT001", labelled + "---\n" + kPool), "3");
  // What another finding names is not told again: a taint, a toleration or a value that is misspelt.
  const std::string elsewhere = pod("us-west-2b");
  for (const char* taint : {"{key: a, effect: NoShedule}", "{key: efs.csi.aws.com/agent-not-ready, effect: NoExecute}"})
    EXPECT_EQ(linted("FIT001", {{"a.yaml", elsewhere}, {"p.yaml", kPool + "      taints: [" + taint + "]\n"}}), Said{})
        << taint;
  EXPECT_EQ(
      linted("FIT001", {{"a.yaml", elsewhere + "  tolerations: [{key: a, effect: NoShedule}]\n"}, {"p.yaml", kPool}}),
      Said{});
  std::string misspelt = pod("ondemand");
  const std::string key = "topology.kubernetes.io/zone";
  misspelt.replace(misspelt.find(key), key.size(), "karpenter.sh/capacity-type");
  EXPECT_EQ(linted("FIT001", {{"a.yaml", misspelt}, {"p.yaml", kPool}}), Said{});
  EXPECT_EQ(linted("FIT001", {{"a.yaml", pod("us-west-2b")}}), Said{});  // nobody knows the pools
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  return text.replace(text.find(what), what.size(), with);
}

TEST(FitRules, WhatIsReservedIsThere) {
  const std::string reserved = kPool + "      - {key: karpenter.sh/capacity-type, operator: In, values: [reserved]}\n";
  // Without terms the pool has no nodes.
  EXPECT_EQ(linted("FIT001", {{"a.yaml", pod("us-west-2a")}, {"p.yaml", reserved}}).size(), 1u);
  for (const char* term : {"{id: cr-0123456789abcdef0}", "{tags: {team: a}}", "{instanceMatchCriteria: open}"})
    EXPECT_EQ(
        linted("FIT001",
               {{"a.yaml", pod("us-west-2a")},
                {"p.yaml", replaced(reserved, "  role: r\n",
                                    "  role: r\n  capacityReservationSelectorTerms: [" + std::string(term) + "]\n")}}),
        Said{})
        << term;
}

TEST(FitRules, LabelsThatNoPoolHas) {
  const auto selecting = [](const std::string& label, bool has_gpu) {
    return "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  nodeSelector: {" + label +
           "}\n  containers: [{name: a, image: \"a:1\"" +
           (has_gpu ? ", resources: {limits: {nvidia.com/gpu: 1}}" : "") + "}]\n";
  };
  const auto said = [&](const std::string& label, bool has_gpu, const std::string& pool = kPool) {
    const Said all = linted("FIT001", {{"a.yaml", selecting(label, has_gpu)}, {"p.yaml", pool}});
    return all.empty() ? std::string() : all.front().substr(9, all.front().find(':', 9) - 9);
  };
  EXPECT_EQ(said("rack: a", true), "warning");
  EXPECT_EQ(said("rack: a", false), "note");  // nodes that are not in these files may have it
  EXPECT_EQ(said("topology.kubernetes.io/zone: us-west-2b", false), "warning");
  EXPECT_EQ(said("kubernetes.io/os: windows", true), "warning");
  EXPECT_EQ(said("kubernetes.io/os: linux", true), "");
  for (const char* others : {"eks.amazonaws.com/nodegroup: g", "alpha.eksctl.io/nodegroup-name: g"})
    EXPECT_EQ(said(others, true), "") << others;
  // A label that requirements let pods choose.
  const auto rack = [](const char* how) { return kPool + "      - {key: rack, operator: " + how + "}\n"; };
  EXPECT_EQ(said("rack: a", true, rack("Exists")), "");
  EXPECT_EQ(said("rack: a", true, rack("In, values: [a, b]")), "");
  EXPECT_EQ(said("rack: a", true, rack("In, values: [b]")), "warning");
}

// Of GPU pods GPU002 says it.
TEST(FitRules, ATaintOfThePoolThatIsMeant) {
  std::string pool = replaced(kPool, "  template:\n", "  template:\n    metadata: {labels: {w: gpu}}\n");
  pool += "      taints: [{key: a, effect: NoSchedule}]\n";
  const auto said = [&](const std::string& selector, const std::string& more = "") {
    return linted("FIT001", {{"a.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  nodeSelector: {" +
                                            selector + "}\n  containers: [{name: a, image: \"a:1\"}]\n" + more},
                             {"p.yaml", pool}});
  };
  EXPECT_EQ(said("w: gpu"), (Said{"a.yaml:3 note: 1 pod of Pod a will wait: no pool can make a node"}));
  EXPECT_EQ(said("karpenter.sh/nodepool: gpu").size(), 1u);
  EXPECT_EQ(said("w: gpu", "  tolerations: [{key: a, operator: Exists}]\n"), Said{});
  EXPECT_EQ(said("kubernetes.io/arch: amd64"), Said{}) << "nodes of any pool are, and of others";
}

TEST(FitRules, ZonesOfOlderAccountsAreZones) {
  const std::string pool = replaced(kPool, "us-west-2a", "ap-northeast-1b");
  EXPECT_EQ(linted("FIT001", {{"a.yaml", pod("ap-northeast-1b")}, {"p.yaml", pool}}), Said{});
}

// Of the tolerations that Kueue gives the dry run knows nothing.
TEST(FitRules, AQueueGivesTolerations) {
  const std::string tainted = kPool + "      taints: [{key: a, effect: NoSchedule}]\n";
  const std::string queue =
      "---\napiVersion: kueue.x-k8s.io/v1beta1\nkind: LocalQueue\nmetadata: {name: q}\nspec: {clusterQueue: c}\n"
      "---\napiVersion: kueue.x-k8s.io/v1beta1\nkind: ClusterQueue\nmetadata: {name: c}\nspec: {resourceGroups: "
      "[{coveredResources: [nvidia.com/gpu], flavors: [{name: f, resources: [{name: nvidia.com/gpu, nominalQuota: "
      "8}]}]}]}\n"
      "---\napiVersion: kueue.x-k8s.io/v1beta1\nkind: ResourceFlavor\nmetadata: {name: f}\nspec: {tolerations: "
      "[{key: a, operator: Exists}]}\n";
  const std::string queued =
      replaced(pod("us-west-2a"), "name: a}", "name: a, labels: {kueue.x-k8s.io/queue-name: q}}");
  EXPECT_EQ(linted("FIT001", {{"a.yaml", queued}, {"p.yaml", tainted + queue}}), Said{});
  EXPECT_EQ(linted("FIT001", {{"a.yaml", replaced(queued, "us-west-2a", "us-west-2b")},
                              {"p.yaml", kPool + replaced(queue, "[{key: a, operator: Exists}]", "[]")}})
                .size(),
            1u)
      << "of a flavour that gives none all is known";
}

// What is sold in Capacity Blocks alone no price list names: that no region offers it does not follow.
TEST(FitRules, OfTypesWithoutAPriceNobodySaysThatTheyCannotBeHad) {
  std::string pool = kPool;
  pool.replace(pool.find("[g5]"), 4, "[trn2]");
  const std::string pods =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers: [{name: a, image: \"a:1\", "
      "resources: {limits: {aws.amazon.com/neuron: 16}}}]\n  nodeSelector: "
      "{karpenter.k8s.aws/instance-family: trn2}\n";
  EXPECT_EQ(linted("FIT001", {{"a.yaml", pods}, {"p.yaml", pool}}), Said{});
}

}  // namespace
}  // namespace slipway::rules::testing
