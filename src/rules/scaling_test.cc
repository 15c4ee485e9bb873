#include <gtest/gtest.h>

#include "base/steps.h"
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
  const std::string second =
      "---\napiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: t, namespace: ml}\n"
      "spec:\n  scaleTargetRef: {name: web}\n";
  EXPECT_EQ(lines("SCA001", scaled_object("") + second), "11") << "KEDA's webhook refuses the second";
  EXPECT_EQ(lines("SCA001", scaled_object("") + "---\n" + scaled_object("")), "") << "one, twice: WRK003";
  const auto in = [&](const std::string& one, const std::string& other) {
    const auto said = linted("SCA001", {{one, scaled_object("")}, {other, autoscaler("web")}});
    return said.size() == 1 ? said[0].substr(said[0].find(' ') + 1, 4) : std::string();
  };
  EXPECT_EQ(in("k/a.yaml", "k/b.yaml"), "warn");
  EXPECT_EQ(in("app/a.yaml", "scaling/b.yaml"), "warn") << "parts of one whole";
  const std::string shared = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\n";
  EXPECT_EQ(linted("SCA001", {{"dev/a.yaml", scaled_object("") + shared}, {"prod/b.yaml", autoscaler("web") + shared}}),
            std::vector<std::string>{"prod/b.yaml:6 note: Deployment web is scaled by ScaledObject ml/s too"})
      << "clusters beside each other";
}

TEST(ScalingRules, TheMinimumIsNotAboveTheMaximum) {
  EXPECT_EQ(lines("SCA002", scaled_object("  minReplicaCount: 5\n  maxReplicaCount: 4\n")), "6");
  EXPECT_EQ(lines("SCA002", scaled_object("  minReplicaCount: 5\n")), "");  // the maximum is 100 then
  EXPECT_EQ(lines("SCA002", scaled_object("  minReplicaCount: 1\n  idleReplicaCount: 2\n")), "7");
  EXPECT_EQ(lines("SCA002", scaled_object("  idleReplicaCount: 0\n")), "6");
  EXPECT_EQ(lines("SCA002", scaled_object("  minReplicaCount: 1\n  idleReplicaCount: 0\n")), "");
  EXPECT_EQ(lines("SCA002", scaled_object("  minReplicaCount: 0\n  idleReplicaCount: 0\n")), "");
}

TEST(ScalingRules, SchedulesCanBeRead) {
  const auto cron = [](const std::string& text) {
    return "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: c}\nspec:\n  schedule: \"" + text + "\"\n";
  };
  for (const char* wrong : {"0 3 * *", "61 3 * * *", "every day", "CRON_TZ=Europe/Berlin 0 3 * * *", "TZ=UTC "})
    EXPECT_EQ(lines("SCA003", cron(wrong)), "5") << wrong;
  for (const char* never : {"0 0 30 2 *", "0 0 31 4,6 *"}) EXPECT_EQ(lines("SCA003", cron(never)), "5") << never;
  for (const char* right : {"0 3 * * *", "*/15 * * * *", "@daily", "0 0 29 2 *", "0 0 31 * *"})
    EXPECT_EQ(lines("SCA003", cron(right)), "") << right;
  EXPECT_EQ(
      lines("SCA003",
            scaled_object("  triggers:\n  - type: cron\n    metadata: {start: 0 8 * * 1-5-6, end: 0 18 * * 1-5}\n")),
      "8");
}

TEST(ScalingRules, GpuServicesScaleByWhatTheyDo) {
  const auto scaled = [](const std::string& resources) {
    return "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h}\nspec:\n  scaleTargetRef: "
           "{kind: Deployment, name: d}\n"
           "  metrics:\n  - type: Resource\n    resource: {name: cpu, target: {type: Utilization, averageUtilization: "
           "70}}\n---\n"
           "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {template: {spec: {containers: [{name: "
           "a, resources: {" +
           resources + "}}]}}}\n";
  };
  EXPECT_EQ(lines("SCA004", scaled("limits: {nvidia.com/gpu: 1}")), "6");
  EXPECT_EQ(lines("SCA004", scaled("requests: {cpu: 1}")), "");
  EXPECT_EQ(lines("SCA005", scaled("requests: {memory: 1Gi}")), "8");
  EXPECT_EQ(lines("SCA005", scaled("requests: {cpu: 1}")), "");
}

// Who may make pods in a namespace is asked once, not for each Service that selects none.
TEST(ServiceRules, OfManyThatSelectNothingTakeBoundedTime) {
  constexpr int kMany = 300;
  std::string services, budgets, others;  // so many kinds that all is here
  for (const char* kind : {"ConfigMap", "Secret", "ServiceAccount"})
    others += fmt::format("---\napiVersion: v1\nkind: {}\nmetadata: {{name: o}}\n", kind);
  for (int i = 0; i < kMany; ++i) {
    const std::string name = fmt::format("metadata: {{name: s{}}}\nspec:\n", i);
    services += "---\napiVersion: v1\nkind: Service\n" + name + fmt::format("  selector: {{app: a{}}}\n", i);
    budgets += "---\napiVersion: policy/v1\nkind: PodDisruptionBudget\n" + name +
               fmt::format("  selector: {{matchLabels: {{app: a{}}}}}\n", i);
  }
  for (const auto& [id, text] : {std::pair("SVC002", services), {"SVC003", budgets}}) {
    const auto before = steps_done;
    EXPECT_EQ(linted(id, {{"a.yaml", text + others}}).size(), static_cast<std::size_t>(kMany)) << id;
    EXPECT_LT(steps_done - before, 20u * kMany) << id;
  }
}

TEST(ServiceRules, AServiceSelectsPodsWhereAllIsHere) {
  std::string others;
  for (int i = 0; i < 4; ++i)
    for (const char* kind : {"ConfigMap", "Secret", "ServiceAccount"})
      others += "---\napiVersion: v1\nkind: " + std::string(kind) + "\nmetadata: {name: o" + std::to_string(i) + "}\n";
  const std::string service = "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec:\n  selector: {app: a}\n";
  const std::string pod =
      "---\napiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {app: a}}\nspec: {containers: []}\n";
  EXPECT_EQ(lines("SVC002", service + others), "5");
  EXPECT_EQ(lines("SVC002", service + others + pod), "");
  EXPECT_EQ(lines("SVC002", service), "");
  const std::string job = "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {selector: {job-name: a}}\n";
  EXPECT_EQ(lines("SVC002", job + others), "");  // of the Job's controller
  // An operator makes pods of its objects, with labels of its own; of what only says what is to be done nobody does.
  const auto beside = [&](const std::string& api_version, const std::string& kind, const std::string& ns = "default") {
    return lines("SVC002", service + others + "---\napiVersion: " + api_version + "\nkind: " + kind +
                               "\nmetadata: {name: x, namespace: " + ns + "}\n");
  };
  for (const auto& [version, kind] : {std::pair("monitoring.coreos.com/v1", "Prometheus"),
                                      {"kubeai.org/v1", "Model"},
                                      {"serving.kserve.io/v1beta1", "InferenceService"}})
    EXPECT_EQ(lines("SVC002",
                    service + others + "---\napiVersion: " + version + "\nkind: " + kind + "\nmetadata: {name: x}\n"),
              "")
        << kind;
  for (const auto& [version, kind] : {std::pair("monitoring.coreos.com/v1", "ServiceMonitor"),
                                      {"keda.sh/v1alpha1", "ScaledObject"},
                                      {"karpenter.sh/v1", "NodePool"},
                                      {"networking.k8s.io/v1", "Ingress"}})
    EXPECT_EQ(beside(version, kind, "\"\""), "5") << kind;
  EXPECT_EQ(beside("kubeai.org/v1", "Model", "other"), "5");
  // A chart beside it may make them.
  const std::string made = "{{- if .Values.a }}\nkind: Deployment\n{{- end }}\n";
  EXPECT_EQ(linted("SVC002", {{"f.yaml", service + others}, {"chart/templates/d.yaml", made}}).size(), 0u);
  EXPECT_EQ(linted("SVC002", {{"f.yaml", service + others}, {"g.yaml", "# {{ .a }}\n" + job}}).size(), 1u);
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

TEST(ScalingRules, WhatIsScaledIsThere) {
  std::string rest;  // so much that what is missing is missing
  for (const char* kind : {"Service", "ConfigMap", "Secret"})
    for (const char* name : {"a", "b", "c", "d"})
      rest += std::string("---\napiVersion: v1\nkind: ") + kind + "\nmetadata: {namespace: ml, name: " + name + "}\n";
  const auto deployment = [](const std::string& name) {
    return "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: " + name + ", namespace: ml}\n";
  };
  EXPECT_EQ(lines("SCA006", scaled_object("") + deployment("webs") + rest), "5");
  EXPECT_EQ(lines("SCA006", scaled_object("") + deployment("web") + rest), "");
  EXPECT_EQ(lines("SCA006", scaled_object("") + deployment("queue") + rest), "5");
  const std::string operated =
      "---\napiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata: {name: we, namespace: ml}\n";
  EXPECT_EQ(lines("SCA006", scaled_object("") + deployment("queue") + operated + rest), "")
      << "an operator may make it";
  EXPECT_EQ(lines("SCA006", scaled_object("") + deployment("webs")), "") << "of one file nobody knows";
}

TEST(ServiceRules, ABudgetProtectsSomePod) {
  std::string rest;
  for (const char* kind : {"Service", "ConfigMap", "Secret"})
    for (const char* name : {"a", "b", "c", "d"})
      rest += std::string("---\napiVersion: v1\nkind: ") + kind + "\nmetadata: {namespace: ml, name: " + name + "}\n";
  const auto budget = [](const std::string& selector) {
    return "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: b, namespace: ml}\nspec:\n"
           "  selector: {" +
           selector + "}\n";
  };
  const std::string pod =
      "---\napiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: ml, labels: {app: web}}\nspec: {}\n";
  EXPECT_EQ(lines("SVC003", budget("matchLabels: {app: webb}") + pod + rest), "5");
  EXPECT_EQ(lines("SVC003", budget("matchLabels: {app: web}") + pod + rest), "");
  EXPECT_EQ(lines("SVC003", budget("matchLabels: {ray.io/cluster: web}") + pod + rest), "");
  EXPECT_EQ(lines("SVC003", budget("matchLabels: {app: webb}") + pod), "");  // of two objects nobody knows
}

}  // namespace
}  // namespace slipway::rules::testing
