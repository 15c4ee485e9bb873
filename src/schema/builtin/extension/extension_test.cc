// What the API server says of the definitions of new kinds; tests/conformance holds hundreds of recorded answers more.
#include <gtest/gtest.h>

#include <string>

#include "schema/builtin/answers_for_tests.h"

namespace slipway::schema::builtin {
namespace {

std::string definition(std::string_view schema, std::string_view name = "widgets.example.com",
                       std::string_view version = "") {
  return "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: " + std::string(name) +
         "}\nspec:\n  group: example.com\n  scope: Namespaced\n  names: {kind: Widget, plural: widgets}\n" +
         "  versions:\n  - {name: v1, served: true, storage: true" + std::string(version) +
         ",\n     schema: {openAPIV3Schema: " + std::string(schema) + "}}\n";
}

TEST(Definitions, GetDefaults) {
  const Answer answer(definition("{type: object}"));
  ASSERT_TRUE(answer.is_accepted());
  EXPECT_EQ(answer.stored({"spec", "names"}),
            R"({"kind":"Widget","listKind":"WidgetList","plural":"widgets","singular":"widget"})");
  EXPECT_EQ(answer.stored({"spec", "conversion"}), R"({"strategy":"None"})");
  EXPECT_EQ(answer.stored({"status", "storedVersions"}), R"(["v1"])");
}

struct Case {
  const char* schema;
  Lines errors;
};

TEST(Definitions, SchemasAreChecked) {
  const std::string at = "spec.validation.openAPIV3Schema";
  const Case cases[] = {
      {"{type: object, properties: {a: {}}}",
       {at + ".properties[a].type: Required value: must not be empty for specified object fields"}},
      {"{type: object, properties: {a: {type: array}}}",
       {at + ".properties[a].items: Required value: must be specified"}},
      {"{type: object, allOf: [{properties: {a: {minimum: 1}}}]}",
       {at + ".properties[a]: Required value: because it is defined in " + at + ".allOf[0].properties[a]"}},
      {"{type: object, properties: {a: {type: integer, default: x}}}",
       {at + ".properties[a].default: Invalid value: \"string\":  in body must be of type integer: \"string\""}},
      {"{type: object, properties: {a: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [k],\n"
       "       items: {type: object, properties: {k: {type: string}}}}}}",
       {at + ".properties[a].items.properties[k].default: Required value: this property is in "
             "x-kubernetes-list-map-keys, so it must have a default or be a required property"}},
      {"{type: object, properties: {a: {type: string, uniqueItems: true}}}",
       {at + ".properties[a].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity "
             "becomes quadratic"}},
  };
  for (const Case& one : cases) EXPECT_EQ(Answer(definition(one.schema)).errors(), one.errors) << one.schema;
}

TEST(Definitions, RulesAreCompiledAndPriced) {
  const auto rule = [](std::string_view type, std::string_view text) {
    return definition("{type: object, properties: {a: {" + std::string(type) +
                      ", x-kubernetes-validations: [{rule: \"" + std::string(text) + "\"}]}}}");
  };
  EXPECT_TRUE(Answer(rule("type: integer", "self < 10")).is_accepted());
  EXPECT_EQ(Answer(rule("type: integer", "self + 1")).errors(),
            Lines({"spec.validation.openAPIV3Schema.properties[a].x-kubernetes-validations[0].rule: Invalid value: "
                   "{\"Rule\":\"self + 1\",\"Message\":\"\",\"MessageExpression\":\"\",\"Reason\":null,"
                   "\"FieldPath\":\"\",\"OptionalOldSelf\":null}: cel expression must evaluate to a bool"}));
  const Lines dear =
      Answer(rule("type: array, items: {type: string}", "self.all(x, self.all(y, x.contains(y)))")).errors();
  ASSERT_FALSE(dear.empty());
  EXPECT_NE(dear.back().find("estimated rule cost exceeds budget by factor of more than 100x"), std::string::npos);
}

TEST(Definitions, NamesAndVersionsAreChecked) {
  EXPECT_EQ(Answer(definition("{type: object}", "gadgets.example.com")).errors(),
            Lines({"metadata.name: Invalid value: \"gadgets.example.com\": must be spec.names.plural+\".\"+"
                   "spec.group"}));
  EXPECT_EQ(Answer(definition("{type: object}", "widgets.example.com", ", deprecationWarning: old")).errors(),
            Lines({"spec.versions[0].deprecationWarning: Invalid value: \"old\": can only be set for deprecated "
                   "versions"}));
}

TEST(ApiServices, AreNamedForTheirVersionAndGroup) {
  const std::string head = "apiVersion: apiregistration.k8s.io/v1\nkind: APIService\nmetadata: {name: ";
  const std::string spec =
      "}\nspec: {group: a.b, version: v1, groupPriorityMinimum: 100, versionPriority: 10,\n"
      "  service: {name: s, namespace: web}}\n";
  const Answer answer(head + "v1.a.b" + spec);
  ASSERT_TRUE(answer.is_accepted());
  EXPECT_EQ(answer.stored({"spec", "service", "port"}), "443");
  EXPECT_EQ(Answer(head + "v2.a.b" + spec).errors(),
            Lines({"metadata.name: Invalid value: \"v2.a.b\": must be `spec.version+\".\"+spec.group`: \"v1.a.b\""}));
}

}  // namespace
}  // namespace slipway::schema::builtin
