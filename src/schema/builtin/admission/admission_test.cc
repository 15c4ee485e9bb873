// What the API server says of webhooks and admission policies; recorded answers are in tests/conformance.
#include <gtest/gtest.h>

#include <string>

#include "schema/builtin/answers_for_tests.h"

namespace slipway::schema::builtin {
namespace {

TEST(Webhooks, AreReachedByHttps) {
  const std::string head =
      "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: a}\n"
      "webhooks: [{name: a.b.c, sideEffects: None, admissionReviewVersions: [v1], clientConfig: {url: \"";
  EXPECT_TRUE(Answer(head + "https://a.b/c\"}}]").is_accepted());
  EXPECT_EQ(Answer(head + "http://a.b/c\"}}]").errors(),
            Lines({"webhooks[0].clientConfig.url: Invalid value: \"http\": 'https' is the only allowed URL scheme; "
                   "desired format: https://host[/path]"}));
}

TEST(AdmissionPolicies, HaveTheirExpressionsCompiled) {
  const std::string head =
      "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata: {name: a}\n"
      "spec: {matchConstraints: {resourceRules: [{apiGroups: [\"\"], apiVersions: [v1], operations: [CREATE],\n"
      "  resources: [pods]}]}, validations: [{expression: \"";
  EXPECT_TRUE(Answer(head + "object.spec.size() > 0\"}]}").is_accepted());
  const Lines errors = Answer(head + "obj.spec\"}]}").errors();
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_NE(errors[0].find("undeclared reference to 'obj'"), std::string::npos) << errors[0];
}
}  // namespace
}  // namespace slipway::schema::builtin
