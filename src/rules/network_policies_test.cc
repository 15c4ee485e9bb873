#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

using testing::Files;
using testing::hold;
using testing::said;

Files with(const std::string& egress, const std::string& ns = "ml") {
  return {{"policy.yaml",
           "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: ml}\nspec:\n  "
           "podSelector: {}\n  policyTypes: [Egress]\n  egress:\n" +
               egress},
          {"a.sh", "aws eks create-pod-identity-association --namespace " + ns +
                       " --service-account web --role-arn arn:aws:iam::111122223333:role/web\n"}};
}

const std::string kHttps =
    "  - {to: [{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.169.254/32]}}], ports: [{protocol: TCP, port: 443}]}\n";
const std::string kAgent = "  - {to: [{ipBlock: {cidr: 169.254.170.23/32}}], ports: [{protocol: TCP, port: 80}]}\n";

TEST(NetworkPolicies, LeaveTheCredentialsAgentOpen) {
  hold({
      {"NETPOL001", with(kHttps), "policy.yaml:7 warning: egress of ml is denied 169.254.170.23, port 80",
       with(kHttps + kAgent)},
      {"NETPOL001", with("  - {to: [{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.0.0/16]}}]}\n"), "no credentials",
       with("  - {to: [{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.169.254/32]}}]}\n")},
      {"NETPOL001", with(kHttps), "no credentials", with("  - {}\n")},
  });
  EXPECT_EQ(said("NETPOL001", with(kHttps, "other")), "") << "nobody there has a role by Pod Identity";
}

TEST(NetworkPolicies, AddUp) {
  Files files = with(kHttps);
  files.emplace_back("more.yaml",
                     "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: agent, namespace: "
                     "ml}\nspec:\n  podSelector: {}\n  policyTypes: [Egress]\n  egress:\n" +
                         kAgent);
  EXPECT_EQ(said("NETPOL001", files), "");
}

TEST(NetworkPolicies, LeaveNamesToBeFound) {
  const std::string to_dns = "{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}";
  const std::string dns = "  - {to: [" + to_dns + "], ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: 53}]}\n";
  const std::string api = "  - {to: [{podSelector: {matchLabels: {app: api}}}]}\n";
  hold({
      {"NETPOL003", with(kHttps),
       "policy.yaml:7 warning: NetworkPolicy ml/p lets pods out, and not to the cluster's DNS", with(kHttps + dns)},
      {"NETPOL003", with(api), "no name is found", with(api + "  - {ports: [{protocol: UDP, port: 53}]}\n")},
      {"NETPOL003", with(kHttps + "  - {to: [" + to_dns + "], ports: [{port: 53}]}\n"),
       "no name is found",  // a port without protocol is TCP
       with(kHttps + "  - {to: [{namespaceSelector: {}}], ports: [{protocol: UDP, port: 53}]}\n")},
      {"NETPOL003",
       with(kHttps + "  - {to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: web}}}]}\n"),
       "no name is found", with(kHttps + "  - {to: [" + to_dns + "]}\n")},
      {"NETPOL003", with(api), "no name is found", with(api + "  - {to: [{ipBlock: {cidr: 10.0.0.0/8}}]}\n")},
  });
  EXPECT_EQ(said("NETPOL003", with("  - {}\n")), "");
  EXPECT_EQ(said("NETPOL003", with(kAgent)), "") << "one address needs no name";
  EXPECT_EQ(said("NETPOL003", with("")), "") << "pods that are shut in";
  const auto beside = [&](const std::string& selector) {
    Files files = with(kHttps);
    files.emplace_back("dns.yaml",
                       "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: dns, namespace: "
                       "ml}\nspec:\n  podSelector: {" +
                           selector + "}\n  policyTypes: [Egress]\n  egress:\n" + dns);
    return files;
  };
  EXPECT_EQ(said("NETPOL003", beside("")), "");
  EXPECT_NE(said("NETPOL003", beside("matchLabels: {app: other}")), "");
}

TEST(NetworkPolicies, ShutNoPodInThatAsksForNames) {
  const auto shut = [](const std::string& env, const std::string& more = "", const std::string& pod = "") {
    return Files{
        {"policy.yaml",
         "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: ml}\nspec:\n"
         "  podSelector: {}\n  policyTypes: [Ingress, Egress]\n"},
        {"pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: ml, labels: {a: b}}\nspec: {" + pod +
                         "containers: [{name: a, image: \"a:1\", env: [{name: URL, value: \"" + env + "\"}]}]}\n"},
        {"more.yaml",
         more.empty()
             ? ""
             : "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: q, namespace: ml}\nspec:\n"
               "  podSelector: {matchLabels: {a: b}}\n  policyTypes: [Egress]\n  egress:\n" +
                   more}};
  };
  const std::string dns = "  - {ports: [{protocol: UDP, port: 53}]}\n";
  EXPECT_EQ(said("NETPOL003", shut("http://u:p@llm.ml.svc:8000/v1")),
            "policy.yaml:6 warning: NetworkPolicy ml/p lets Pod ml/a out nowhere, not to the cluster's DNS either\n");
  EXPECT_EQ(said("NETPOL003", shut("http://llm.ml.svc:8000/v1", dns)), "");
  EXPECT_EQ(said("NETPOL003", shut("http://llm.ml.svc:8000/v1", "  - {to: [{ipBlock: {cidr: 169.254.20.10/32}}]}\n")),
            "")
      << "the DNS of its node";
  for (const char* other : {"http://10.0.0.1:80/", "http://localhost:8000", "https://app.example.com",
                            "https://$(HOST)/x", "http://other", "plain text"})
    EXPECT_EQ(said("NETPOL003", shut(other)), "") << other;
  EXPECT_EQ(said("NETPOL003", shut("http://llm.ml.svc", "", "hostNetwork: true, ")), "") << "policies do not hold it";
  Files by_name = shut("http://llm:8000");
  by_name.emplace_back(
      "s.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: llm, namespace: ml}\nspec: {ports: [{port: 8000}]}\n");
  EXPECT_NE(said("NETPOL003", by_name), "") << "a Service that is here";
  const std::string own_words = "spec: {selector: {a: b}, ";
  by_name.back().second.replace(by_name.back().second.find("spec: {"), 7, own_words);
  EXPECT_EQ(said("NETPOL003", by_name), "") << "its own Service";
  for (const char* stored : {"pvc://llm/model", "s3://llm/model", "hf://llm/model"}) {
    Files files = shut(stored);
    files.emplace_back("s.yaml",
                       "apiVersion: v1\nkind: Service\nmetadata: {name: llm, namespace: ml}\nspec: {ports: "
                       "[{port: 8000}]}\n");
    EXPECT_EQ(said("NETPOL003", files), "") << stored;
  }
  const auto patched = [&](const std::string& path) {
    Files files = shut("http://llm.ml.svc");
    files.emplace_back("kustomization.yaml",
                       "resources: [policy.yaml, pod.yaml]\npatches: [{target: {kind: NetworkPolicy}, patch: '[{op: "
                       "add, path: " +
                           path + ", value: [{}]}]'}]\n");
    return said("NETPOL003", files);
  };
  EXPECT_EQ(patched("/spec/egress"), "");
  EXPECT_NE(patched("/spec/ingress"), "");
  EXPECT_NE(said("NETPOL003", shut("https://sqs.us-east-1.amazonaws.com/1/q")), "");
  Files cilium = shut("http://llm.ml.svc");
  cilium.emplace_back("c.yaml",
                      "apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: c, namespace: ml}\n"
                      "spec: {endpointSelector: {}, egress: [{}]}\n");
  EXPECT_EQ(said("NETPOL003", cilium), "") << "what else lets pods out is not read";
}

TEST(NetworkPolicies, AreEnforced) {
  const auto addon = [](const std::string& more) {
    Files files = with(kHttps);
    files.back() = {"a.sh", "aws eks create-addon --cluster-name c --addon-name vpc-cni" + more + "\n"};
    return files;
  };
  EXPECT_EQ(said("NETPOL002", addon("")), "policy.yaml:2 warning: nothing enforces NetworkPolicy ml/p\n");
  EXPECT_EQ(said("NETPOL002", addon(R"( --configuration-values '{"enableNetworkPolicy": "true"}')")), "");
  EXPECT_EQ(said("NETPOL002", with(kHttps)), "") << "nobody says how the add-on is set";
  const auto chart = [&](const std::string& values) {
    Files files = with(kHttps);
    files.back() = {"a.sh", "helm upgrade -i aws-vpc-cni eks/aws-vpc-cni " + values + "\n"};
    return said("NETPOL002", files);
  };
  EXPECT_NE(chart("--set-string enableNetworkPolicy=false"), "");
  EXPECT_NE(chart(""), "") << "the chart leaves it off";
  EXPECT_EQ(chart("--set enableNetworkPolicy=true"), "");
  EXPECT_EQ(chart("-f not-here.yaml"), "");
}

}  // namespace
}  // namespace slipway::rules
