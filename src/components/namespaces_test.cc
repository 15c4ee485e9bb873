#include "components/testing/expanded.h"

namespace slipway::components {
namespace {

using testing::Expanded;
using testing::Names;

TEST(Namespaces, EnforcePodSecurityAtTheClustersVersion) {
  const Expanded e("cluster: {version: \"1.35\"}\nnamespaces: {agents: {podSecurity: baseline}}");
  EXPECT_EQ(e.field("Namespace", "agents", "metadata.labels.pod-security.kubernetes.io/enforce"), "baseline");
  EXPECT_EQ(e.field("Namespace", "agents", "metadata.labels.pod-security.kubernetes.io/enforce-version"), "v1.35");
}

TEST(Namespaces, LetNothingInOrOutButNamesAndTheRolesOfPods) {
  const Expanded e("namespaces: {agents: {}}");
  EXPECT_EQ(e.field("NetworkPolicy", "default-deny", "spec"),
            R"({"podSelector":{},"policyTypes":["Ingress","Egress"]})");
  EXPECT_EQ(e.field("NetworkPolicy", "allow-dns-and-identity", "spec.egress.0.to.0.namespaceSelector.matchLabels"),
            R"({"kubernetes.io/metadata.name":"kube-system"})");
  EXPECT_EQ(e.field("NetworkPolicy", "allow-dns-and-identity", "spec.egress.1"),
            R"({"to":[{"ipBlock":{"cidr":"169.254.170.23/32"}}],"ports":[{"protocol":"TCP","port":80}]})");
}

TEST(Namespaces, KeepPodsFromTheNodesRoleEvenWhenAllElseIsOpen) {
  const Expanded e("namespaces: {agents: {defaultDeny: false}}");
  EXPECT_EQ(e.graph.of_kind("NetworkPolicy").size(), 1u);
  EXPECT_EQ(e.field("NetworkPolicy", "block-metadata", "spec.egress.0.to.0.ipBlock"),
            R"({"cidr":"0.0.0.0/0","except":["169.254.169.254/32"]})");
}

TEST(Namespaces, OpenTheInternetOnlyToTls) {
  const Expanded e("namespaces: {agents: {egress: [10.9.0.0/16, 0.0.0.0/0]}}");
  EXPECT_EQ(e.field("NetworkPolicy", "allow-egress", "spec.egress.0"),
            R"({"to":[{"ipBlock":{"cidr":"10.9.0.0/16"}}]})");
  EXPECT_EQ(e.field("NetworkPolicy", "allow-egress", "spec.egress.1.ports"), R"([{"protocol":"TCP","port":443}])");
  EXPECT_EQ(e.field("NetworkPolicy", "allow-egress", "spec.egress.1.to.0.ipBlock.except"), R"(["169.254.169.254/32"])");
}

TEST(Namespaces, CountWhatPodsRequest) {
  const Expanded e("namespaces: {agents: {quota: {nvidia.com/gpu: 8, cpu: 64, pods: 50}}}");
  EXPECT_EQ(e.field("ResourceQuota", "quota", "spec.hard"),
            R"({"requests.nvidia.com/gpu":"8","requests.cpu":"64","pods":"50"})");
}

TEST(Namespaces, AreThereForWhatTheSpecPutsIntoThem) {
  const Expanded e("workloads: {api: {namespace: web, serve: {image: nginx:1.29}}}");
  EXPECT_TRUE(e.graph.has_object("Namespace", "", "web"));
  EXPECT_FALSE(Expanded("workloads: {api: {serve: {image: nginx:1.29}}}").graph.has_object("Namespace", "", "default"));
}

TEST(Namespaces, OfChartsAreRestrictedOrSayWhyNot) {
  const Expanded e("components: [argo-cd, {argo-workflows: {namespaces: [ai]}}, keda, kro, kube-prometheus-stack]");
  for (const auto* object : e.graph.of_kind("Namespace")) {
    const auto& metadata = object->root()["metadata"];
    const auto level = metadata["labels"]["pod-security.kubernetes.io/enforce"].text();
    const auto because = metadata["annotations"]["slipway.dev/pod-security-because"].text();
    EXPECT_EQ(level == "restricted", because.empty()) << object->name();
  }
  EXPECT_EQ(e.field("Namespace", "argocd", "metadata.labels.pod-security.kubernetes.io/enforce"), "restricted");
  EXPECT_EQ(e.field("Namespace", "monitoring", "metadata.labels.pod-security.kubernetes.io/enforce"), "privileged");
}

TEST(Namespaces, OfAutoModeAskTheNodeForNames) {
  const Expanded e("cluster: {mode: auto}\nautoscaler: {nodes: auto}\nnamespaces: {agents: {}}");
  EXPECT_EQ(e.field("NetworkPolicy", "allow-dns-and-identity", "spec.egress.0.to"), "");
}

}  // namespace
}  // namespace slipway::components
