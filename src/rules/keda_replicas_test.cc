#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

/// A ScaledObject; `spec` begins on line 6.
std::string scaled(const std::string& spec) {
  return "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: s}\nspec:\n  scaleTargetRef: {name: "
         "web}\n" +
         spec;
}
std::string queried(const std::string& least, const std::string& query) {
  return scaled(least + "  triggers:\n  - type: prometheus\n    metadata: {serverAddress: \"http://p\", threshold: " +
                "\"5\", query: '" + query + "'}\n");
}
const std::string kFallback = "  fallback: {failureThreshold: 3, replicas: 2}\n";

TEST(KedaReplicas, AFallbackNeedsATriggerThatMayFail) {
  EXPECT_EQ(lines("KED019", scaled(kFallback + "  triggers: [{type: cpu}, {type: memory}]\n")), "6");
  EXPECT_EQ(lines("KED019", scaled(kFallback + "  triggers: [{type: cpu}, {type: kafka}]\n")), "");
  EXPECT_EQ(lines("KED019", scaled("  triggers: [{type: cpu}]\n")), "");
}

TEST(KedaReplicas, ACooldownIsOfTheWayToNone) {
  EXPECT_EQ(lines("KED020", scaled("  minReplicaCount: 1\n  cooldownPeriod: 3600\n")), "7");
  for (const char* well : {"  cooldownPeriod: 3600\n", "  minReplicaCount: 0\n  cooldownPeriod: 3600\n",
                           "  minReplicaCount: 1\n  cooldownPeriod: 300\n",
                           "  minReplicaCount: 1\n  idleReplicaCount: 0\n  cooldownPeriod: 3600\n",
                           "  minReplicaCount: 1\n  cooldownPeriod: 60\n  advanced: {horizontalPodAutoscalerConfig: "
                           "{behavior: {scaleDown: {stabilizationWindowSeconds: 60}}}}\n"})
    EXPECT_EQ(lines("KED020", scaled(well)), "") << well;
}

TEST(KedaReplicas, JobsOfAScaledJobEnd) {
  const auto job = [](const std::string& pod) {
    return "apiVersion: keda.sh/v1alpha1\nkind: ScaledJob\nmetadata: {name: s}\nspec:\n  jobTargetRef:\n    template:\n"
           "      spec:\n" +
           pod + "        containers: [{name: a}]\n";
  };
  EXPECT_EQ(lines("KED021", job("        restartPolicy: Always\n")), "8");
  EXPECT_EQ(lines("KED021", job("")), "7");
  EXPECT_EQ(lines("KED021", job("        restartPolicy: Never\n")), "");
  EXPECT_EQ(lines("KED021", job("        restartPolicy: OnFailure\n")), "");
}

TEST(KedaReplicas, IdleIsNone) {
  EXPECT_EQ(lines("KED022", scaled("  idleReplicaCount: 1\n  minReplicaCount: 2\n")), "6");
  EXPECT_EQ(lines("KED022", scaled("  idleReplicaCount: 0\n  minReplicaCount: 2\n")), "");
}

TEST(KedaReplicas, AWindowAsksForNoMoreThanThereMayBe) {
  const auto window = [](const std::string& most, const std::string& count) {
    return scaled(most + "  triggers: [{type: cron, metadata: {desiredReplicas: \"" + count + "\"}}]\n");
  };
  EXPECT_EQ(lines("KED023", window("  maxReplicaCount: 4\n", "20")), "7");
  EXPECT_EQ(lines("KED023", window("", "101")), "6");
  EXPECT_EQ(lines("KED023", window("  maxReplicaCount: 4\n", "4")), "");
  EXPECT_EQ(lines("KED023", window("  maxReplicaCount: 4\n", "${N}")), "");
}

TEST(KedaReplicas, WhatIsAtNoneIsWokenFromOutside) {
  const std::string none = "  minReplicaCount: 0\n";
  for (const char* own :
       {"sum(vllm:num_requests_waiting)", "sum by (pod) (rate(tgi_request_count[1m]))",
        "sum(vllm:num_requests_waiting{ns=\"a\"}) + avg(DCGM_FI_DEV_GPU_UTIL)", "vllm:num_requests_waiting"})
    EXPECT_EQ(lines("KED024", queried(none, own)), "9") << own;
  for (const char* other : {"sum(vllm:num_requests_waiting) + sum(envoy_requests_pending)", "sum(queue_depth)", "",
                            "vector(1)", "sum(envoy_requests{to=\"vllm:a\"})"})
    EXPECT_EQ(lines("KED024", queried(none, other)), "") << other;
  EXPECT_EQ(lines("KED024", queried("  minReplicaCount: 1\n", "sum(vllm:num_requests_waiting)")), "");
  EXPECT_EQ(lines("KED024", queried(none, "sum(vllm:x)") + "  - {type: cron}\n"), "");
}

TEST(KedaReplicas, AQueryGivesOneValue) {
  for (const char* several :
       {"vllm:num_requests_waiting", "rate(vllm:request_success_total[1m])", "DCGM_FI_DEV_GPU_UTIL{gpu=\"0\"} / 100"})
    EXPECT_EQ(lines("KED025", queried("", several)), "8") << several;
  for (const char* one : {"sum(vllm:num_requests_waiting)", "max by (model) (vllm:x)", "max(vllm:x) by (model)",
                          "histogram_quantile(0.9, vllm:x)", "queue_depth", ""})
    EXPECT_EQ(lines("KED025", queried("", one)), "") << one;
  EXPECT_EQ(lines("KED025", queried("  maxReplicaCount: 1\n", "vllm:num_requests_waiting")), "");
}

}  // namespace
}  // namespace slipway::rules::testing
