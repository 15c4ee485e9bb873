#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules::testing {
namespace {

using Said = std::vector<std::string>;

TEST(RightsRules, ClusterAdminIsNobodysByChance) {
  const auto binding = [](const std::string& who, const std::string& role = "cluster-admin") {
    return "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: x}\n"
           "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: " +
           role + "}\nsubjects:\n- {" + who + "}\n";
  };
  EXPECT_EQ(linted("RBAC001", {{"f.yaml", binding("kind: ServiceAccount, name: default, namespace: shop")}}),
            (Said{"f.yaml:6 warning: ClusterRoleBinding x gives cluster-admin to every pod of namespace shop that "
                  "names no account"}));
  for (const char* group :
       {"system:authenticated", "system:unauthenticated", "system:serviceaccounts", "\"system:serviceaccounts:shop\""})
    EXPECT_EQ(lines("RBAC001", binding("kind: Group, name: " + std::string(group))), "6") << group;
  EXPECT_EQ(lines("RBAC001", binding("kind: ServiceAccount, name: deployer, namespace: shop")), "");
  EXPECT_EQ(lines("RBAC001", binding("kind: User, name: \"system:anonymous\"")), "6");
  EXPECT_EQ(lines("RBAC001", binding("kind: User, name: jane")), "");
  EXPECT_EQ(lines("RBAC001", binding("kind: Group, name: admins")), "");
  // A role of one's own that gives as much.
  const auto role = [](const std::string& rule) {
    return "---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: all}\nrules:\n"
           "- {apiGroups: [\"\"], resources: [pods], verbs: [get]}\n- {" +
           rule + "}\n";
  };
  const std::string bound = binding("kind: ServiceAccount, name: default, namespace: shop", "all");
  for (const char* all : {"apiGroups: [\"*\"], resources: [\"*\"], verbs: [\"*\"]",
                          "apiGroups: [\"\"], resources: [pods, \"*\"], verbs: [\"*\"]"})
    EXPECT_EQ(lines("RBAC001", bound + role(all)), "6") << all;
  for (const char* part :
       {"apiGroups: [\"*\"], resources: [\"*\"], verbs: [get, list]",
        "apiGroups: [\"\"], resources: [pods], verbs: [\"*\"]", "nonResourceURLs: [\"*\"], verbs: [\"*\"]"})
    EXPECT_EQ(lines("RBAC001", bound + role(part)), "") << part;
  EXPECT_EQ(lines("RBAC001", bound), "") << "nobody knows what the role holds";
  EXPECT_EQ(lines("RBAC001", binding("kind: ServiceAccount, name: default, namespace: shop", "view")), "");
}

/// Members of the pod begin at line 7.
std::string workload(const std::string& kind, const std::string& spec) {
  return "apiVersion: apps/v1\nkind: " + kind + "\nmetadata: {name: d}\nspec:\n  template:\n    spec:\n" + spec;
}

TEST(RightsRules, NodesHaveNoDocker) {
  const auto mounts = [](const std::string& path) {
    return workload("Deployment", "      volumes: [{name: v, hostPath: {path: " + path + "}}]\n      containers: []\n");
  };
  EXPECT_EQ(lines("HOST001", mounts("/var/run/docker.sock")), "7");
  EXPECT_EQ(lines("HOST001", mounts("/run/containerd/containerd.sock")), "");
}

TEST(RightsRules, AgentsOwnNodesAndServicesDoNot) {
  const auto pod = [](const std::string& host, const std::string& privileged) {
    return "      hostPID: " + host + "\n      containers: [{name: a, securityContext: {privileged: " + privileged +
           "}}]\n";
  };
  EXPECT_EQ(lines("HOST002", workload("Deployment", pod("true", "true"))), "8");
  EXPECT_EQ(lines("HOST002", workload("DaemonSet", pod("true", "true"))), "");
  EXPECT_EQ(lines("HOST002", workload("Deployment", pod("false", "true"))), "");
  EXPECT_EQ(lines("HOST002", workload("Deployment", pod("true", "false"))), "");
}

}  // namespace
}  // namespace slipway::rules::testing
