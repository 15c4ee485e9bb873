// What the API server says of Services and what belongs to them; recorded answers are in tests/conformance.
#include <gtest/gtest.h>

#include <string>

#include "schema/builtin/answers_for_tests.h"

namespace slipway::schema::builtin {
namespace {

struct Case {
  const char* manifest;
  Lines errors;
};

void expect_errors(std::initializer_list<Case> cases) {
  for (const Case& one : cases) EXPECT_EQ(Answer(one.manifest).errors(), one.errors) << one.manifest;
}

TEST(Services, GetAddressesAndPorts) {
  const Answer answer(
      "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {type: NodePort, selector: {a: b}, ports: [{port: "
      "80}]}");
  ASSERT_TRUE(answer.is_accepted());
  EXPECT_EQ(answer.stored({"spec", "clusterIPs"}), R"(["10.96.0.0"])");
  EXPECT_EQ(answer.stored({"spec", "ports", "targetPort"}), "80");
  EXPECT_EQ(answer.stored({"spec", "ports", "nodePort"}), "32769");
  EXPECT_EQ(answer.stored({"spec", "ipFamilyPolicy"}), R"("SingleStack")");
}

TEST(Services, AreChecked) {
  expect_errors({
      {"apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {}", {"spec.ports: Required value"}},
      {"apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 80}, {port: 81}]}",
       {"spec.ports[0].name: Required value", "spec.ports[1].name: Required value"}},
      {"apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {type: ExternalName}",
       {"spec.externalName: Required value"}},
  });
}

TEST(Services, KeepTheirAddress) {
  const char* old =
      "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {clusterIP: 10.96.0.7, ports: [{port: 80}]}";
  const char* now =
      "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {clusterIP: 10.96.0.8, ports: [{port: 80}]}";
  EXPECT_EQ(Answer(old, now).errors(),
            Lines({"spec.clusterIPs[0]: Invalid value: [\"10.96.0.8\"]: may not change once set"}));
  EXPECT_TRUE(Answer(old, old).is_accepted());
}

TEST(Ingresses, AreChecked) {
  const char* head = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\n";
  EXPECT_EQ(Answer(std::string(head) + "spec: {}").errors(),
            Lines({"spec: Invalid value: null: either `defaultBackend` or `rules` must be specified"}));
  EXPECT_EQ(Answer(std::string(head) + "spec: {rules: [{host: a, http: {paths: [{path: a, pathType: Exact,\n"
                                       "  backend: {service: {name: s, port: {number: 80}}}}]}}]}")
                .errors(),
            Lines({"spec.rules[0].http.paths[0].path: Invalid value: \"a\": must be an absolute path"}));
}

TEST(NetworkPolicies, GetTheirTypes) {
  const Answer answer(
      "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\n"
      "spec: {podSelector: {}, egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}");
  EXPECT_EQ(answer.stored({"spec", "policyTypes"}), R"(["Ingress","Egress"])");
}
}  // namespace
}  // namespace slipway::schema::builtin
