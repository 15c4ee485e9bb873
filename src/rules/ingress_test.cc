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
            std::vector<std::string>{"f.yaml:16 warning: nothing here makes the Service llm"});
  EXPECT_EQ(
      linted("ING002",
             {{"f.yaml",
               route + others() +
                   "---\napiVersion: v1\nkind: Pod\nmetadata: {name: llm, namespace: ml}\nspec: {containers: []}\n"}}),
      std::vector<std::string>{"f.yaml:16 error: nothing here makes the Service llm"})
      << "its pods are here";
  for (const char* install : {"helm install llm x/y", "if true; then\n  helm install llm x/y\nfi",
                              "helm upgrade --install llm x/y -n other", "helm install other x/y -n ml"})
    EXPECT_EQ(linted("ING002", {{"f.yaml", route + others()}, {"a.sh", std::string(install) + "\n"}}).size(), 0u)
        << install;
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

/// A Service llm of these members, and an Ingress to it of these annotations and this port.
std::string routed(const std::string& service, const std::string& port, const std::string& annotations = "    a: b\n") {
  return ingress(annotations) + "            port: {" + port +
         "}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: " + "llm, namespace: ml}\nspec: {" + service + "}\n";
}

TEST(IngressRules, PortsAreThoseOfTheService) {
  const std::string ports = "ports: [{name: http, port: 80, targetPort: 8080}]";
  EXPECT_EQ(linted("ING005", {{"f.yaml", routed(ports, "number: 8080")}}),
            std::vector<std::string>{"f.yaml:17 error: Service llm has no port 8080"});
  EXPECT_EQ(lines("ING005", routed(ports, "name: web")), "17");
  EXPECT_EQ(lines("ING005", routed(ports, "number: 80")), "");
  EXPECT_EQ(lines("ING005", routed(ports, "name: http")), "");
  EXPECT_EQ(lines("ING005", routed(ports, "name: use-annotation")), "");
  EXPECT_EQ(lines("ING005", routed("type: ExternalName, externalName: a.b", "number: 8080")), "");
}

TEST(IngressRules, NodesAreTargetsOfServicesWithNodePorts) {
  const std::string ports = "ports: [{port: 80}]", instance = "    alb.ingress.kubernetes.io/target-type: instance\n";
  const std::string message = "the load balancer is to reach Service llm on nodes, where it has no port";
  EXPECT_EQ(linted("ING006", {{"f.yaml", routed(ports, "number: 80", instance)}}),
            std::vector<std::string>{"f.yaml:16 error: " + message});
  EXPECT_EQ(linted("ING006", {{"f.yaml", routed(ports, "number: 80")}}),
            std::vector<std::string>{"f.yaml:16 warning: " + message});
  EXPECT_EQ(lines("ING006", routed("type: NodePort, " + ports, "number: 80", instance)), "");
  EXPECT_EQ(lines("ING006", routed(ports, "number: 80", "    alb.ingress.kubernetes.io/target-type: ip\n")), "");
  // Where a class or Auto Mode may say otherwise nothing is known.
  const std::string by_class =
      routed(ports, "number: 80") +
      "---\napiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: alb}\nspec: "
      "{controller: ";
  EXPECT_EQ(lines("ING006", by_class + "ingress.k8s.aws/alb}\n"), "16");
  EXPECT_EQ(lines("ING006", by_class + "ingress.k8s.aws/alb, parameters: {kind: IngressClassParams, name: a}}\n"), "");
  EXPECT_EQ(lines("ING006", by_class + "k8s.io/ingress-nginx}\n"), "");
}

}  // namespace
}  // namespace slipway::rules::testing
