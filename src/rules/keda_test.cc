#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules {
namespace {

using testing::lines;

std::string scaled(const std::string& trigger, const std::string& more = "") {
  return "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: s}\nspec:\n  scaleTargetRef: {name: d}\n" +
         more + "  triggers:\n  - " + trigger + "\n";
}

std::string deployment(const std::string& name, const std::string& env, const std::string& more = "") {
  return "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: " + name + "}\nspec:\n" + more +
         "  template:\n    metadata: {labels: {app: " + name + "}}\n    spec: {containers: [{name: c, env: [" + env +
         "]}]}\n";
}

TEST(KedaRules, ATriggerIsWhole) {
  const std::string rest = "targetMetricValue: \"1\", minMetricValue: \"0\", awsRegion: us-west-2";
  EXPECT_EQ(lines("KED001", scaled("{type: aws-cloudwatch, metadata: {metricName: a}}")), "7");
  EXPECT_EQ(lines("KED001", scaled("{type: aws-cloudwatch, metadata: {expression: a, " + rest + "}}")), "");
  EXPECT_EQ(
      lines("KED001",
            scaled(
                "{type: aws-cloudwatch, metadata: {namespace: n, metricName: m, dimensionName: a, dimensionValue: b, " +
                rest + "}}")),
      "");
  EXPECT_EQ(lines("KED002", scaled("{type: redis-streams, metadata: {consumerGroup: g, pendingEntriesCount: \"5\"}}")),
            "7");
  EXPECT_EQ(
      lines("KED002",
            scaled("{type: redis-streams, metadata: {consumerGroup: g, pendingEntriesCount: \"5\", lagCount: \"5\"}}")),
      "");
}

TEST(KedaRules, AVariableIsThere) {
  const std::string object = scaled("{type: redis, metadata: {addressFromEnv: REDIS}}");
  EXPECT_EQ(lines("KED003", object + deployment("d", "{name: OTHER, value: a}")), "7");
  EXPECT_EQ(lines("KED003", object + deployment("d", "{name: REDIS, value: a}")), "");
  EXPECT_EQ(lines("KED003", object), "");
}

TEST(KedaRules, AStreamHasOneKindOfWorkers) {
  const std::string object = scaled("{type: redis-streams, metadata: {stream: tasks, consumerGroup: g}}");
  const std::string reads = "{name: S, value: tasks}, {name: G, value: g}";
  EXPECT_EQ(lines("KED004", object + deployment("d", reads) + deployment("e", reads)), "7 23");
  EXPECT_EQ(lines("KED004",
                  object + deployment("d", reads) + deployment("e", "{name: S, value: tasks}, {name: G, value: h}")),
            "");
}

TEST(KedaRules, ReplicasAreTheScalers) {
  EXPECT_EQ(lines("KED005", scaled("{type: cpu}") + deployment("d", "", "  replicas: 3\n")), "13");
  EXPECT_EQ(lines("KED005", scaled("{type: cpu}") + deployment("d", "")), "");
  EXPECT_EQ(lines("KED005", scaled("{type: cpu}") + deployment("e", "", "  replicas: 3\n")), "");
}

TEST(KedaRules, WhatIsRoutedDoesNotGoToNone) {
  const std::string routed =
      "---\napiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: d}}\n"
      "---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i}\nspec:\n  rules: [{http: {paths: "
      "[{backend: {service: "
      "{name: web}}}]}}]\n";
  EXPECT_EQ(lines("KED006", scaled("{type: aws-sqs-queue}") + deployment("d", "") + routed), "26");
  EXPECT_EQ(lines("KED006", scaled("{type: aws-sqs-queue}", "  minReplicaCount: 1\n") + deployment("d", "") + routed),
            "");
  EXPECT_EQ(lines("KED006", scaled("{type: cpu}") + deployment("d", "") + routed), "");
}

TEST(KedaRules, GpuReplicasHaveACeiling) {
  const auto both = [](const std::string& most, const std::string& gpus) {
    return "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: s}\nspec:\n  scaleTargetRef: {name: "
           "d}\n" +
           most +
           "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {template: {spec: {containers: "
           "[{name: "
           "a, resources: {limits: {nvidia.com/gpu: " +
           gpus + "}}}]}}}\n";
  };
  EXPECT_EQ(lines("KED010", both("", "1")), "4");
  EXPECT_EQ(lines("KED010", both("  maxReplicaCount: 4\n", "1")), "");
  EXPECT_EQ(lines("KED010", both("", "0")), "");
  const std::string job =
      "apiVersion: keda.sh/v1alpha1\nkind: ScaledJob\nmetadata: {name: s}\nspec:\n  jobTargetRef: {template: "
      "{spec: {containers: [{name: a, resources: {limits: {nvidia.com/gpu: 1}}}]}}}\n";
  EXPECT_EQ(lines("KED010", job), "4");
  EXPECT_EQ(lines("KED010", job + "  maxReplicaCount: 4\n"), "");
}

}  // namespace
}  // namespace slipway::rules
