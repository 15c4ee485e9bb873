#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

using Said = std::vector<std::string>;

/// A ScaledObject of the Deployment llm; its triggers begin in line 7.
std::string scaled(const std::string& triggers, const std::string& more = "") {
  return "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: s, namespace: ml}\nspec:\n"
         "  scaleTargetRef: {name: llm}\n  triggers:\n" +
         triggers + more;
}

std::string deployment(const std::string& name, const std::string& container, const std::string& spec = "") {
  return "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: " + name +
         ", namespace: ml}\nspec:\n  template:\n    spec:\n      containers:\n      - name: server\n" + container +
         spec;
}

TEST(KedaTriggers, TriggersHaveWhatTheyNeed) {
  const std::string latency =
      "  - type: aws-cloudwatch\n    metadata:\n      namespace: AI\n      metricName: Latency\n"
      "      targetMetricValue: \"2000\"\n      minMetricValue: \"500\"\n      awsRegion: us-west-2\n";
  EXPECT_EQ(linted("KED001", {{"f.yaml", scaled(latency)}}),
            (Said{"f.yaml:7 error: trigger aws-cloudwatch has no dimensionName, dimensionValue"}));
  EXPECT_EQ(lines("KED001", scaled(latency + "      dimensionName: Model\n      dimensionValue: llm\n")), "");
  EXPECT_EQ(lines("KED001", scaled(latency + "      expression: SELECT AVG(Latency) FROM AI\n")), "");
  EXPECT_EQ(lines("KED001", scaled(latency + "      dimensionName: Model;Zone\n      dimensionValue: llm\n")), "15");
  for (const char* wrong : {"aws-sqs-queue\n    metadata: {awsRegion: us-west-2}",
                            "prometheus\n    metadata: {serverAddress: 'http://p', query: up}",
                            "cron\n    metadata: {start: 0 8 * * *, end: 0 18 * * *, desiredReplicas: \"1\"}",
                            "redis-streams\n    metadata: {stream: tasks}"})
    EXPECT_EQ(lines("KED001", scaled("  - type: " + std::string(wrong) + "\n")), "7") << wrong;
  for (const char* right : {"aws-sqs-queue\n    metadata: {queueURLFromEnv: QUEUE}\n    authenticationRef: {name: aws}",
                            "redis-streams\n    metadata: {stream: tasks, addressFromEnv: REDIS}",
                            "kubernetes-workload\n    metadata: {podSelector: a=b}"})
    EXPECT_EQ(lines("KED001", scaled("  - type: " + std::string(right) + "\n")), "") << right;
}

std::string stream(const std::string& metadata) {
  return "  - type: redis-streams\n    metadata:\n      address: redis:6379\n      stream: tasks\n" + metadata;
}

TEST(KedaTriggers, ABacklogIsWhatNobodyHasTaken) {
  EXPECT_EQ(lines("KED002", scaled(stream("      consumerGroup: w\n      pendingEntriesCount: \"5\"\n"))), "12");
  EXPECT_EQ(lines("KED002", scaled(stream("      consumerGroup: w\n"))), "11");
  EXPECT_EQ(lines("KED002", scaled(stream("      consumerGroup: w\n      lagCount: \"0\"\n"))), "11");
  EXPECT_EQ(lines("KED002", scaled(stream("      consumerGroup: w\n      lagCount: \"5\"\n"))), "");
  EXPECT_EQ(lines("KED002", scaled(stream("      streamLength: \"5\"\n"))), "");
}

TEST(KedaTriggers, OneTargetOfAStreamIsRead) {
  EXPECT_EQ(lines("KED007", scaled(stream("      consumerGroup: w\n      pendingEntriesCount: \"5\"\n"
                                          "      streamLength: \"10\"\n"))),
            "13");
  EXPECT_EQ(lines("KED007", scaled(stream("      consumerGroup: w\n      lagCount: \"5\"\n"
                                          "      pendingEntriesCount: \"5\"\n"))),
            "13");
  EXPECT_EQ(lines("KED007", scaled(stream("      lagCount: \"5\"\n"))), "11");
  EXPECT_EQ(lines("KED007", scaled(stream("      streamLength: \"5\"\n"))), "");
}

TEST(KedaTriggers, VariablesAreOfTheScaledContainer) {
  const std::string trigger = scaled(
      "  - type: redis-streams\n    metadata:\n      addressFromEnv: REDIS_ADDRESS\n      stream: tasks\n"
      "      consumerGroup: w\n      lagCount: \"5\"\n");
  const std::string with = "        env: [{name: REDIS_ADDRESS, value: 'redis:6379'}]\n";
  EXPECT_EQ(linted("KED003", {{"f.yaml", trigger + deployment("llm", "        env: []\n")}}),
            (Said{"f.yaml:9 error: container server has no variable REDIS_ADDRESS"}));
  EXPECT_EQ(lines("KED003", trigger + deployment("llm", with)), "");
  EXPECT_EQ(lines("KED003", trigger + deployment("other", "        env: []\n")), "");
  // The first container's, unless another is named.
  EXPECT_EQ(lines("KED003", trigger + deployment("llm", "        env: []\n", "      - name: proxy\n" + with)), "9");
  // What is not here may hold it.
  EXPECT_EQ(lines("KED003", trigger + deployment("llm", "        envFrom: [{secretRef: {name: redis}}]\n")), "");
  const std::string map = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: ml}\ndata: {";
  const std::string from = deployment("llm", "        envFrom: [{configMapRef: {name: c}}]\n");
  EXPECT_EQ(lines("KED003", trigger + from + map + "REDIS_ADDRESS: 'redis:6379'}\n"), "");
  EXPECT_EQ(lines("KED003", trigger + from + map + "OTHER: x}\n"), "9");
  const std::string auth =
      "---\napiVersion: keda.sh/v1alpha1\nkind: TriggerAuthentication\nmetadata: {name: a, namespace: ml}\nspec:\n"
      "  secretTargetRef: [{parameter: address, name: redis, key: address}]\n";
  const std::string reference = "    authenticationRef: {name: a}\n";
  EXPECT_EQ(lines("KED003", trigger + reference + deployment("llm", "        env: []\n") + auth), "");
}

TEST(KedaTriggers, ProgramsDoNotShareAGroup) {
  const std::string trigger = scaled(stream("      consumerGroup: workers\n      lagCount: \"5\"\n"));
  const auto reading = [](const std::string& name, const std::string& image) {
    return deployment(name, "        image: " + image +
                                "\n        env:\n        - {name: STREAM, value: tasks}\n"
                                "        - {name: GROUP, value: workers}\n");
  };
  EXPECT_EQ(linted("KED004", {{"f.yaml", trigger + reading("general", "general:1")}}),
            (Said{"f.yaml:10 warning: Deployment llm takes of stream tasks what Deployment general takes",
                  "f.yaml:24 warning: Deployment general takes of stream tasks what Deployment llm takes"}));
  EXPECT_EQ(lines("KED004", trigger + reading("llm", "llm:1")), "");
  // The same program twice, on Spot and on demand.
  EXPECT_EQ(lines("KED004", trigger + reading("llm", "llm:1") + reading("llm-spot", "llm:1")), "");
  const std::string one_name = scaled(stream("      consumerGroup: tasks\n      lagCount: \"5\"\n"));
  EXPECT_EQ(lines("KED004", one_name + deployment("producer", "        env: [{name: TO, value: tasks}]\n")), "");
  EXPECT_EQ(lines("KED004", trigger + deployment("producer", "        env: [{name: STREAM, value: tasks}]\n")), "");
}

TEST(KedaTriggers, WhoScalesSetsReplicas) {
  const std::string trigger = scaled(stream(""));
  EXPECT_EQ(lines("KED005", trigger + deployment("llm", "", "  replicas: 3\n")), "20");
  EXPECT_EQ(lines("KED005", trigger + deployment("llm", "")), "");
  EXPECT_EQ(lines("KED005", trigger + deployment("other", "", "  replicas: 3\n")), "");
  const std::string argo =
      "---\napiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec:\n"
      "  ignoreDifferences: [{group: apps, kind: Deployment, jsonPointers: [/spec/replicas]}]\n";
  EXPECT_EQ(lines("KED005", trigger + deployment("llm", "", "  replicas: 3\n") + argo), "");
}

TEST(KedaTriggers, GpusThatWaitAreNamed) {
  const std::string warm = scaled(stream(""), "  minReplicaCount: 1\n");
  EXPECT_EQ(linted("KED008", {{"f.yaml", warm}}), (Said{"f.yaml:11 note: 1 replica runs when there is nothing to do"}));
  EXPECT_EQ(
      linted("KED008", {{"f.yaml", warm + deployment("llm", "        resources: {limits: {nvidia.com/gpu: 1}}\n")}}),
      (Said{"f.yaml:11 note: 1 GPU replica runs when there is nothing to do"}));
  EXPECT_EQ(lines("KED008", warm + deployment("llm", "        resources: {requests: {cpu: 1}}\n")), "");
  EXPECT_EQ(lines("KED008", scaled(stream(""), "  minReplicaCount: 0\n")), "");
  EXPECT_EQ(lines("KED008", scaled("  - {type: cpu, metricType: Utilization, metadata: {value: \"60\"}}\n",
                                   "  minReplicaCount: 1\n")),
            "");
}

TEST(KedaTriggers, RightsComeFromTriggerAuthentications) {
  const std::string queue = "  - type: aws-sqs-queue\n    metadata:\n      queueURL: q\n      awsRegion: us-west-2\n";
  EXPECT_EQ(lines("KED009", scaled(queue + "      identityOwner: operator\n")), "11");
  EXPECT_EQ(lines("KED009", scaled(queue)), "");
  const auto auth = [](const std::string& provider) {
    return "apiVersion: keda.sh/v1alpha1\nkind: TriggerAuthentication\nmetadata: {name: a}\nspec:\n"
           "  podIdentity:\n    provider: " +
           provider + "\n";
  };
  EXPECT_EQ(lines("KED009", auth("aws-eks")), "6");
  EXPECT_EQ(lines("KED009", auth("aws")), "");
}

TEST(KedaTriggers, AuthenticationsAreOfTheSameNamespace) {
  const auto both = [](const std::string& ns) {
    return "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: s, namespace: ml}\nspec:\n  triggers:\n"
           "  - type: kafka\n    authenticationRef: {name: a}\n---\napiVersion: keda.sh/v1alpha1\n"
           "kind: TriggerAuthentication\nmetadata: {name: a, namespace: " +
           ns + "}\n";
  };
  EXPECT_EQ(lines("KED016", both("keda")), "7");
  EXPECT_EQ(lines("KED016", both("ml")), "");
}

}  // namespace
}  // namespace slipway::rules::testing
