#include <gtest/gtest.h>

#include "rules/testing/fix_said.h"

namespace slipway::rules::testing {
namespace {

using Said = std::vector<std::string>;

std::string plugin(const std::string& spec) {
  return "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: plugin, namespace: kube-system}\nspec:\n  template:\n "
         "   spec:\n"
         "      containers: [{name: a, image: \"nvcr.io/nvidia/k8s-device-plugin:v0.20.0\"}]\n" +
         spec;
}
const std::string kTolerates = "      tolerations: [{key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}]\n";

std::string pool(const std::string& taint, const std::string& alias = "al2023@v20260714",
                 const std::string& labels = "") {
  return "apiVersion: karpenter.k8s.aws/v1\nkind: EC2NodeClass\nmetadata: {name: gpu}\nspec: {amiSelectorTerms: "
         "[{alias: " +
         alias +
         "}]}\n---\napiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: gpu}\nspec:\n  template:\n    "
         "metadata: {labels: {" +
         labels +
         "}}\n    spec:\n      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: gpu}\n"
         "      requirements: [{key: karpenter.k8s.aws/instance-family, operator: In, values: [g5]}]\n      taints:\n  "
         "    - {key: " +
         taint + ", value: \"true\", effect: NoSchedule}\n";
}

TEST(DevicePluginRules, ThePluginToleratesGpuTaints) {
  EXPECT_EQ(linted("GPU010", {{"d.yaml", plugin(kTolerates)}, {"p.yaml", pool("workload")}}),
            (Said{"p.yaml:15 warning: DaemonSet kube-system/plugin does not tolerate the taint "
                  "workload=true:NoSchedule of NodePool gpu"}));
  EXPECT_EQ(linted("GPU010", {{"d.yaml", plugin(kTolerates)}, {"p.yaml", pool("nvidia.com/gpu")}}), Said{});
  const std::string helm = "helm install gpu-operator nvidia/gpu-operator\n";
  EXPECT_EQ(linted("GPU010", {{"h.sh", helm}, {"p.yaml", pool("workload")}}).size(), 1u);
  EXPECT_EQ(linted("GPU010", {{"h.sh", helm}, {"p.yaml", pool("nvidia.com/gpu")}}), Said{});
  const auto chart = [](const std::string& name, const std::string& tolerations) {
    return "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: p, namespace: argocd}\nspec:\n"
           "  source:\n    repoURL: https://nvidia.github.io/k8s-device-plugin\n    chart: " +
           name + "\n    targetRevision: 0.17.1\n    helm:\n      valuesObject: {" + tolerations +
           "}\n  destination: {namespace: kube-system, server: https://kubernetes.default.svc}\n";
  };
  const auto with = [&](const std::string& tolerations) {
    return linted("GPU010",
                  {{"a.yaml", chart("nvidia-device-plugin", tolerations)}, {"p.yaml", pool("nvidia.com/gpu")}});
  };
  EXPECT_EQ(with("tolerations: []").size(), 1u) << "an empty list takes the place of the chart's own";
  EXPECT_EQ(with(""), Said{});
  EXPECT_EQ(with("tolerations: null"), Said{}) << "Helm takes the chart's own";
  EXPECT_EQ(with("tolerations: [{operator: Exists}]"), Said{});
  EXPECT_EQ(linted("GPU010", {{"a.yaml", chart("gpu-operator", "daemonsets: {tolerations: []}")},
                              {"p.yaml", pool("nvidia.com/gpu")}})
                .size(),
            1u);
  const auto group = [](const std::string& more) {
    return "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: ml, region: us-east-1}\n"
           "managedNodeGroups:\n- {name: gpu, instanceType: g5.xlarge, taints: [{key: nvidia.com/gpu, value: \"true\", "
           "effect: NoSchedule}]" +
           more + "}\n";
  };
  EXPECT_EQ(linted("GPU010", {{"d.yaml", plugin("      tolerations: []\n")}, {"c.yaml", group("")}}),
            (Said{"c.yaml:5 warning: DaemonSet kube-system/plugin does not tolerate the taint "
                  "nvidia.com/gpu=true:NoSchedule of node group gpu"}));
  EXPECT_EQ(linted("GPU010", {{"d.yaml", plugin(kTolerates)}, {"c.yaml", group("")}}), Said{});
  EXPECT_EQ(linted("GPU010", {{"d.yaml", plugin("")}, {"c.yaml", group(", amiFamily: Bottlerocket")}}), Said{});
  EXPECT_EQ(linted("GPU010", {{"p.yaml", pool("workload")}}), Said{});  // nobody knows which plugin there is
}

// As the chart renders it: on nodes that GPU feature discovery finds to be so, at most.
TEST(DevicePluginRules, LabelsThatFeatureDiscoverySetsNobodyNeedSet) {
  const auto of = [](const std::string& label) {
    std::string text = plugin(kTolerates);
    return linted("GPU011", {{"d.yaml", text + "      nodeSelector: {" + label + ": \"true\"}\n"},
                             {"p.yaml", pool("nvidia.com/gpu")}})
        .size();
  };
  EXPECT_EQ(of("nvidia.com/mps.capable"), 0u);
  EXPECT_EQ(of("accelerator"), 1u);
}

TEST(DevicePluginRules, TheFixIsOfTheTaintThatIsThere) {
  const auto fix = [](const std::string& taint) {
    return fix_said("GPU010", {{"d.yaml", plugin("      tolerations: []\n")}, {"p.yaml", pool(taint)}});
  };
  EXPECT_EQ(fix("nvidia.com/gpu"),
            "add {key: nvidia.com/gpu, operator: Exists, effect: NoSchedule} to the plugin's tolerations\n");
  EXPECT_EQ(fix("workload"),
            "add {key: workload, operator: Exists, effect: NoSchedule} to the plugin's tolerations, or taint with "
            "nvidia.com/gpu in its place\n");
}

TEST(DevicePluginRules, ThePluginSelectsALabelThatNodesHave) {
  const std::string selects = plugin(kTolerates + "      nodeSelector:\n        nvidia.com/gpu: \"true\"\n");
  EXPECT_EQ(
      linted("GPU011", {{"d.yaml", selects}, {"p.yaml", pool("nvidia.com/gpu")}}),
      (Said{"d.yaml:10 warning: no GPU node carries nvidia.com/gpu=true, which DaemonSet kube-system/plugin selects"}));
  EXPECT_EQ(linted("GPU011",
                   {{"d.yaml", selects}, {"p.yaml", pool("nvidia.com/gpu", "al2023@v1", "nvidia.com/gpu: \"true\"")}}),
            Said{});
}

TEST(DevicePluginRules, EachGpuPoolHasAPlugin) {
  const std::string selects = plugin(kTolerates + "      nodeSelector: {accelerator: nvidia}\n");
  const auto second = [](const std::string& labels, const std::string& alias = "al2023@v1") {
    std::string text = pool("nvidia.com/gpu", alias, labels);
    for (std::size_t at = 0; (at = text.find("name: gpu", at)) != text.npos;) text.replace(at, 9, "name: g6");
    return text;
  };
  const std::string first = pool("nvidia.com/gpu", "al2023@v1", "accelerator: nvidia");
  const auto said = [&](const std::string& other, const std::string& plugins) {
    return linted("GPU011", {{"d.yaml", plugins}, {"p.yaml", first}, {"q.yaml", other}});
  };
  EXPECT_EQ(said(second("type: karpenter"), selects),
            (Said{"q.yaml:8 warning: no device plugin runs on nodes of NodePool g6"}));
  EXPECT_EQ(said(second("accelerator: nvidia"), selects), Said{});
  EXPECT_EQ(said(second("", "bottlerocket@v1"), selects), Said{}) << "its image holds the plugin";
  EXPECT_EQ(said(second("type: karpenter"), plugin(kTolerates)), Said{});
  // Another plugin is for the other pool.
  std::string other = plugin(kTolerates + "      nodeSelector: {type: karpenter}\n");
  other.replace(other.find("name: plugin"), 12, "name: second");
  EXPECT_EQ(said(second("type: karpenter"), selects + "---\n" + other), Said{});
  // A pool without GPUs needs none.
  std::string cpu = second("type: karpenter");
  cpu.replace(cpu.find("[g5]"), 4, "[m7i]");
  EXPECT_EQ(said(cpu, selects), Said{});
}

TEST(DevicePluginRules, RequiredAffinitySelectsAsANodeSelectorDoes) {
  const auto said = [](const std::string& expression, const std::string& labels = "") {
    const std::string terms =
        "      affinity:\n        nodeAffinity:\n          requiredDuringSchedulingIgnoredDuringExecution:\n"
        "            nodeSelectorTerms:\n            - matchExpressions: [{" +
        expression + "}]\n";
    return linted("GPU011",
                  {{"d.yaml", plugin(kTolerates + terms)}, {"p.yaml", pool("nvidia.com/gpu", "al2023@v1", labels)}})
        .size();
  };
  EXPECT_EQ(said("key: gpu-node, operator: Exists"), 1u);
  EXPECT_EQ(said("key: gpu-node, operator: Exists", "gpu-node: \"yes\""), 0u);
  EXPECT_EQ(said("key: gpu-node, operator: In, values: [a, b]", "gpu-node: c"), 1u);
  EXPECT_EQ(said("key: gpu-node, operator: In, values: [a, b]", "gpu-node: b"), 0u);
  EXPECT_EQ(said("key: gpu-node, operator: DoesNotExist"), 0u);
  EXPECT_EQ(said("key: feature.node.kubernetes.io/pci-10de.present, operator: In, values: [\"true\"]"), 0u)
      << "node feature discovery sets it";
}

TEST(DevicePluginRules, BottlerocketAndAutoModeHoldThePlugin) {
  EXPECT_EQ(
      linted("GPU012", {{"d.yaml", plugin(kTolerates)}, {"p.yaml", pool("nvidia.com/gpu", "bottlerocket@v1.50.0")}}),
      (Said{"d.yaml:3 warning: DaemonSet kube-system/plugin beside images that hold the plugin themselves"}));
  EXPECT_EQ(linted("GPU012", {{"d.yaml", plugin(kTolerates)}, {"p.yaml", pool("nvidia.com/gpu")}}), Said{});
  const std::string auto_pool =
      "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: a}\nspec: {template: {spec: {nodeClassRef: "
      "{group: "
      "eks.amazonaws.com, kind: NodeClass, name: default}, requirements: [{key: eks.amazonaws.com/instance-family, "
      "operator: In, "
      "values: [g6e]}]}}}\n";
  EXPECT_EQ(linted("GPU013", {{"d.yaml", plugin(kTolerates)}, {"p.yaml", auto_pool}}).size(), 1u);
  const auto job = [](const std::string& seconds) {
    return "apiVersion: batch/v1\nkind: Job\nmetadata: {name: j}\nspec:\n  activeDeadlineSeconds: " + seconds +
           "\n  template: {spec: {containers: [{name: a, image: \"a:1\"}]}}\n";
  };
  EXPECT_EQ(linted("GPU014", {{"j.yaml", job("2592000")}, {"p.yaml", auto_pool}}),
            (Said{"j.yaml:5 warning: Job j may run for 30 days on nodes that live for 21"}));
  EXPECT_EQ(linted("GPU014", {{"j.yaml", job("86400")}, {"p.yaml", auto_pool}}), Said{});
}

TEST(DevicePluginRules, SomebodyBringsThePluginWhereAllIsHere) {
  std::string rest;
  for (int i = 0; i < 12; ++i)
    rest += "---\napiVersion: v1\nkind: " + std::string(i % 2 ? "ConfigMap" : "ServiceAccount") +
            "\nmetadata: {name: c" + std::to_string(i) + "}\n";
  EXPECT_EQ(linted("GPU015", {{"p.yaml", pool("nvidia.com/gpu") + rest}}).size(), 1u);
  EXPECT_EQ(linted("GPU015", {{"p.yaml", pool("nvidia.com/gpu") + rest}, {"d.yaml", plugin(kTolerates)}}), Said{});
  EXPECT_EQ(linted("GPU015", {{"p.yaml", pool("nvidia.com/gpu")}}), Said{});
}

TEST(DevicePluginRules, AChartIsThePluginToo) {
  const auto chart = [](const std::string& values) {
    return "helm -n kube-system upgrade -i p nvdp/nvidia-device-plugin " + values + "\n";
  };
  const auto selects = chart("--set-string 'nodeSelector.gpu-node=yes'");
  EXPECT_EQ(linted("GPU011", {{"a.sh", selects}, {"p.yaml", pool("nvidia.com/gpu")}}),
            Said{"a.sh:1 warning: no GPU node carries gpu-node=yes, which the chart nvidia-device-plugin selects"});
  EXPECT_EQ(linted("GPU011", {{"a.sh", selects}, {"p.yaml", pool("nvidia.com/gpu", "al2023@v1", "gpu-node: \"yes\"")}}),
            Said{});
  const std::string bottlerocket = pool("nvidia.com/gpu", "bottlerocket@v1.50.0");
  EXPECT_EQ(linted("GPU012", {{"a.sh", chart("")}, {"p.yaml", bottlerocket}}),
            Said{"a.sh:1 warning: the chart nvidia-device-plugin beside images that hold the plugin themselves"});
  const std::string gpu_operator = "helm install o nvidia/gpu-operator --set devicePlugin.enabled=";
  EXPECT_EQ(linted("GPU012", {{"a.sh", gpu_operator + "true\n"}, {"p.yaml", bottlerocket}}).size(), 1u);
  EXPECT_EQ(linted("GPU012", {{"a.sh", gpu_operator + "false\n"}, {"p.yaml", bottlerocket}}), Said{});
  // Managed groups, too: all of them, or none.
  const auto groups = [](const std::string& more) {
    return "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: a, region: us-east-1}\n"
           "managedNodeGroups:\n- {name: a, instanceType: g5.xlarge, amiFamily: Bottlerocket}\n" +
           more;
  };
  EXPECT_EQ(linted("GPU012", {{"a.sh", chart("")}, {"c.yaml", groups("")}}).size(), 1u);
  EXPECT_EQ(linted("GPU012", {{"a.sh", chart("")}, {"c.yaml", groups("- {name: b, instanceType: g5.xlarge}\n")}}),
            Said{});
}

}  // namespace
}  // namespace slipway::rules::testing
