#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

using Said = std::vector<std::string>;

std::string pool(const std::string& families, const std::string& gpus, const std::string& capacity = "on-demand") {
  return "---\napiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: gpu}\nspec:\n  template:\n    metadata: "
         "{labels: {w: "
         "gpu}}\n    spec:\n      requirements:\n      - {key: karpenter.k8s.aws/instance-family, operator: In, "
         "values: [" +
         families + "]}\n      - {key: karpenter.k8s.aws/instance-gpu-count, operator: In, values: [" + gpus +
         "]}\n      - {key: karpenter.sh/capacity-type, operator: In, values: [" + capacity +
         "]}\n      taints: [{key: nvidia.com/gpu, value: \"true\", effect: NoSchedule}]\n";
}

/// Requests stand at line 11 and limits at line 12.
std::string pod(const std::string& requests, const std::string& limits, const std::string& rest = "") {
  return "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    image: a:1\n    "
         "resources:\n"
         "      # amounts\n      # of one pod\n      requests: {" +
         requests + "}\n      limits: {" + limits + "}\n" + rest;
}
const std::string kTolerates = "  tolerations: [{key: nvidia.com/gpu, operator: Exists}]\n";

TEST(GpuPodRules, GpusOfOnePodAreOnOneNode) {
  const std::string wrong = pod("nvidia.com/gpu: 4", "nvidia.com/gpu: 4", kTolerates);
  EXPECT_EQ(lines("GPU001", wrong + pool("g5", "1")), "11 24");
  EXPECT_EQ(lines("GPU001", wrong + pool("g5", "4")), "");
  // Of a pool one place is said: of what bounds its GPUs the closest.
  std::string sized = pool("g5", "1");
  const std::string before = "      - {key: karpenter.k8s.aws/instance-gpu-count";
  sized.insert(sized.find(before), "      - {key: karpenter.k8s.aws/instance-size, operator: In, values: [xlarge]}\n");
  EXPECT_EQ(lines("GPU001", wrong + sized), "11 25");
}

TEST(GpuPodRules, SomeGpuPoolMustLetItIn) {
  EXPECT_EQ(lines("GPU002", pod("", "nvidia.com/gpu: 1") + pool("g5", "1")), "12");
  EXPECT_EQ(lines("GPU002", pod("", "nvidia.com/gpu: 1", kTolerates) + pool("g5", "1")), "");
  // What KRP034 and the server say of taints and tolerations follows from nothing else.
  const auto tainted = [](std::string text, const std::string& more) {
    const std::string taints = "taints: [";
    return text.insert(text.find(taints) + taints.size(), more);
  };
  EXPECT_EQ(
      lines("GPU002", pod("", "nvidia.com/gpu: 1", kTolerates) +
                          tainted(pool("g5", "1"), "{key: efs.csi.aws.com/agent-not-ready, effect: NoExecute}, ")),
      "");
  EXPECT_EQ(lines("GPU002", pod("", "nvidia.com/gpu: 1",
                                "  tolerations: [{key: nvidia.com/gpu, operator: Exists, effect: NoShedule}]\n") +
                                pool("g5", "1")),
            "");
  EXPECT_EQ(lines("GPU002", pod("cpu: 1", "") + pool("g5", "1")), "");
}

TEST(GpuPodRules, ATaintAndALabelMayBothKeepItAway) {
  const auto selecting = [](const std::string& labels, const std::string& more = "") {
    return pod("", "nvidia.com/gpu: 1", "  nodeSelector: {" + labels + "}\n" + more);
  };
  EXPECT_EQ(linted("GPU002", {{"f.yaml", selecting("rack: a") + pool("g5", "1")}}),
            (Said{"f.yaml:12 warning: Pod a asks for GPUs, tolerates the taints of no GPU pool and selects labels of "
                  "none"}));
  const Found found = run_rule("GPU002", {{"f.yaml", selecting("rack: a, w: gpu") + pool("g5", "1")}});
  ASSERT_EQ(found.findings.all().size(), 1u);
  EXPECT_EQ(found.findings.all()[0].hint,
            "the nearest, NodePool gpu, has nvidia.com/gpu=true:NoSchedule and no node with rack=a");
  // Which label is missing FIT001 says, what no pool labels its nodes REF007, what others make nobody knows.
  EXPECT_EQ(lines("GPU002", selecting("rack: a", kTolerates) + pool("g5", "1")), "");
  EXPECT_EQ(lines("GPU002", selecting("w: other") + pool("g5", "1")), "");
  EXPECT_EQ(lines("GPU002", selecting("eks.amazonaws.com/nodegroup: g") + pool("g5", "1")), "");
  EXPECT_EQ(linted("GPU002", {{"f.yaml", selecting("rack: a") + pool("g5", "1")},
                              {"main.tf", "resource \"aws_eks_node_group\" \"a\" {\n}\n"}}),
            Said{});
}

TEST(GpuPodRules, APoolOfMixedTypesIsKeptFromByItsTaintAlone) {
  std::string mixed = pool("g5, c6i", "1");
  mixed.replace(mixed.find("      - {key: karpenter.k8s.aws/instance-gpu-count"),
                mixed.find("      - {key: karpenter.sh/capacity-type") -
                    mixed.find("      - {key: karpenter.k8s.aws/instance-gpu-count"),
                "");
  mixed.replace(mixed.find("name: gpu}"), 9, "name: mix");
  std::string other = pool("g5", "1");
  other.replace(other.find("w: gpu"), 6, "w: all");
  const Found found =
      run_rule("GPU002", {{"f.yaml", pod("", "nvidia.com/gpu: 1", "  nodeSelector: {w: gpu}\n") + mixed + other}});
  ASSERT_EQ(found.findings.all().size(), 1u);
  EXPECT_EQ(found.findings.all()[0].severity, Severity::Error);
  EXPECT_EQ(found.findings.all()[0].hint, "NodePool mix has nvidia.com/gpu=true:NoSchedule");
}

TEST(GpuPodRules, APoolOfAllTypesHasGpusToo) {
  const std::string open =
      "---\napiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: any}\nspec: {template: {spec: "
      "{requirements: [{key: karpenter.sh/capacity-type, operator: In, values: [on-demand]}]}}}\n";
  EXPECT_EQ(lines("GPU002", pod("", "nvidia.com/gpu: 1") + pool("g5", "1") + open), "");
  std::string small = open;
  small.replace(small.find("karpenter.sh/capacity-type"), 26, "karpenter.k8s.aws/instance-family");
  small.replace(small.find("on-demand"), 9, "m5");
  EXPECT_EQ(lines("GPU002", pod("", "nvidia.com/gpu: 1") + pool("g5", "1") + small), "12");
}

const std::string kQueue =
    "---\napiVersion: kueue.x-k8s.io/v1beta1\nkind: LocalQueue\nmetadata: {name: q, namespace: ml}\nspec: "
    "{clusterQueue: c}\n"
    "---\napiVersion: kueue.x-k8s.io/v1beta1\nkind: ClusterQueue\nmetadata: {name: c}\nspec: {resourceGroups: "
    "[{coveredResources: [nvidia.com/gpu], flavors: [{name: f, resources: [{name: nvidia.com/gpu, nominalQuota: "
    "8}]}]}]}\n";

std::string flavor(const std::string& tolerations) {
  return "---\napiVersion: kueue.x-k8s.io/v1beta1\nkind: ResourceFlavor\nmetadata: {name: f}\nspec: {tolerations: [" +
         tolerations + "]}\n";
}

std::string job(const std::string& labels, const std::string& spec = "", const std::string& pod_spec = "") {
  return "apiVersion: batch/v1\nkind: Job\nmetadata: {name: j, namespace: ml, labels: {" + labels +
         "}}\nspec:\n  completions: 1\n" + spec +
         "  template:\n    spec:\n      restartPolicy: Never\n      containers: [{name: a, image: \"a:1\", resources: "
         "{limits: {nvidia.com/gpu: 1}}}]\n" +
         pod_spec;
}

// Kueue gives the pods what the flavour tolerates when it admits them.
TEST(GpuPodRules, AQueueGivesTolerations) {
  const std::string queued = job("kueue.x-k8s.io/queue-name: q"), gpu = pool("g5", "1");
  const std::string wanted = "{key: nvidia.com/gpu, operator: Exists}";
  EXPECT_EQ(lines("GPU002", queued + kQueue + flavor(wanted) + gpu), "");
  EXPECT_EQ(lines("GPU002", queued + kQueue + flavor("") + gpu), "9");
  EXPECT_EQ(lines("GPU002", queued + kQueue + flavor("{key: other, operator: Exists}") + gpu), "9");
  EXPECT_EQ(lines("GPU002", queued + gpu), "") << "the queue is not among the files";
  EXPECT_EQ(lines("GPU002", queued + kQueue + gpu), "") << "nor its flavour";
  EXPECT_EQ(lines("GPU002", job("") + kQueue + flavor(wanted) + gpu), "9") << "of no queue";
  // A namespace's queue `default` takes the jobs that name none.
  std::string by_default = kQueue;
  by_default.replace(by_default.find("name: q,"), 8, "name: default,");
  EXPECT_EQ(lines("GPU002", job("") + by_default + flavor(wanted) + gpu), "");
}

TEST(GpuPodRules, WhoeverLetsAPodGoMayGiveItMore) {
  const std::string gpu = pool("g5", "1");
  EXPECT_EQ(lines("GPU002", job("", "  suspend: false\n") + gpu), "10");
  EXPECT_EQ(lines("GPU002", job("", "  suspend: true\n") + gpu), "");
  EXPECT_EQ(lines("GPU002", job("", "", "      schedulingGates: [{name: a.b/c}]\n") + gpu), "");
  // As long as nobody knows which pools take it, nobody knows that these are too small.
  std::string large = job("", "  suspend: true\n", "      tolerations: [{key: nvidia.com/gpu, operator: Exists}]\n");
  large.replace(large.find("gpu: 1}"), 6, "gpu: 4");
  EXPECT_EQ(lines("GPU001", large + gpu), "");
  large.replace(large.find("true"), 4, "false");
  EXPECT_NE(lines("GPU001", large + gpu), "");
}

TEST(GpuPodRules, ATrainJobToleratesWhatItsRuntimeDoes) {
  const std::string job =
      "---\napiVersion: trainer.kubeflow.org/v1alpha1\nkind: TrainJob\nmetadata: {name: t, namespace: ml}\nspec:\n"
      "  runtimeRef: {name: torch, kind: TrainingRuntime}\n  trainer:\n    image: a:1\n    resourcesPerNode: {limits: "
      "{nvidia.com/gpu: 1}}\n";
  const auto runtime = [](const std::string& tolerations) {
    return "---\napiVersion: trainer.kubeflow.org/v1alpha1\nkind: TrainingRuntime\nmetadata: {name: torch, namespace: "
           "ml}\nspec: {template: {spec: {replicatedJobs: [{name: node, template: {spec: {template: {spec: "
           "{tolerations: [" +
           tolerations + "], containers: [{name: node}]}}}}}]}}}\n";
  };
  EXPECT_EQ(lines("GPU002", job + pool("g5", "1")), "");  // nobody has shown it
  EXPECT_EQ(lines("GPU002", job + runtime("") + pool("g5", "1")), "9");
  EXPECT_EQ(lines("GPU002", job + runtime("{key: nvidia.com/gpu, operator: Exists}") + pool("g5", "1")), "");
}

TEST(GpuPodRules, ItMustFitBesideWhatTheSystemKeeps) {
  EXPECT_EQ(lines("GPU003", pod("cpu: 192", "nvidia.com/gpu: 8", kTolerates) + pool("g5", "8")), "11");
  EXPECT_EQ(lines("GPU003", pod("cpu: 190", "nvidia.com/gpu: 8", kTolerates) + pool("g5", "8")), "");
}

TEST(GpuPodRules, ALittleMoreMayBuyTheNextSize) {
  subject::Context context;
  context.region = "us-west-2";
  EXPECT_EQ(
      linted("GPU004", {{"f.yaml", pod("cpu: 8, memory: 32Gi", "nvidia.com/gpu: 1", kTolerates) + pool("g5", "1")}},
             context),
      (Said{"f.yaml:11 warning: Pod a asks a little more than g5.2xlarge has, and buys g5.4xlarge"}));
  EXPECT_EQ(lines("GPU004", pod("cpu: 7, memory: 26Gi", "nvidia.com/gpu: 1", kTolerates) + pool("g5", "1"), context),
            "");
}

TEST(GpuPodRules, TheLimitFitsTheNodeThatTheRequestBuys) {
  EXPECT_EQ(
      lines("GPU005", pod("cpu: 2, memory: 8Gi", "nvidia.com/gpu: 1, memory: 16Gi", kTolerates) + pool("g4dn", "1")),
      "12");
  EXPECT_EQ(
      lines("GPU005", pod("cpu: 2, memory: 8Gi", "nvidia.com/gpu: 1, memory: 10Gi", kTolerates) + pool("g4dn", "1")),
      "");
}

TEST(GpuPodRules, SpotGpusAreNotToBeHadInEachZone) {
  const std::string spread =
      "  topologySpreadConstraints:\n  - topologyKey: topology.kubernetes.io/zone\n    whenUnsatisfiable: "
      "DoNotSchedule\n";
  const std::string spreading = pod("", "nvidia.com/gpu: 1", kTolerates + spread);
  EXPECT_EQ(lines("GPU006", spreading + pool("g5", "1", "spot, on-demand")), "16");
  EXPECT_EQ(lines("GPU006", spreading + pool("g5", "1")), "");
}

TEST(GpuPodRules, KarpenterKnowsNoHugepages) {
  EXPECT_EQ(lines("GPU007", pod("", "hugepages-2Mi: 5Gi", kTolerates) + pool("p5", "8")), "12");
  EXPECT_EQ(lines("GPU007", pod("", "hugepages-2Mi: 5Gi")), "");
  const auto beside = [](const std::string& terraform) {
    return linted("GPU007",
                  {{"f.yaml", pod("", "hugepages-2Mi: 5Gi", kTolerates) + pool("p5", "8")}, {"main.tf", terraform}});
  };
  EXPECT_EQ(beside("resource \"aws_eks_node_group\" \"a\" {\n}\n"), Said{}) << "a group's nodes may have some";
  EXPECT_EQ(beside("resource \"aws_s3_bucket\" \"a\" {\n}\n").size(), 1u);
}

TEST(GpuPodRules, GpusAreAskedFor) {
  const std::string all = "    env:\n    - {name: NVIDIA_VISIBLE_DEVICES, value: VALUE}\n";
  const auto with = [&](const std::string& value, const std::string& limits) {
    std::string env = all;
    env.replace(env.find("VALUE"), 5, value);
    return pod("", limits, env);
  };
  EXPECT_EQ(lines("GPU008", with("all", "cpu: 1")), "14");
  EXPECT_EQ(lines("GPU008", with("all", "nvidia.com/gpu: 1")), "");
  EXPECT_EQ(lines("GPU008", with("all", "nvidia.com/mig-1g.5gb: 1")), "");
  EXPECT_EQ(lines("GPU008", with("void", "cpu: 1")), "");
  const std::string daemon =
      "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: a}\nspec: {template: {spec: {containers: [{name: a, env: "
      "[{name: NVIDIA_VISIBLE_DEVICES, value: all}]}]}}}\n";
  EXPECT_EQ(lines("GPU008", daemon), "") << "what watches all GPUs of a node";
}

}  // namespace
}  // namespace slipway::rules::testing
