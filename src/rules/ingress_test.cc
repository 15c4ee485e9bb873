#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

std::string ingress(const std::string& annotations) {
  return "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: i\n  namespace: ml\n  annotations:\n" +
         annotations +
         "spec:\n  ingressClassName: alb\n  rules:\n  - http:\n      paths:\n      - path: /\n        backend:\n"
         "          service:\n            name: llm\n";
}

std::string others() {
  std::string all;
  for (const char* kind : {"ConfigMap", "Secret", "ServiceAccount", "Service"})
    for (int i = 0; i < 4; ++i)
      all += "---\napiVersion: v1\nkind: " + std::string(kind) + "\nmetadata: {name: o" + std::to_string(i) +
             ", namespace: ml}\n";
  return all;
}

TEST(IngressRules, RoutesLeadToServices) {
  const std::string route = ingress("    a: b\n");
  EXPECT_EQ(linted("ING002", {{"f.yaml", route + others()}}),
            std::vector<std::string>{"f.yaml:16 error: nothing here makes the Service llm"});
  EXPECT_EQ(lines("ING002", route), "");  // alone nobody can say
  EXPECT_EQ(lines("ING002", route + others() +
                                "---\napiVersion: v1\nkind: Service\nmetadata: {name: llm, namespace: "
                                "ml}\n"),
            "");
  EXPECT_EQ(lines("ING002", route + "            port: {name: use-annotation}\n" + others()), "");
  // KubeRay makes llm-serve-svc and the like.
  EXPECT_EQ(lines("ING002", route + others() +
                                "---\napiVersion: ray.io/v1\nkind: RayService\nmetadata: {name: llm, "
                                "namespace: ml}\n"),
            "");
}

TEST(IngressRules, LeavingPodsEndTheirAnswers) {
  subject::Context context;
  context.facts["longest-response"] = "180s";
  const auto with = [](const std::string& delay) {
    return ingress(
        "    alb.ingress.kubernetes.io/target-group-attributes: |\n      stickiness.enabled=true,\n"
        "      deregistration_delay.timeout_seconds=" +
        delay + "\n");
  };
  EXPECT_EQ(lines("ING003", with("30"), context), "7");
  EXPECT_EQ(lines("ING003", with("180"), context), "");
  EXPECT_EQ(lines("ING003", with("30")), "");
}

TEST(IngressRules, HealthIsReadiness) {
  const std::string pod =
      "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: llm, namespace: ml}\nspec: {template: {spec: "
      "{containers: [{name: a, readinessProbe: {httpGet: {path: /ready, port: 80}}}]}}}\n";
  const auto asked = [](const std::string& path) {
    return ingress("    alb.ingress.kubernetes.io/healthcheck-path: " + path + "\n");
  };
  EXPECT_EQ(lines("ING004", asked("/health") + pod), "7");
  EXPECT_EQ(lines("ING004", asked("/ready") + pod), "");
  EXPECT_EQ(lines("ING004", asked("/health")), "");
}

}  // namespace
}  // namespace slipway::rules::testing
