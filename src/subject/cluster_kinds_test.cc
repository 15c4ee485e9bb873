#include "subject/cluster_kinds.h"

#include <gtest/gtest.h>

#include "subject/testing/subject_of.h"

namespace slipway::subject {
namespace {

using testing::subject_of;

std::string object(const std::string& api_version, const std::string& kind, const std::string& ns = "") {
  return "apiVersion: " + api_version + "\nkind: " + kind + "\nmetadata: {name: a" +
         (ns.empty() ? "" : ", namespace: " + ns) + "}\n---\n";
}

/// The namespace that is left of the object in a file of its own, with more beside it.
std::string namespace_of(const std::string& api_version, const std::string& kind, const std::string& ns,
                         const std::string& more = "") {
  const Subject subject =
      subject_of({{"k/a.yaml", object(api_version, kind, ns) + more},
                  {"k/kustomization.yaml", ns.empty() ? "namespace: web\nresources: [a.yaml]\n" : ""}});
  return subject.of_kind(kind).front()->ns;
}

std::string definition(const std::string& group, const std::string& kind, const std::string& scope) {
  return "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: x." + group +
         "}\nspec: {group: " + group + ", scope: " + scope + ", names: {kind: " + kind + ", plural: x}}\n---\n";
}

TEST(ClusterKinds, AreKnownByGroupAndNotByTheirNamesBeginning) {
  for (const auto& [api_version, kind] : {std::pair("rbac.authorization.k8s.io/v1", "ClusterRole"),
                                          {"v1", "Node"},
                                          {"karpenter.sh/v1", "NodePool"},
                                          {"kueue.x-k8s.io/v1beta1", "ClusterQueue"},
                                          {"cilium.io/v2", "CiliumClusterwideNetworkPolicy"},
                                          {"crd.projectcalico.org/v1", "GlobalNetworkPolicy"},
                                          {"projectcalico.org/v3", "GlobalNetworkSet"},
                                          {"policy.networking.k8s.io/v1alpha1", "AdminNetworkPolicy"},
                                          {"policy.networking.k8s.io/v1alpha1", "BaselineAdminNetworkPolicy"},
                                          {"cert-manager.io/v1", "ClusterIssuer"}}) {
    EXPECT_EQ(namespace_of(api_version, kind, "one"), "") << kind;
    EXPECT_EQ(namespace_of(api_version, kind, ""), "") << kind;
  }
  for (const auto& [api_version, kind] : {std::pair("fleet.cattle.io/v1alpha1", "ClusterGroup"),
                                          {"hive.openshift.io/v1", "ClusterDeployment"},
                                          {"cilium.io/v2", "CiliumNetworkPolicy"},
                                          {"logging.banzaicloud.io/v1beta1", "ClusterFlow"},
                                          {"operators.coreos.com/v1alpha1", "ClusterServiceVersion"},
                                          {"hypershift.openshift.io/v1beta1", "NodePool"},
                                          {"cluster.x-k8s.io/v1beta1", "ClusterClass"}})
    EXPECT_EQ(namespace_of(api_version, kind, "one"), "one") << kind;
}

TEST(ClusterKinds, GetNoNamespaceOfAKustomizationWhereTheyAreOnlyCalledSo) {
  EXPECT_EQ(namespace_of("example.com/v1", "ClusterThing", ""), "");
  EXPECT_EQ(namespace_of("example.com/v1", "Thing", ""), "web");
  EXPECT_EQ(namespace_of("cluster.x-k8s.io/v1beta1", "ClusterClass", ""), "web");
}

TEST(ClusterKinds, AreWhatADefinitionSays) {
  const std::string thing = definition("example.com", "Thing", "Cluster"),
                    cluster_thing = definition("example.com", "ClusterThing", "Namespaced");
  EXPECT_EQ(namespace_of("example.com/v1", "Thing", "one", thing), "");
  EXPECT_EQ(namespace_of("example.com/v1", "Thing", "", thing), "");
  EXPECT_EQ(namespace_of("example.com/v1", "ClusterThing", "", cluster_thing), "web");
  EXPECT_EQ(namespace_of("other.com/v1", "Thing", "one", thing), "one");
}

}  // namespace
}  // namespace slipway::subject
