#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

std::string scaled_object(const std::string& spec) {
  return "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: s, namespace: ml}\nspec:\n  "
         "scaleTargetRef: {name: web}\n" +
         spec;
}

TEST(ScalingRules, OneAutoscalerIsEnough) {
  const auto autoscaler = [](const std::string& name) {
    return "---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h, namespace: ml}\nspec:\n"
           "  scaleTargetRef: {kind: Deployment, name: " +
           name + "}\n";
  };
  EXPECT_EQ(lines("SCA001", scaled_object("") + autoscaler("web")), "11");
  EXPECT_EQ(lines("SCA001", scaled_object("") + autoscaler("other")), "");
}

TEST(ScalingRules, TheMinimumIsNotAboveTheMaximum) {
  EXPECT_EQ(lines("SCA002", scaled_object("  minReplicaCount: 5\n  maxReplicaCount: 4\n")), "6");
  EXPECT_EQ(lines("SCA002", scaled_object("  minReplicaCount: 5\n")), "");  // the maximum is 100 then
}

TEST(ScalingRules, SchedulesCanBeRead) {
  const auto cron = [](const std::string& text) {
    return "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: c}\nspec:\n  schedule: \"" + text + "\"\n";
  };
  for (const char* wrong : {"0 3 * *", "61 3 * * *", "every day"})
    EXPECT_EQ(lines("SCA003", cron(wrong)), "5") << wrong;
  for (const char* right : {"0 3 * * *", "*/15 * * * *", "@daily"})
    EXPECT_EQ(lines("SCA003", cron(right)), "") << right;
  EXPECT_EQ(
      lines("SCA003",
            scaled_object("  triggers:\n  - type: cron\n    metadata: {start: 0 8 * * 1-5-6, end: 0 18 * * 1-5}\n")),
      "8");
}

TEST(ServiceRules, AServicesPortIsOneOfItsPods) {
  const std::string pod =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {app: a}}\nspec: {containers: [{name: a, ports: [{name: "
      "http, "
      "containerPort: 80}]}]}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec:\n  selector: {app: a}\n  "
      "ports:\n";
  EXPECT_EQ(lines("SVC001", pod + "  - {port: 80, targetPort: web}\n"), "12");
  EXPECT_EQ(lines("SVC001", pod + "  - {port: 80, targetPort: http}\n  - {port: 81, targetPort: 8081}\n"), "");
}

}  // namespace
}  // namespace slipway::rules::testing
