#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

using Said = std::vector<std::string>;

/// Members of the spec begin at line 5, the trigger stands below them.
std::string scaled(const std::string& trigger, const std::string& more = "") {
  return "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: s, namespace: ml}\nspec:\n" + more +
         "  scaleTargetRef: {name: d}\n  triggers:\n  - {" + trigger + "}\n";
}
std::string of(const std::string& type, const std::string& metadata) {
  return scaled("type: " + type + ", metadata: {" + metadata + "}");
}
const std::string kCpu = "type: cpu, metricType: Utilization, metadata: {value: \"60\"}";
const std::string kQueue = "queueURL: https://sqs.us-east-1.amazonaws.com/111122223333/jobs";

TEST(KedaScalers, SomethingStartsTheFirstPod) {
  EXPECT_EQ(linted("KED011", {{"f.yaml", scaled(kCpu, "  minReplicaCount: 0\n")}}),
            (Said{"f.yaml:5 error: ScaledObject ml/s is scaled by CPU and memory alone, from 0"}));
  EXPECT_EQ(lines("KED011", scaled(kCpu)), "6");
  EXPECT_EQ(lines("KED011", scaled(kCpu, "  minReplicaCount: 1\n")), "");
  EXPECT_EQ(lines("KED011", scaled(kCpu) + "  - {type: aws-sqs-queue, metadata: {" + kQueue + "}}\n"), "");
}

TEST(KedaScalers, TypesAreThoseOfKeda) {
  EXPECT_EQ(linted("KED012", {{"f.yaml", of("sqs", kQueue)}}), (Said{"f.yaml:7 error: KEDA has no trigger 'sqs'"}));
  EXPECT_EQ(lines("KED012", of("promethues", "query: up")), "7");
  for (const char* type : {"aws-sqs-queue", "prometheus", "cpu", "cron", "kafka", "redis-streams", "temporal"})
    EXPECT_EQ(lines("KED012", of(type, "a: b")), "") << type;
}

TEST(KedaScalers, ThresholdsAreNumbers) {
  EXPECT_EQ(linted("KED013", {{"f.yaml", of("prometheus", "threshold: ten")}}),
            (Said{"f.yaml:7 error: threshold is no number: 'ten'"}));
  EXPECT_EQ(lines("KED013", of("aws-sqs-queue", "queueLength: abc")), "7");
  EXPECT_EQ(lines("KED013", of("aws-sqs-queue", "queueLength: \"2.5\"")), "7");
  EXPECT_EQ(lines("KED013", of("cron", "start: 0 8 * * *, end: 0 8 * * *, desiredReplicas: \"1\"")), "7");
  EXPECT_EQ(lines("KED013", of("cron", "start: 0 8 * * *, end: 0 18 * * *, desiredReplicas: \"1\"")), "");
  EXPECT_EQ(lines("KED013", of("cron", "timezone: Europe/Berln")), "7");
  EXPECT_EQ(lines("KED013", of("cron", "timezone: Europe/Berlin")), "");
  EXPECT_EQ(lines("KED013", of("cron", "timezone: Local")), "") << "the operator's own";
  EXPECT_EQ(lines("KED013", of("cron", "timezone: local")), "7");
  EXPECT_EQ(lines("KED013", of("prometheus", "threshold: \"2.5\", activationThreshold: \"1e3\"")), "");
  EXPECT_EQ(lines("KED013", of("aws-sqs-queue", "queueLength: \"5\"")), "");
  EXPECT_EQ(lines("KED013", of("prometheus", "threshold: ${THRESHOLD}")), "");
}

TEST(KedaScalers, KeysAreReadByTheirExactSpelling) {
  EXPECT_EQ(linted("KED014", {{"f.yaml", of("aws-sqs-queue", "queuelength: \"5\"")}}),
            (Said{"f.yaml:7 warning: aws-sqs-queue does not read queuelength"}));
  EXPECT_EQ(fixed("KED014", of("aws-sqs-queue", "queuelength: \"5\"")), of("aws-sqs-queue", "queueLength: \"5\""));
  EXPECT_EQ(lines("KED014", of("aws-sqs-queue", kQueue + ", queueLength: \"5\", activationQueueLength: \"1\"")), "");
  EXPECT_EQ(lines("KED014", of("aws-sqs-queue", "queueURLFromEnv: QUEUE")), "");
  EXPECT_EQ(lines("KED014", of("redis", "hostFromEnv: H, portFromEnv: P, listName: l, passwordFromEnv: S")), "");
}

TEST(KedaScalers, AQueueIsLookedForWhereItIs) {
  EXPECT_EQ(lines("KED015", of("aws-sqs-queue", kQueue + ", awsRegion: us-west-2")), "7");
  EXPECT_EQ(lines("KED015", of("aws-sqs-queue", kQueue + ", awsRegion: us-east-1")), "");
  EXPECT_EQ(lines("KED015", of("aws-sqs-queue", kQueue + ", awsRegion: ${AWS_REGION}")), "");
}

TEST(KedaScalers, AuthenticationIsMadeHere) {
  const std::string with = scaled("type: redis, metadata: {listName: l}, authenticationRef: {name: r}");
  std::string others;
  for (int i = 0; i < 4; ++i)
    for (const char* kind : {"ConfigMap", "Secret", "Service"})
      others += "---\napiVersion: v1\nkind: " + std::string(kind) + "\nmetadata: {name: o" + std::to_string(i) + "}\n";
  const std::string made =
      "---\napiVersion: keda.sh/v1alpha1\nkind: TriggerAuthentication\nmetadata: {name: r, namespace: ";
  EXPECT_EQ(lines("KED016", with + others), "7");
  EXPECT_EQ(lines("KED016", with + others + made + "other}\n"), "7");
  EXPECT_EQ(lines("KED016", with + others + made + "ml}\n"), "");
  EXPECT_EQ(lines("KED016", with), "");  // alone nobody can say
}

TEST(KedaScalers, TargetsArePositive) {
  const auto of = [](const std::string& kind, const std::string& trigger, const std::string& more = "") {
    return "apiVersion: keda.sh/v1alpha1\nkind: " + kind +
           "\nmetadata: {name: s, namespace: ml}\nspec:\n  scaleTargetRef: {name: llm}\n" + more +
           "  triggers:\n  - {" + trigger + "}\n";
  };
  for (const char* wrong :
       {"type: aws-sqs-queue, metadata: {queueLength: \"0\"}", "type: aws-sqs-queue, metadata: {queueLength: \"-5\"}",
        "type: prometheus, metadata: {threshold: \"0\"}", "type: prometheus, metadata: {threshold: \"-0.5\"}",
        "type: kafka, metadata: {lagThreshold: \"0\"}", "type: redis, metadata: {listLength: \"0\"}",
        "type: aws-cloudwatch, metadata: {targetMetricValue: \"0\"}",
        "type: cron, metadata: {desiredReplicas: \"0\"}"}) {
    EXPECT_EQ(lines("KED017", of("ScaledObject", wrong)), "7") << wrong;
    EXPECT_EQ(lines("KED017", of("ScaledJob", wrong)), "7") << wrong;
    EXPECT_EQ(
        lines("KED017", of("ScaledObject", wrong, "  advanced: {scalingModifiers: {formula: a * 2, target: \"1\"}}\n")),
        "")
        << wrong;
  }
  for (const char* right :
       {"type: aws-sqs-queue, metadata: {queueLength: \"5\"}", "type: aws-sqs-queue, metadata: {}",
        "type: prometheus, metadata: {threshold: \"0.5\"}", "type: aws-sqs-queue, metadata: {queueLength: ${N}}",
        "type: redis-streams, metadata: {lagCount: \"0\"}"})
    EXPECT_EQ(lines("KED017", of("ScaledObject", right)), "") << right;
}

TEST(KedaScalers, WorkWakesReplicas) {
  const auto of = [](const std::string& numbers, const std::string& more = "") {
    return "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: s, namespace: ml}\nspec:\n" + more +
           "  triggers:\n  - {type: aws-sqs-queue, metadata: {" + numbers + "}}\n";
  };
  const std::string late = "queueLength: \"5\", activationQueueLength: \"100\"";
  EXPECT_EQ(lines("KED018", of(late)), "6");
  EXPECT_EQ(lines("KED018", of("queueLength: \"5\", activationQueueLength: \"5\"")), "");
  EXPECT_EQ(lines("KED018", of("activationQueueLength: \"100\"")), "") << "the default is not written";
  EXPECT_EQ(lines("KED018", of(late, "  minReplicaCount: 1\n")), "");
  EXPECT_EQ(lines("KED018", of(late) + "  - {type: cron, metadata: {}}\n"), "") << "another wakes it";
}

}  // namespace
}  // namespace slipway::rules::testing
