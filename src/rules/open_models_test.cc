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
  EXPECT_EQ(lines("SVC006", served("image: ollama/ollama:0.9", kOpen, kBalanced)), "19");
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

TEST(OpenModelRules, AnIngressIsADoorToo) {
  const auto ingress = [](const std::string& annotations) {
    return served(kVllm, "") +
           "---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: llm\n  annotations:\n" +
           annotations +
           "spec:\n  rules:\n  - http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: vllm, port: "
           "{number: 8000}}}}]}\n";
  };
  const std::string open = "    alb.ingress.kubernetes.io/scheme: internet-facing\n";
  EXPECT_EQ(linted("SVC006", {{"f.yaml", ingress(open)}}),
            std::vector<std::string>{"f.yaml:28 warning: Ingress llm lets everybody use vLLM of Deployment vllm"});
  EXPECT_EQ(lines("SVC006", ingress("    alb.ingress.kubernetes.io/scheme: internal\n")), "");
  EXPECT_EQ(lines("SVC006", ingress(open + "    alb.ingress.kubernetes.io/inbound-cidrs: 0.0.0.0/0\n")), "28");
  for (const char* bound : {"inbound-cidrs: 10.0.0.0/8", "auth-type: cognito", "security-groups: sg-1",
                            "wafv2-acl-arn: arn:aws:a", "group.name: shared", "conditions.vllm: '[]'"})
    EXPECT_EQ(lines("SVC006", ingress(open + "    alb.ingress.kubernetes.io/" + bound + "\n")), "") << bound;
}

}  // namespace
}  // namespace slipway::rules::testing
