// What the API server says of autoscalers, budgets, priorities and rights; recorded answers are in tests/conformance.
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

TEST(Autoscalers, GetDefaults) {
  const Answer answer(
      "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: a}\n"
      "spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: d}}");
  ASSERT_TRUE(answer.is_accepted());
  EXPECT_EQ(answer.stored({"spec", "minReplicas"}), "1");
  EXPECT_EQ(answer.stored({"spec", "metrics", "resource", "target"}),
            R"({"averageUtilization":80,"type":"Utilization"})");
}

TEST(Policies, AreChecked) {
  expect_errors({
      {"apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: a}\n"
       "spec: {minReplicas: 5, maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: d}}",
       {"spec.maxReplicas: Invalid value: 3: must be greater than or equal to `minReplicas`"}},
      {"apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: a}\nspec: {minAvailable: 120%, selector: "
       "{}}",
       {"spec.minAvailable: Invalid value: \"120%\": must not be greater than 100%"}},
      {"apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: a}\nvalue: 2000000000",
       {"value: Forbidden: maximum allowed value of a user defined priority is 1000000000"}},
      {"apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: a}\nrules: [{resources: [pods]}]",
       {"rules[0].apiGroups: Required value: resource rules must supply at least one api group",
        "rules[0].verbs: Required value: verbs must contain at least one value"}},
  });
}

// YAML has them as numbers with a point; what the server gets is JSON, which writes 80.
TEST(WholeNumbers, MayBeWrittenAsFractions) {
  const std::string autoscaler =
      "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: a}\n"
      "spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: d}, ";
  EXPECT_EQ(Answer(autoscaler + "minReplicas: 2.0, maxReplicas: 3e0}").errors(), Lines());
  EXPECT_EQ(Answer(autoscaler + "minReplicas: 3.0, maxReplicas: 2.0}").errors(),
            Lines({"spec.maxReplicas: Invalid value: 2: must be greater than or equal to `minReplicas`"}));
  const std::string service =
      "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selector: {a: b}, ports: [{port: ";
  for (const char* port : {"80.0", "8e1", "80"}) EXPECT_EQ(Answer(service + port + "}]}").errors(), Lines()) << port;
  EXPECT_FALSE(Answer(service + "0.0}]}").errors().empty());
}

TEST(Bindings, KeepTheirRole) {
  const std::string head =
      "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: a}\nroleRef: ";
  const std::string one = head + "{apiGroup: rbac.authorization.k8s.io, kind: Role, name: a}";
  const std::string other = head + "{apiGroup: rbac.authorization.k8s.io, kind: Role, name: b}";
  EXPECT_EQ(
      Answer(one, other).errors(),
      Lines({"roleRef: Invalid value: {\"APIGroup\":\"rbac.authorization.k8s.io\",\"Kind\":\"Role\",\"Name\":\"b\"}: "
             "cannot change roleRef"}));
}
}  // namespace
}  // namespace slipway::schema::builtin
