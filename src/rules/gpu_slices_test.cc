#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

/// The key of its configuration stands at line 5.
std::string plugin(const std::string& sharing, const std::string& more = "") {
  return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: plugin, namespace: kube-system}\ndata:\n  any: |\n"
         "    version: v1\n    sharing:\n      " +
         sharing + "\n" + more;
}
std::string slices(const std::string& replicas, const std::string& more = "") {
  return "timeSlicing: {" + more + "resources: [{name: nvidia.com/gpu, replicas: " + replicas + "}]}";
}
std::string pool(const std::string& labels = "", const std::string& spec = "", const std::string& family = "g5") {
  return "---\napiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: gpu}\nspec:\n" + spec +
         "  template:\n    metadata: {labels: {" + labels +
         "}}\n    spec:\n      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: gpu}\n"
         "      requirements: [{key: karpenter.k8s.aws/instance-family, operator: In, values: [" +
         family + "]}]\n";
}
std::string overlay(const std::string& resource) {
  return "---\napiVersion: karpenter.sh/v1alpha1\nkind: NodeOverlay\nmetadata: {name: slices}\nspec:\n  requirements: "
         "[]\n"
         "  capacity: {" +
         resource + ": 10}\n";
}

TEST(GpuSliceRules, KarpenterCountsWholeGpus) {
  EXPECT_EQ(linted("GPU026", {{"f.yaml", plugin(slices("10")) + pool()}}),
            std::vector<std::string>{"f.yaml:5 warning: each GPU is 10 for pods by time slices, and Karpenter buys "
                                     "NodePool gpu as if it were one"});
  EXPECT_EQ(lines("GPU026", plugin("mps: {resources: [{name: nvidia.com/gpu, replicas: 4}]}") + pool()), "5");
  EXPECT_EQ(lines("GPU026", plugin(slices("1")) + pool()), "");
  EXPECT_EQ(lines("GPU026", plugin(slices("10"))), "") << "no pool of Karpenter";
  EXPECT_EQ(lines("GPU026", plugin(slices("10")) + pool("", "", "m5")), "");
  EXPECT_EQ(lines("GPU026", plugin(slices("10")) + pool("", "  replicas: 2\n")), "");
  EXPECT_EQ(lines("GPU026", plugin(slices("10", "renameByDefault: true, ")) + pool()), "");
  EXPECT_EQ(lines("GPU026", plugin(slices("10")) + pool() + overlay("nvidia.com/gpu")), "");
  EXPECT_EQ(lines("GPU026", plugin(slices("10")) + pool() + overlay("smarter-devices/fuse")), "5");
}

TEST(GpuSliceRules, ANodeHasOneOfSeveralConfigurations) {
  const std::string two = plugin(slices("10"), "  whole: |\n    version: v1\n");
  EXPECT_EQ(lines("GPU026", two + pool()), "") << "nobody says which";
  EXPECT_EQ(lines("GPU026", two + pool("nvidia.com/device-plugin.config: whole")), "");
  EXPECT_EQ(lines("GPU026", two + pool("nvidia.com/device-plugin.config: any")), "5");
  EXPECT_EQ(lines("GPU026", plugin(slices("10")) + pool("nvidia.com/device-plugin.config: whole")), "");
}

TEST(GpuSliceRules, ValuesOfTheChartSayItToo) {
  const auto installed = [](const std::string& replicas) {
    return "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: p, namespace: argocd}\nspec:\n"
           "  source:\n    repoURL: https://nvidia.github.io/k8s-device-plugin\n    chart: nvidia-device-plugin\n"
           "    targetRevision: 0.17.1\n    helm:\n      valuesObject:\n        config:\n          map:\n"
           "            default: |\n              sharing: {" +
           slices(replicas) + "}\n  destination: {namespace: kube-system, server: https://kubernetes.default.svc}\n";
  };
  EXPECT_EQ(lines("GPU026", installed("4") + pool()), "13");
  EXPECT_EQ(lines("GPU026", installed("1") + pool()), "");
}

}  // namespace
}  // namespace slipway::rules::testing
