#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

using testing::Files;
using testing::hold;
using testing::Planned;
using testing::planned;
using testing::said;

/// A node group of a cluster of Kubernetes 1.35 that Cluster Autoscaler scales.
Files group(const std::string& values, const std::vector<Planned>& more = {}) {
  std::vector<Planned> all = {{"aws_eks_cluster.main", R"({"version": "1.35"})"},
                              {"aws_iam_role.autoscaler", R"({"name": "cluster-autoscaler"})"},
                              {"aws_eks_node_group.gpu", values}};
  all.insert(all.end(), more.begin(), more.end());
  return planned(all);
}

TEST(ManagedGroups, ImagesLabelsAndSizesThatAreRefused) {
  hold({
      {"NG001", group(R"({"ami_type": "AL2_x86_64_GPU"})"),
       "error: there is no Amazon Linux 2 image for Kubernetes 1.35", group(R"({"ami_type": "AL2023_x86_64_NVIDIA"})")},
      {"NG001", group(R"({"ami_type": "AL2_x86_64", "version": "1.32"})"),
       "warning: Amazon Linux 2 images get no updates", group(R"({"ami_type": "BOTTLEROCKET_x86_64"})")},
      {"NG002", group(R"({"labels": {"eks.amazonaws.com/compute-type": "gpu"}})"), "reserved",
       group(R"({"labels": {"nvidia.com/gpu": "true", "k8s.amazonaws.com/accelerator": "a"}})")},
      {"NG002", group(R"({"labels": {"node-role.kubernetes.io/gpu": ""}})"), "under kubernetes.io/",
       group(R"({"labels": {"mykubernetes.io/gpu": ""}})")},
      {"NG012", group(R"({"ami_type": "AL2023_x86_64_STANDARD", "instance_types": ["g5.xlarge"]})"),
       "has no driver for them", group(R"({"ami_type": "AL2023_x86_64_NVIDIA", "instance_types": ["g5.xlarge"]})")},
      {"NG012", group(R"({"ami_type": "AL2023_x86_64_NVIDIA", "instance_types": ["g5g.xlarge"]})"),
       "error: g5g.xlarge is an arm64 type",
       group(R"({"ami_type": "AL2023_ARM_64_NVIDIA", "instance_types": ["g5g.xlarge"]})")},
  });
}

TEST(ManagedGroups, ReplacedUnderTheSameName) {
  const auto replaced = [](const std::string& first, const std::string& second, const std::string& name) {
    return Files{{"a.tfplan.json", fmt::format(R"({{"format_version": "1.2", "terraform_version": "1.11.4",
"planned_values": {{"root_module": {{"resources": [{{"address": "aws_eks_node_group.gpu", "mode": "managed", "type": "aws_eks_node_group", "name": "gpu", "values": {{}}}}]}}}},
"resource_changes": [{{"address": "aws_eks_node_group.gpu", "mode": "managed", "type": "aws_eks_node_group", "name": "gpu", "change": {{
"actions": ["{}", "{}"], "before": {{"node_group_name": "gpu"}},
"after": {{"node_group_name": "{}"}}}}}}],
"configuration": {{"root_module": {{}}}}}})",
                                               first, second, name)}};
  };
  EXPECT_EQ(said("NG003", replaced("create", "delete", "gpu")),
            "a.tfplan.json:5 error: the new one is made while the old one still has the name gpu\n");
  EXPECT_EQ(said("NG003", replaced("delete", "create", "gpu")), "");
  EXPECT_EQ(said("NG003", replaced("create", "delete", "gpu-2")), "");
}

TEST(ManagedGroups, LargeMaximumOfDearTypes) {
  const std::string p5 = R"("instance_types": ["p5.48xlarge"])";
  hold({{"NG004", group("{" + p5 + R"(, "scaling_config": [{"min_size": 0, "max_size": 10}]})"),
         "10 p5.48xlarge on demand cost up to $550 an hour",
         group("{" + p5 +
               R"(, "capacity_type": "CAPACITY_BLOCK", "scaling_config": [{"min_size": 0, "max_size": 10}]})")},
        {"NG004", group("{" + p5 + R"(, "scaling_config": [{"min_size": 0, "max_size": 10}]})"), "a month",
         group(R"({"instance_types": ["g4dn.xlarge"], "scaling_config": [{"min_size": 0, "max_size": 10}]})")}});
}

TEST(ManagedGroups, AlikeForClusterAutoscaler) {
  hold({
      {"NG005", group(R"({"instance_types": ["g4dn.xlarge", "p4d.24xlarge"]})"),
       "p4d.24xlarge has 8 GPUs, g4dn.xlarge of the same group 1", group(R"({"instance_types": ["g4dn.xlarge"]})")},
      {"NG006", group(R"({"instance_types": ["m5.xlarge", "m5.2xlarge"]})"), "m5.2xlarge has 8 vCPU, 32 GiB",
       group(R"({"instance_types": ["m5.xlarge", "m5a.xlarge", "m6i.xlarge"]})")},
      {"NG007", group(R"({"instance_types": ["g5.xlarge"], "labels": {"a": "b"}})"), "k8s.amazonaws.com/accelerator",
       group(R"({"instance_types": ["g5.xlarge"], "labels": {"k8s.amazonaws.com/accelerator": "nvidia-a10g"}})")},
  });
  // Without Cluster Autoscaler nobody compares the types of a group.
  EXPECT_EQ(said("NG006", planned({{"aws_eks_node_group.cpu", R"({"instance_types": ["m5.xlarge", "m5.2xlarge"]})"}})),
            "");
}

TEST(ManagedGroups, GpusThatAreOldOrUnknownToKubernetes) {
  const std::string g5 =
      R"({"ami_type": "AL2023_x86_64_NVIDIA", "instance_types": ["g5.xlarge"], "node_group_name": "gpu"})";
  const std::string plugin =
      "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: p, namespace: kube-system}\nspec: {template: {spec: "
      "{containers: [{name: p, image: "
      "'nvcr.io/nvidia/k8s-device-plugin:v0.20.0'}]}}}\n";
  Files with_plugin = group(g5);
  with_plugin.emplace_back("plugin.yaml", plugin);
  hold({{"NG008", group(R"({"instance_types": ["p3.2xlarge"]})"), "V100 GPUs (Volta): 580 is the last driver branch",
         group(R"({"instance_types": ["g5.xlarge"]})")},
        {"NG009", group(g5), "GPU group gpu", with_plugin},
        {"NG009", group(g5), "GPU group gpu",
         group(g5, {{"helm_release.plugin", R"({"name": "p", "chart": "nvidia-device-plugin"})"}})},
        // A plan without its cluster is a part.
        {"NG009", group(g5), "GPU group gpu", planned({{"aws_eks_node_group.gpu", g5}})}});
}

TEST(ManagedGroups, InterruptionsTaintsAndSpot) {
  const std::string role = R"({"name": "ray-node-termination-handler"})";
  hold({
      {"NG010", group("{}", {{"aws_iam_role.handler", role}}), "every node group here is managed",
       group("{}", {{"aws_iam_role.handler", role}, {"aws_autoscaling_group.own", "{}"}})},
      {"NG013", group(R"({"instance_types": ["g5.xlarge"]})", {{"aws_eks_node_group.cpu", "{}"}}), "has no taint",
       group(
           R"({"instance_types": ["g5.xlarge"], "taint": [{"key": "nvidia.com/gpu", "value": "true", "effect": "NO_SCHEDULE"}]})",
           {{"aws_eks_node_group.cpu", "{}"}})},
      {"NG014", group(R"({"capacity_type": "SPOT", "instance_types": ["m5.large"]})"), "may buy m5.large only",
       group(R"({"capacity_type": "SPOT", "instance_types": ["m5.large", "m6i.large"]})")},
  });
}

TEST(ManagedGroups, HoldsThePodsBoundToIt) {
  const std::string pods =
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: karpenter, namespace: kube-system}\nspec:\n  replicas: "
      "2\n  template:\n    spec:\n      nodeSelector: "
      "{role: system}\n      containers: [{name: a, resources: {requests: {cpu: \"1\", memory: 1Gi}}}]\n";
  const auto nodes = [&](const std::string& type) {
    Files files = group(
        R"({"node_group_name": "system", "labels": {"role": "system"}, "scaling_config": [{"max_size": 2}], "instance_types": [")" +
        type + "\"]}");
    files.emplace_back("system.yaml", pods);
    return files;
  };
  hold({{"NG011", nodes("t3.micro"), "group system is too small: its 2 pods ask for 2.0 CPU and 2048 MiB",
         nodes("m7i.large")}});
}

}  // namespace
}  // namespace slipway::rules
