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
