#include "cluster/explain.h"

#include <gtest/gtest.h>

namespace slipway::cluster {
namespace {

const kube::ObjectKey kWeb{"Deployment", "apps", "ml", "web"};

TEST(Explain, WhatTheServerSaysAndWhatHelps) {
  struct Case {
    int status;
    const char *message, *fix;
  };
  // The messages are kube-apiserver 1.36's own.
  for (
      const Case& c : {
          Case{
              422,
              R"(Deployment.apps "web" is invalid: spec.selector: Invalid value: {"matchLabels":{"a":"c"}}: field is immutable)",
              "kubectl delete Deployment.apps web -n ml"},
          {422, R"(Deployment.apps "web" is invalid: spec.template.spec.containers[0].image: Required value)",
           "slipway validate"},
          {403,
           R"(deployments.apps "web" is forbidden: User "bob" cannot patch resource "deployments" in API group "apps" in the namespace "ml")",
           "bob needs the right"},
          {403, R"(pods "x" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false)",
           "pod-security.kubernetes.io/enforce"},
          {403,
           R"(configmaps "x" is forbidden: exceeded quota: q, requested: count/configmaps=1, used: count/configmaps=0, limited: count/configmaps=0)",
           "kubectl describe quota"},
          {403,
           R"(configmaps "y" is forbidden: unable to create new content in namespace ps because it is being terminated)",
           "wait until it is gone"},
          {404, R"(namespaces "ml" not found)", "kubectl create namespace ml"},
          {500,
           R"(Internal error occurred: failed calling webhook "w.x.com": failed to call webhook: Post "https://nosvc.default.svc:443/?timeout=10s": service "nosvc" not found)",
           "security groups let the control plane reach"},
          {500,
           "failed to create typed patch object (default/web; apps/v1, Kind=Deployment): .spec.foo: field not declared "
           "in schema",
           "no such field"},
          {500,
           "failed to create typed patch object (default/web; apps/v1, Kind=Deployment): .spec.replicas: expected "
           "numeric (int or float), got string",
           "wrong type"},
          {422, R"(configmaps "z" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'p' denied request: no way)",
           "admission policy"},
      }) {
    const auto failure = explained({c.status, "", c.message, ""}, kWeb);
    EXPECT_NE(failure.fix.find(c.fix), std::string::npos) << c.message << "\n" << failure.fix;
    EXPECT_TRUE(c.status == 404 || failure.message.find(c.message) != std::string::npos) << failure.message;
    EXPECT_TRUE(failure.message.starts_with("Deployment")) << failure.message;
  }
}

TEST(Explain, EachConflictByFieldOwnerAndOperation) {
  const auto failure =
      explained({409,
                 "Conflict",
                 "Apply failed with 2 conflicts",
                 "",
                 {{"FieldManagerConflict",
                   R"(conflict with "hpa" with subresource "scale" using autoscaling/v1 at 2026-11-26T09:00:00Z)",
                   ".spec.replicas"},
                  {"FieldManagerConflict", R"(conflict with "helm")", ".spec.paused"}}},
                kWeb);
  EXPECT_EQ(
      failure.message,
      "Deployment ml/web: another manager set 2 fields to other values: .spec.replicas is owned by 'hpa' (Update of "
      "its scale); .spec.paused is owned by 'helm' (Apply)");
  EXPECT_NE(failure.fix.find("leave spec.replicas out"), std::string::npos);
}

TEST(Explain, ManyConflictsAreCounted) {
  ApiFailure failure{409, "Conflict", "", ""};
  for (int i = 0; i < 12; ++i)
    failure.causes.push_back({"FieldManagerConflict", R"(conflict with "kubectl-client-side-apply" using v1)",
                              ".data.k" + std::to_string(i)});
  const auto said = explained(failure, kWeb);
  EXPECT_TRUE(said.message.ends_with("; and 7 more")) << said.message;
  EXPECT_NE(said.fix.find("kubectl"), std::string::npos);
}

TEST(Explain, OfASecretNoValueIsShown) {
  const ApiFailure said{
      500, "",
      "failed to create typed patch object (ml/db; /v1, Kind=Secret): .data.pin: expected string, got "
      "&value.valueUnstructured{Value:7391}",
      ""};
  EXPECT_EQ(explained(said, {"Secret", "", "ml", "db"}).message,
            "Secret ml/db: failed to create typed patch object (ml/db; /v1, Kind=Secret): .data.pin: expected string, "
            "got something else, which is a Secret's");
  EXPECT_NE(explained(said, {"ConfigMap", "", "ml", "db"}).message.find("7391"), std::string::npos);
}

TEST(Explain, SilenceIsNotTheObjectsFault) {
  EXPECT_EQ(explained({0, "Unreachable", "cannot reach", "vpn"}, kWeb).message, "cannot reach");
}

}  // namespace
}  // namespace slipway::cluster
