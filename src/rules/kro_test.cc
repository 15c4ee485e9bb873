#include <gtest/gtest.h>

#include "rules/testing/linted.h"

namespace slipway::rules {
namespace {

using testing::lines;

TEST(KroRules, KroServesItsOwnGroup) {
  EXPECT_EQ(lines("KRO001", "apiVersion: kro.aws.io/v1alpha1\nkind: ResourceGroup\nmetadata: {name: a}\n"), "1");
  const auto group = [](const std::string& spec) {
    return lines("KRO001",
                 "kind: ResourceGroup\napiVersion: kro.run/v1alpha1\nmetadata: {name: a}\nspec: {" + spec + "}\n");
  };
  EXPECT_EQ(group("schema: {kind: App}, resources: []"), "1") << "the kind's old name in the new group";
  EXPECT_EQ(group("name: a"), "") << "an instance of somebody's kind";
  EXPECT_EQ(lines("KRO001", "apiVersion: v1alpha1\nkind: Stack\nmetadata: {name: a}\n"), "1");
  EXPECT_EQ(lines("KRO001", "apiVersion: kro.run/v1alpha1\nkind: Stack\nmetadata: {name: a}\n"), "");
  EXPECT_EQ(lines("KRO001", "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n"), "");
  EXPECT_EQ(lines("KRO001", "apiVersion: v2\nname: chart\nversion: 0.1.0\n"), "") << "a Chart.yaml";
}

/// Its resources begin in line 6.
std::string definition(const std::string& resources) {
  return "apiVersion: kro.run/v1alpha1\nkind: ResourceGraphDefinition\nmetadata: {name: a}\nspec:\n  resources:\n" +
         resources;
}

TEST(KroRules, ExpressionsNameFieldsThatAreThere) {
  const std::string made =
      "  - {id: b, template: {apiVersion: s3.services.k8s.aws/v1alpha1, kind: Bucket}}\n"
      "  - {id: d, template: {apiVersion: apps/v1, kind: Deployment}}\n";
  const auto said = [&](const std::string& text) {
    return lines("KRO002", definition(made + "  - {id: c, template: {env: \"" + text + "\"}}\n"));
  };
  EXPECT_EQ(said("s3://${b.status.bucketName}/"), "8");
  EXPECT_EQ(said("${b.spec.name}"), "");
  EXPECT_EQ(said("${b.status.?bucketName}"), "");         // may be missing
  EXPECT_EQ(said("${b.status.conditions[0].type}"), "");  // into a list
  EXPECT_EQ(said("${b.status.conditions.size()}"), "");   // a function
  EXPECT_EQ(said("${d.metadata.annotations.anything}"), "");
  EXPECT_EQ(said("${d.status.availableReplicas}"), "");
  EXPECT_EQ(said("${d.status.available}"), "8");
  EXPECT_EQ(said("${schema.spec.b.status.bucketName}"), "");  // no resource, a field of that name
  EXPECT_EQ(said("${other.status.x}"), "");
}

TEST(KroRules, TemplatesAreWhole) {
  EXPECT_EQ(lines("KRO003", definition("  - {id: d, template: {kind: Deployment, spec: {replicas: 1}}}\n")),
            "6 6");  // selector, and what the pods are
  const auto deployment = [](const std::string& spec) {
    return definition(
        "  - id: d\n    template:\n      apiVersion: apps/v1\n      kind: Deployment\n      metadata: {name: "
        "\"${schema.spec.name}\"}\n      spec:\n" +
        spec);
  };
  const std::string whole =
      "        replicas: ${schema.spec.replicas}\n"
      "        selector: {matchLabels: {app: a}}\n"
      "        template:\n"
      "          metadata: {labels: {app: a}}\n"
      "          spec:\n"
      "            containers: [{name: a, image: \"${schema.spec.image}\"}]\n";
  EXPECT_EQ(lines("KRO003", deployment(whole)), "");
  EXPECT_EQ(lines("KRO003", deployment(whole + "        replicaz: 3\n")), "18");
  std::string open = whole;  // a list that an expression gives
  open.replace(open.find("[{name"), std::string::npos, "${schema.spec.containers}\n");
  EXPECT_EQ(lines("KRO003", deployment(open)), "");
  EXPECT_EQ(
      lines("KRO003", definition("  - {id: h, template: {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, "
                                 "metadata: {name: a}, spec: {maxReplicas: 2, scaleTargetRef: {name: a}}}}\n")),
      "6");
}

}  // namespace
}  // namespace slipway::rules
