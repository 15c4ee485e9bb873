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
