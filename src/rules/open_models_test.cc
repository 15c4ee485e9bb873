#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

/// A server and its Service, whose annotations begin at line 19.
std::string served(const std::string& container, const std::string& annotations, const std::string& spec = "") {
  return "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: vllm}\nspec:\n  template:\n"
         "    metadata: {labels: {app: vllm}}\n    spec:\n      containers:\n      - name: vllm\n        " +
         container +
         "\n        ports: [{containerPort: 8000, name: http}]\n---\n"
         "apiVersion: v1\nkind: Service\nmetadata:\n  name: vllm\n  annotations:\n    a: b\n" +
         annotations + "spec:\n  selector: {app: vllm}\n  ports: [{port: 8000, targetPort: http}]\n" + spec;
}
const std::string kVllm = "image: vllm/vllm-openai:v0.10.0", kBalanced = "  type: LoadBalancer\n",
                  kOpen = "    service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing\n";

TEST(OpenModelRules, WhoeverComesToALoadBalancerIsAsked) {
  EXPECT_EQ(linted("SVC006", {{"f.yaml", served(kVllm, kOpen, kBalanced)}}),
            std::vector<std::string>{"f.yaml:19 warning: Service vllm lets everybody use vLLM of Deployment vllm"});
  EXPECT_EQ(
      lines("SVC006", served(kVllm, "    service.beta.kubernetes.io/aws-load-balancer-scheme: internal\n", kBalanced)),
      "");
  EXPECT_EQ(lines("SVC006", served(kVllm, "", kBalanced)), "") << "whether it is public the controller decides";
  EXPECT_EQ(lines("SVC006", served(kVllm, kOpen, "  type: ClusterIP\n")), "");
  EXPECT_EQ(lines("SVC006", served(kVllm, kOpen, kBalanced + "  loadBalancerSourceRanges: [10.0.0.0/8]\n")), "");
  EXPECT_EQ(lines("SVC006", served(kVllm, kOpen, kBalanced + "  loadBalancerSourceRanges: [0.0.0.0/0]\n")), "19");
  EXPECT_EQ(
      lines("SVC006", served(kVllm, kOpen + "    service.beta.kubernetes.io/aws-load-balancer-security-groups: sg-1\n",
                             kBalanced)),
      "");
}

TEST(OpenModelRules, AServerMayHaveAKeyThatNobodySees) {
  const auto with = [](const std::string& more, const std::string& image = "image: vllm/vllm-openai:v0.10.0") {
    return lines("SVC006", served(image + "\n        " + more, kOpen, kBalanced));
  };
  EXPECT_EQ(with("args: [--model, m]"), "20");
  EXPECT_EQ(with("command: [vllm, serve, m]"), "20");
  for (const char* asks : {"args: [--model, m, --api-key, $(KEY)]", "args: [--api-key=k]", "args: [--config, /c.yaml]",
                           "env: [{name: VLLM_API_KEY, valueFrom: {secretKeyRef: {name: a, key: b}}}]",
                           "envFrom: [{secretRef: {name: a}}]", "command: [bash, /start.sh]",
                           "command: [bash, -c, \"vllm serve m $EXTRA\"]", "command: [ray, start, --head]"})
    EXPECT_EQ(with(asks), "") << asks;
  EXPECT_EQ(with("args: [--model, m]", "image: mine:1"), "");
  // Another container answers at the port.
  EXPECT_EQ(with("args: [--port, \"9000\"]\n      - name: proxy\n        image: oauth2-proxy:7"), "");
}

TEST(OpenModelRules, ADoorLeadsToThePortOfTheServer) {
  const auto with = [](const std::string& container) { return lines("SVC006", served(container, kOpen, kBalanced)); };
  EXPECT_EQ(with("image: ollama/ollama:0.9"), "") << "it listens at 11434";
  for (const char* address : {"0.0.0.0:8000", ":8000", "http://0.0.0.0:8000"})
    EXPECT_EQ(
        with("image: ollama/ollama:0.9\n        env: [{name: OLLAMA_HOST, value: '" + std::string(address) + "'}]"),
        "20")
        << address;
  for (const char* address : {"value: 0.0.0.0", "value: '$(HOST)'", "valueFrom: {configMapKeyRef: {name: a, key: b}}"})
    EXPECT_EQ(with("image: ollama/ollama:0.9\n        env: [{name: OLLAMA_HOST, " + std::string(address) + "}]"), "")
        << address;
  EXPECT_EQ(with("image: ghcr.io/huggingface/text-generation-inference:3\n        env: [{name: PORT, value: '8000'}]"),
            "20");
  EXPECT_EQ(with(kVllm + "\n        args: [--model, m, --port, '8001']"), "") << "8000 is for something else";
}

const std::string kOpenIngress = "    alb.ingress.kubernetes.io/scheme: internet-facing\n";

/// A server behind an Ingress, whose annotations begin at line 28.
std::string behind_ingress(const std::string& annotations, const std::string& spec = "") {
  return served(kVllm, "") +
         "---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: llm\n  annotations:\n" +
         annotations + "spec:\n" + spec +
         "  rules:\n  - http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: vllm, port: "
         "{number: 8000}}}}]}\n";
}

TEST(OpenModelRules, WhatTheClassOfAnIngressSaysGoesBefore) {
  const auto params = [](const std::string& spec) {
    return "---\napiVersion: elbv2.k8s.aws/v1beta1\nkind: IngressClassParams\nmetadata: {name: p}\nspec: {" + spec +
           "}\n";
  };
  const auto its_class = [](const std::string& spec, const std::string& annotations = "") {
    return "---\napiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: open, annotations: {" +
           annotations + "}}\nspec: {controller: " + spec + "}\n";
  };
  const std::string named = behind_ingress(kOpenIngress, "  ingressClassName: open\n"),
                    with_params =
                        "ingress.k8s.aws/alb, parameters: {apiGroup: elbv2.k8s.aws, kind: "
                        "IngressClassParams, name: p}";
  EXPECT_EQ(lines("SVC006", named + its_class(with_params) + params("scheme: internet-facing")), "28");
  EXPECT_EQ(lines("SVC006", named + its_class(with_params) + params("inboundCIDRs: [0.0.0.0/0]")), "28");
  for (const char* bound : {"inboundCIDRs: [10.0.0.0/8]", "scheme: internal", "wafv2AclArn: 'arn:aws:a'",
                            "wafv2AclName: a", "group: {name: a}", "prefixListsIDs: [pl-1]"})
    EXPECT_EQ(lines("SVC006", named + its_class(with_params) + params(bound)), "") << bound;
  EXPECT_EQ(lines("SVC006", named + its_class(with_params)), "") << "its parameters stand elsewhere";
  EXPECT_EQ(lines("SVC006", named), "") << "the class does";
  EXPECT_EQ(lines("SVC006", named + its_class("ingress.k8s.aws/alb")), "28");
  EXPECT_EQ(lines("SVC006", named + its_class("k8s.io/ingress-nginx")), "") << "annotations of ALB say nothing there";
  // The class of the chart, the default one, and the annotation that names a controller.
  EXPECT_EQ(lines("SVC006", behind_ingress(kOpenIngress, "  ingressClassName: alb\n")), "28");
  const std::string is_default = "ingressclass.kubernetes.io/is-default-class: 'true'";
  EXPECT_EQ(
      lines("SVC006", behind_ingress(kOpenIngress) + its_class(with_params, is_default) + params("scheme: internal")),
      "");
  EXPECT_EQ(lines("SVC006", behind_ingress(kOpenIngress + "    kubernetes.io/ingress.class: alb\n") +
                                its_class(with_params, is_default) + params("scheme: internal")),
            "28");
  EXPECT_EQ(linted("SVC006", {{"f.yaml", behind_ingress(kOpenIngress, "  ingressClassName: alb\n")},
                              {"up.sh",
                               "helm install lbc eks/aws-load-balancer-controller --set "
                               "ingressClassParams.spec.scheme=internal\n"}}),
            std::vector<std::string>{});
}

TEST(OpenModelRules, AnIngressIsADoorToo) {
  EXPECT_EQ(linted("SVC006", {{"f.yaml", behind_ingress(kOpenIngress)}}),
            std::vector<std::string>{"f.yaml:28 warning: Ingress llm lets everybody use vLLM of Deployment vllm"});
  EXPECT_EQ(lines("SVC006", behind_ingress("    alb.ingress.kubernetes.io/scheme: internal\n")), "");
  EXPECT_EQ(lines("SVC006", behind_ingress(kOpenIngress + "    alb.ingress.kubernetes.io/inbound-cidrs: 0.0.0.0/0\n")),
            "28");
  for (const char* bound : {"inbound-cidrs: 10.0.0.0/8", "auth-type: cognito", "security-groups: sg-1",
                            "wafv2-acl-arn: arn:aws:a", "group.name: shared", "conditions.vllm: '[]'"})
    EXPECT_EQ(lines("SVC006", behind_ingress(kOpenIngress + "    alb.ingress.kubernetes.io/" + bound + "\n")), "")
        << bound;
}

}  // namespace
}  // namespace slipway::rules::testing
