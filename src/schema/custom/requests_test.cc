// What the API server says of objects of a kind that a CustomResourceDefinition defines.
#include "schema/custom/requests.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "doc/json.h"
#include "schema/verdict.h"

namespace slipway::schema {
namespace {

doc::Document read(std::string text) {
  Diagnostics diagnostics;
  doc::Document out = doc::read_json(std::make_shared<const SourceText>("x.json", std::move(text)), diagnostics);
  EXPECT_TRUE(diagnostics.all().empty()) << (diagnostics.all().empty() ? "" : diagnostics.all()[0].message);
  return out;
}

/// Judges Widgets whose `spec` has this schema.
class Widgets {
 public:
  explicit Widgets(const std::string& spec_schema) {
    definition_ = read(fmt::format(R"({{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
      "metadata":{{"name":"widgets.example.com"}},"spec":{{"group":"example.com","scope":"Namespaced",
      "names":{{"kind":"Widget","plural":"widgets","singular":"widget","listKind":"WidgetList"}},
      "versions":[{{"name":"v1","served":true,"storage":true,"subresources":{{"status":{{}}}},
      "schema":{{"openAPIV3Schema":{{"type":"object","properties":{{"spec":{},"status":{{"type":"object"}}}}}}}}}}]}}}})",
                                   spec_schema));
    Diagnostics diagnostics;
    judge_.add_crd(definition_, definition_.root(), diagnostics);
    EXPECT_TRUE(diagnostics.all().empty()) << (diagnostics.all().empty() ? "" : diagnostics.all()[0].message);
  }

  /// "spec": as stored; or the errors, "FIELD: DETAIL" one a line; or the message of a BadRequest.
  std::string create(const std::string& spec) {
    const doc::Document sent = object(spec);
    return said(judge_.create(sent.root()));
  }
  std::string update(const std::string& old_spec, const std::string& spec) {
    const doc::Document old = object(old_spec), now = object(spec);
    return said(judge_.update(old.root(), now.root()));
  }
  Judge& judge() { return judge_; }

  static std::string said(const Verdict& verdict) {
    if (verdict.reason == Verdict::Reason::BadRequest) return verdict.message;
    if (verdict.is_accepted()) return doc::write_json(verdict.stored["spec"], doc::JsonLayout::Compact);
    std::string out;
    for (const Error& error : verdict.errors)
      out += fmt::format("{}{}: {}", out.empty() ? "" : "\n", error.field, error.detail);
    return out;
  }

 private:
  static doc::Document object(const std::string& spec) {
    return read(
        fmt::format(R"({{"apiVersion":"example.com/v1","kind":"Widget","metadata":{{"name":"w"}},"spec":{}}})", spec));
  }
  doc::Document definition_;
  Judge judge_;
};

TEST(CustomResources, DefaultsAreSetWhereTheirMapIs) {
  Widgets widgets(R"({"type":"object","properties":{"size":{"type":"integer","default":3},
      "deep":{"type":"object","properties":{"a":{"type":"string","default":"x"}}},
      "whole":{"type":"object","default":{},"properties":{"b":{"type":"boolean","default":true}}}}})");
  EXPECT_EQ(widgets.create("{}"), R"({"size":3,"whole":{"b":true}})");
  EXPECT_EQ(widgets.create(R"({"size":5,"deep":{}})"), R"({"size":5,"deep":{"a":"x"},"whole":{"b":true}})");
  EXPECT_EQ(widgets.create(R"({"size":null})"), R"({"size":3,"whole":{"b":true}})") << "null stands for absent";
}

TEST(CustomResources, UnknownFieldsAreRefusedSaveWhereTheyAreKept) {
  Widgets widgets(R"({"type":"object","properties":{"known":{"type":"object","properties":{"a":{"type":"string"}}},
      "open":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}})");
  EXPECT_EQ(widgets.create(R"({"known":{"b":1},"c":2})"),
            "Widget in version \"v1\" cannot be handled as a Widget: strict decoding error: unknown field \"spec.c\", "
            "unknown field \"spec.known.b\"");
  EXPECT_EQ(widgets.create(R"({"open":{"anything":[null]}})"), R"({"open":{"anything":[null]}})");
}

TEST(CustomResources, NullsAreDroppedWhereTheyMayNotStand) {
  Widgets widgets(R"({"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string","nullable":true}}})");
  EXPECT_EQ(widgets.create(R"({"a":null,"b":null})"), R"({"b":null})");
}

TEST(CustomResources, LimitsAreChecked) {
  Widgets widgets(R"({"type":"object","required":["name"],"properties":{
      "name":{"type":"string","minLength":2,"maxLength":4,"pattern":"^[a-z]+$"},
      "size":{"type":"integer","format":"int32","minimum":1,"maximum":10},
      "ratio":{"type":"number","exclusiveMinimum":true,"minimum":0},
      "mode":{"type":"string","enum":["fast","slow"]},
      "port":{"x-kubernetes-int-or-string":true},
      "names":{"type":"array","minItems":1,"maxItems":2,"items":{"type":"string"}},
      "labels":{"type":"object","maxProperties":1,"additionalProperties":{"type":"string"}}}})");
  struct Case {
    const char *spec, *said;
  };
  for (
      const Case& c : {
          Case{R"({"name":"ab","port":"http","ratio":1})", R"({"name":"ab","port":"http","ratio":1})"},
          {"{}", "spec.name: Required value"},
          {R"({"name":"a"})", R"(spec.name: Invalid value: "a": spec.name in body should be at least 2 chars long)"},
          {R"({"name":"abcde"})", "spec.name: Too long: may not be more than 4 bytes"},
          {R"({"name":"A1"})", R"(spec.name: Invalid value: "A1": spec.name in body should match '^[a-z]+$')"},
          {R"({"name":"ab","size":0})",
           "spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1"},
          {R"({"name":"ab","size":1.5})",
           "<nil>: Invalid value: \"\": Checked value must be of type integer with format int32 in spec.size\n"
           "spec.size: Invalid value: \"float64\": spec.size in body must be of type int32: \"float64\""},
          {R"({"name":"ab","size":"1"})",
           R"(spec.size: Invalid value: "string": spec.size in body must be of type integer: "string")"},
          {R"({"name":"ab","ratio":0})", "spec.ratio: Invalid value: 0: spec.ratio in body should be greater than 0"},
          {R"({"name":"ab","mode":"Fast"})",
           R"(spec.mode: Unsupported value: "Fast": supported values: "fast", "slow")"},
          {R"({"name":"ab","port":true})",
           R"(spec.port: Invalid value: "boolean": spec.port in body must be of type integer,string: "boolean")"},
          {R"({"name":"ab","names":[]})",
           "spec.names: Invalid value: 0: spec.names in body should have at least 1 items"},
          {R"({"name":"ab","names":["a","b","c"]})", "spec.names: Too many: 3: must have at most 2 items"},
          {R"({"name":"ab","names":["a",1]})",
           R"(spec.names[1]: Invalid value: "integer": spec.names[1] in body must be of type string: "integer")"},
          {R"({"name":"ab","labels":{"a.b/c":1}})",
           R"(spec.labels.a.b/c: Invalid value: "integer": spec.labels.a.b/c in body must be of type string: "integer")"},
      })
    EXPECT_EQ(widgets.create(c.spec), c.said) << c.spec;
}

TEST(CustomResources, OfAlternativesTheBestFailureIsTold) {
  Widgets widgets(R"({"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},
      "oneOf":[{"required":["a"]},{"required":["b"]}]})");
  EXPECT_EQ(widgets.create(R"({"a":"x"})"), R"({"a":"x"})");
  EXPECT_EQ(widgets.create(R"({"a":"x","b":"y"})"),
            "<nil>: Invalid value: \"\": \"spec\" must validate one and only one schema (oneOf). Found 2 valid "
            "alternatives");
  EXPECT_EQ(widgets.create("{}"),
            "<nil>: Invalid value: \"\": \"spec\" must validate one and only one schema (oneOf). Found none valid\n"
            "spec.a: Required value");
}

TEST(CustomResources, ListsMayForbidRepeats) {
  Widgets widgets(R"({"type":"object","properties":{
      "set":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
      "map":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],
        "items":{"type":"object","required":["name"],
          "properties":{"name":{"type":"string"},"v":{"type":"integer"}}}}}})");
  EXPECT_EQ(widgets.create(R"({"set":["a","b","a","a"]})"), R"(spec.set[2]: Duplicate value: "a")");
  EXPECT_EQ(widgets.create(R"({"map":[{"name":"a"},{"name":"a","v":1}]})"),
            R"(spec.map[1]: Duplicate value: {"name":"a"})");
}

TEST(CustomResources, EmbeddedResourcesAreOnes) {
  Widgets widgets(R"({"type":"object","properties":{"template":{"type":"object","x-kubernetes-embedded-resource":true,
      "x-kubernetes-preserve-unknown-fields":true}}})");
  EXPECT_EQ(widgets.create(R"({"template":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"x"}}})"),
            R"({"template":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"x"}}})");
  EXPECT_EQ(widgets.create(R"({"template":{"apiVersion":"v1","metadata":{"labels":{"a":"b c"}}}})").substr(0, 66),
            "spec.template.kind: Required value\nspec.template.metadata.labels: ");
}

TEST(CustomResources, RulesAreRunWhereTheirValueIs) {
  Widgets widgets(R"json({"type":"object","properties":{"size":{"type":"integer",
        "x-kubernetes-validations":[{"rule":"self < 10","message":"too large"}]},"most":{"type":"integer"}},
      "x-kubernetes-validations":[
        {"rule":"!has(self.most) || self.size <= self.most","messageExpression":"self.most == 4 ? 'more than 4' : 'too large'",
         "fieldPath":".size","reason":"FieldValueForbidden"},
        {"rule":"self.size == oldSelf.size","message":"size is immutable"}]})json");
  EXPECT_EQ(widgets.create(R"({"size":5,"most":6})"), R"({"size":5,"most":6})");
  EXPECT_EQ(widgets.create(R"({"size":12})"), "spec.size: Invalid value: 12: too large");
  EXPECT_EQ(widgets.create(R"({"size":5,"most":4})"), "spec.size: Forbidden: more than 4");
  EXPECT_EQ(widgets.create(R"({"most":4})"),
            "spec: Invalid value: \"object\": no such key: size evaluating rule: "
            "!has(self.most) || self.size <= self.most");
  EXPECT_EQ(
      widgets.create(R"({"size":"x"})"),
      "<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct "
      "the existing errors to complete validation\n"
      "spec.size: Invalid value: \"string\": spec.size in body must be of type integer: \"string\"");
  EXPECT_EQ(widgets.update(R"({"size":5})", R"({"size":6})"), "spec: Invalid value: size is immutable");
}

TEST(CustomResources, RulesNameFieldsThatAreWordsOfTheLanguage) {
  Widgets widgets(R"({"type":"object","properties":{"namespace":{"type":"string"}},"x-kubernetes-validations":[
      {"rule":"self.namespace == self.__namespace__ && self.namespace != 'kube-system'","message":"not there"}]})");
  EXPECT_EQ(widgets.create(R"({"namespace":"a"})"), R"({"namespace":"a"})");
  EXPECT_EQ(widgets.create(R"({"namespace":"kube-system"})"), "spec: Invalid value: not there");
}

TEST(CustomResources, UpdatesForgiveWhatTheyDoNotChange) {
  // An accepted object cannot break its schema, so the schema changes under it: a rule stands for that.
  Widgets widgets(R"json({"type":"object","properties":{"a":{"type":"object","properties":{"n":{"type":"integer"}},
      "x-kubernetes-validations":[{"rule":"self.n < 10 || oldSelf.hasValue()","optionalOldSelf":true}]},
      "b":{"type":"integer"}}})json");
  EXPECT_EQ(widgets.create(R"({"a":{"n":12}})"),
            "spec.a: Invalid value: failed rule: self.n < 10 || oldSelf.hasValue()");
  EXPECT_EQ(widgets.update(R"({"a":{"n":1}})", R"({"a":{"n":12},"b":2})"), R"({"a":{"n":12},"b":2})");
}

TEST(CustomResources, AnUpdateMustMeetItsUrl) {
  Widgets widgets(R"({"type":"object"})");
  const doc::Document old = read(R"({"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w"}})"),
                      other = read(R"({"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"v"}})"),
                      nameless = read(R"({"apiVersion":"example.com/v1","kind":"Widget"})");
  EXPECT_EQ(Widgets::said(widgets.judge().update(old.root(), other.root())),
            "the name of the object (v) does not match the name on the URL (w)");
  EXPECT_EQ(Widgets::said(widgets.judge().update(old.root(), nameless.root())),
            "the name of the object (w based on URL) was undeterminable: name must be provided");
}

TEST(CustomResources, StatusIsNotSetByWhoCreates) {
  Widgets widgets(R"({"type":"object"})");
  const doc::Document sent =
      read(R"({"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w"},"status":{}})");
  EXPECT_TRUE(widgets.judge().create(sent.root()).stored["status"].is_absent());
}

TEST(CustomResources, TheKindsOfProjectsAreKnown) {
  Judge judge;
  EXPECT_TRUE(judge.knows("karpenter.sh/v1", "NodePool"));
  EXPECT_TRUE(judge.knows("keda.sh/v1alpha1", "ScaledObject"));
  EXPECT_FALSE(judge.knows("karpenter.sh/v9", "NodePool"));
  const doc::Document pool = read(R"({"apiVersion":"karpenter.sh/v1","kind":"NodePool","metadata":{"name":"p"},
      "spec":{"template":{"spec":{"requirements":[]}}}})");
  EXPECT_EQ(
      Widgets::said(judge.create(pool.root())),
      "<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct "
      "the existing errors to complete validation\n"
      "spec.template.spec.nodeClassRef: Required value");
}

TEST(CustomResources, ADefinitionWithoutTypesIsTold) {
  Judge judge;
  Diagnostics diagnostics;
  const doc::Document crd = read(R"({"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
      "metadata":{"name":"a.b.c"},"spec":{"group":"b.c","names":{"kind":"A","plural":"a"},"scope":"Cluster","versions":[
      {"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"x":{}}}}}]}})");
  judge.add_crd(crd, crd.root(), diagnostics);
  EXPECT_TRUE(diagnostics.has_errors());
  EXPECT_FALSE(judge.knows("b.c/v1", "A"));
}

}  // namespace
}  // namespace slipway::schema
