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

TEST(NetworkPolicies, AreEnforced) {
  const auto addon = [](const std::string& more) {
    Files files = with(kHttps);
    files.back() = {"a.sh", "aws eks create-addon --cluster-name c --addon-name vpc-cni" + more + "\n"};
    return files;
  };
  EXPECT_EQ(said("NETPOL002", addon("")), "policy.yaml:2 warning: nothing enforces NetworkPolicy ml/p\n");
  EXPECT_EQ(said("NETPOL002", addon(R"( --configuration-values '{"enableNetworkPolicy": "true"}')")), "");
  EXPECT_EQ(said("NETPOL002", with(kHttps)), "") << "nobody says how the add-on is set";
}

}  // namespace
}  // namespace slipway::rules
