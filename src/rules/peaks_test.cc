#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

using Said = std::vector<std::string>;

std::string pool(const std::string& limits, const std::string& name = "gpu", const std::string& families = "g5") {
  return "---\napiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: " + name + "}\nspec:\n  limits: {" +
         limits +
         "}\n  template:\n    spec:\n      requirements:\n      - {key: karpenter.k8s.aws/instance-family, operator: "
         "In, values: [" +
         families +
         "]}\n      - {key: karpenter.k8s.aws/instance-gpu-count, operator: In, values: [\"4\"]}\n"
         "      taints: [{key: nvidia.com/gpu, effect: NoSchedule}]\n";
}

std::string service(const std::string& gpus, const std::string& replicas = "1", const std::string& requests = "") {
  return "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: llm, namespace: ml}\nspec:\n  replicas: " +
         replicas +
         "\n  selector: {matchLabels: {a: b}}\n  template:\n    metadata: {labels: {a: b}}\n    spec:\n"
         "      tolerations: [{key: nvidia.com/gpu, operator: Exists}]\n"
         "      containers: [{name: a, image: \"a:1\", resources: {requests: {" +
         requests + "}, limits: {nvidia.com/gpu: " + gpus + "}}}]\n";
}

/// The ceiling stands in line 6.
std::string scaler(const std::string& most) {
  return "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: s, namespace: ml}\nspec:\n"
         "  scaleTargetRef: {name: llm}\n  maxReplicaCount: " +
         most + "\n  triggers: []\n";
}

TEST(Peaks, ArePaidForByTheLimitsOfPools) {
  EXPECT_EQ(linted("FIT003", {{"f.yaml", scaler("10") + service("1") + pool("nvidia.com/gpu: 8")}}),
            (Said{"f.yaml:6 warning: of 10 pods that ScaledObject ml/s may ask for 2 never run: the limits of their "
                  "pools leave room for 8"}));
  EXPECT_EQ(lines("FIT003", scaler("8") + service("1") + pool("nvidia.com/gpu: 8")), "");
  EXPECT_EQ(lines("FIT003", scaler("3") + service("4") + pool("nvidia.com/gpu: 8")), "6");
  EXPECT_EQ(lines("FIT003", scaler("10") + service("1") + pool("memory: 1Ti")), "") << "no limit that counts GPUs";
  EXPECT_EQ(lines("FIT003", scaler("10") + service("1") + pool("nvidia.com/gpu: 8") + pool("nvidia.com/gpu: 8", "b")),
            "")
      << "pools add up";
  EXPECT_EQ(lines("FIT003", scaler("10") + service("1") + pool("nvidia.com/gpu: 8") + pool("", "b")), "");
  EXPECT_EQ(lines("FIT003", scaler("10") + service("1", "9") + pool("nvidia.com/gpu: 8")), "") << "FIT001 says it";
}

// Of g5 with four GPUs the smallest, 12xlarge, has 48 vCPUs.
TEST(Peaks, CpuBoundsThemToo) {
  EXPECT_EQ(lines("FIT003", scaler("9") + service("1") + pool("cpu: 96")), "6");
  EXPECT_EQ(lines("FIT003", scaler("8") + service("1") + pool("cpu: 96")), "");
  EXPECT_EQ(lines("FIT003", scaler("3") + service("1", "1", "cpu: 40") + pool("cpu: 96")), "6")
      << "one pod a node by its CPU";
  EXPECT_EQ(lines("FIT003", scaler("10") + service("1") + pool("cpu: 1000, nvidia.com/gpu: 8")), "6")
      << "the closest limit counts";
}

TEST(Peaks, OfAnHorizontalPodAutoscaler) {
  const auto with = [](const std::string& most) {
    return "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: s, namespace: ml}\nspec:\n"
           "  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: llm}\n  maxReplicas: " +
           most + "\n";
  };
  EXPECT_EQ(lines("FIT003", with("9") + service("1") + pool("nvidia.com/gpu: 8")), "6");
  EXPECT_EQ(lines("FIT003", with("8") + service("1") + pool("nvidia.com/gpu: 8")), "");
}

TEST(Peaks, OfNoneAreRaisedByLimitsAlone) {
  const Found found = run_rule("FIT003", {{"f.yaml", scaler("1") + service("1", "0") + pool("nvidia.com/gpu: 0")}});
  ASSERT_EQ(found.findings.all().size(), 1u);
  EXPECT_EQ(found.findings.all()[0].message,
            "of 1 pod that ScaledObject ml/s may ask for 1 never run: the limits of their pools leave room for 0");
  EXPECT_EQ(found.findings.all()[0].fix, "raise the limits");
}

TEST(Peaks, WhatIsNotKnownBoundsNothing) {
  const std::string all = scaler("10") + service("1") + pool("nvidia.com/gpu: 8");
  const auto beside = [&](const std::string& name, const std::string& text) {
    return linted("FIT003", {{"f.yaml", all}, {name, text}});
  };
  EXPECT_EQ(beside("main.tf", "resource \"aws_eks_node_group\" \"a\" {\n}\n"), Said{});
  EXPECT_EQ(beside("c.yaml",
                   "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  any: |\n    sharing:\n"
                   "      timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}\n"),
            Said{})
      << "pods share GPUs";
  EXPECT_EQ(beside("slices.yaml", "version: v1\nsharing: {timeSlicing: {resources: []}}\n"), Said{})
      << "a configMapGenerator takes it";
  std::string paused = all;
  paused.insert(paused.find("namespace: ml}"), "annotations: {autoscaling.keda.sh/paused-replicas: \"1\"}, ");
  EXPECT_EQ(lines("FIT003", paused), "");
  const auto patched = [&](const std::string& patch) {
    return linted("FIT003",
                  {{"k/f.yaml", all}, {"k/kustomization.yaml", "resources: [f.yaml]\npatches:\n- " + patch + "\n"}});
  };
  EXPECT_EQ(patched("{target: {kind: NodePool}, patch: '[{op: replace, path: /spec/limits, value: {nvidia.com/gpu: "
                    "64}}]'}"),
            Said{});
  EXPECT_EQ(patched("{target: {kind: Deployment}, patch: '[{op: replace, path: /spec/template/spec/containers/0/"
                    "resources, value: {}}]'}"),
            Said{});
  EXPECT_EQ(patched("{target: {kind: NodePool}, patch: '[{op: replace, path: /spec/weight, value: 10}]'}").size(), 1u);
  std::string by_default = all;
  by_default.replace(by_default.find("  maxReplicaCount: 10\n"), 22, "");
  EXPECT_EQ(lines("FIT003", by_default), "") << "KED010 speaks of the default";
}

}  // namespace
}  // namespace slipway::rules::testing
