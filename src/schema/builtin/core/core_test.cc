// What the API server says of the core group's small kinds; recorded answers are in tests/conformance.
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

TEST(Secrets, AreOfTheirType) {
  EXPECT_EQ(Answer("apiVersion: v1\nkind: Secret\nmetadata: {name: a}").stored({"type"}), R"("Opaque")");
  expect_errors({{"apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ntype: kubernetes.io/tls",
                  {"data[tls.crt]: Required value", "data[tls.key]: Required value"}}});
}

TEST(ConfigMaps, HoldNoKeyTwice) {
  expect_errors({{"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {k: v}\nbinaryData: {k: dg==}",
                  {"data[k]: Invalid value: \"k\": duplicate of key present in binaryData"}}});
  const char* fixed = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nimmutable: true\ndata: {k: v}";
  const char* other = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nimmutable: true\ndata: {k: w}";
  EXPECT_EQ(Answer(fixed, other).errors(), Lines({"data: Forbidden: field is immutable when `immutable` is set"}));
}

TEST(LimitRanges, GetRequestsFromLimits) {
  const Answer answer(
      "apiVersion: v1\nkind: LimitRange\nmetadata: {name: a}\nspec: {limits: [{type: Container, default: {cpu: 1}}]}");
  EXPECT_EQ(answer.stored({"spec", "limits", "defaultRequest"}), R"({"cpu":"1"})");
}

TEST(Quotas, AreNotNegative) {
  expect_errors({{"apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: a}\nspec: {hard: {pods: -1}}",
                  {"spec.hard[pods]: Invalid value: \"-1\": must be greater than or equal to 0"}}});
}
}  // namespace
}  // namespace slipway::schema::builtin
