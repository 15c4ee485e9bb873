#include "schema/object_meta.h"

#include <gtest/gtest.h>

#include <memory>

#include "doc/json.h"

namespace slipway::schema {
namespace {

doc::Document read(std::string text) {
  Diagnostics none;
  return doc::read_json(std::make_shared<const SourceText>("object.json", std::move(text)), none);
}

/// "FIELD: DETAIL", one a line.
std::string said(Errors& errors) {
  std::string out;
  for (const Error& error : errors.take_sorted()) out += error.field + ": " + error.detail + "\n";
  return out;
}

std::string of_meta(std::string meta, Scope scope = Scope::Namespaced) {
  const doc::Document document = read(std::move(meta));
  Errors errors;
  check_object_meta(document.root(), scope, dns_subdomain_name, Path("metadata"), errors);
  return said(errors);
}

TEST(ObjectMeta, TakesWhatPeopleWrite) {
  EXPECT_EQ(of_meta(R"({"name":"web","namespace":"prod","labels":{"app":"web","example.com/tier":"1"},
                        "annotations":{"Note":"any text"},"finalizers":["example.com/keep"]})"),
            "");
  EXPECT_EQ(of_meta(R"({"name":"node-1"})", Scope::Cluster), "");
}

TEST(ObjectMeta, NeedsANameAndANamespaceWhereOneBelongs) {
  EXPECT_EQ(of_meta("{}"),
            "metadata.name: Required value: name or generateName is required\n"
            "metadata.namespace: Required value\n");
  EXPECT_EQ(of_meta(R"({"name":"x","namespace":"y"})", Scope::Cluster),
            "metadata.namespace: Forbidden: not allowed on this type\n");
}

TEST(ObjectMeta, SaysWhatIsWrongWithLabelsAndOwners) {
  EXPECT_EQ(of_meta(R"({"name":"x","namespace":"y","labels":{"a":"b c"}})"),
            "metadata.labels: Invalid value: \"b c\": a valid label must be an empty string or consist of alphanumeric "
            "characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or "
            "'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')\n");
  EXPECT_EQ(
      of_meta(R"({"name":"x","namespace":"y","ownerReferences":[{"apiVersion":"v1","kind":"Event","name":"e"}]})"),
      "metadata.ownerReferences: Invalid value: {\"apiVersion\":\"v1\",\"kind\":\"Event\",\"name\":\"e\",\"uid\":"
      "\"\"}: /v1, Kind=Event is disallowed from being an owner\n"
      "metadata.ownerReferences.uid: Invalid value: \"\": must not be empty\n");
  EXPECT_EQ(of_meta(R"({"name":"x","namespace":"y","finalizers":["orphan","foregroundDeletion"]})"),
            "metadata.finalizers: Invalid value: [\"orphan\",\"foregroundDeletion\"]: finalizer orphan and "
            "foregroundDeletion cannot be both set\n");
}

TEST(ObjectMeta, AnUpdateKeepsNameUidAndVersion) {
  const doc::Document old = read(
                          R"({"name":"a","uid":"1","resourceVersion":"7","deletionTimestamp":"2026-01-01T00:00:00Z"})"),
                      now = read(R"({"name":"b","uid":"2","finalizers":["a/b"]})");
  Errors errors;
  check_object_meta_update(now.root(), old.root(), Path("metadata"), errors);
  EXPECT_EQ(said(errors),
            "metadata.deletionTimestamp: Invalid value: null: field is immutable\n"
            "metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new "
            "finalizers []string{\"a/b\"}\n"
            "metadata.name: Invalid value: \"b\": field is immutable\n"
            "metadata.resourceVersion: Invalid value: \"\": must be specified for an update\n"
            "metadata.uid: Invalid value: \"2\": field is immutable\n");
}

TEST(LabelSelector, OperatorsDecideWhetherTheyTakeValues) {
  const doc::Document selector = read(R"({"matchExpressions":[{"key":"a","operator":"In"},
      {"key":"a","operator":"Exists","values":["x"]},{"key":"a","operator":"Like"}]})");
  Errors errors;
  check_label_selector(selector.root(), {}, Path("spec.selector"), errors);
  EXPECT_EQ(said(errors),
            "spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or "
            "'NotIn'\n"
            "spec.selector.matchExpressions[1].values: Forbidden: may not be specified when `operator` is 'Exists' or "
            "'DoesNotExist'\n"
            "spec.selector.matchExpressions[2].operator: Invalid value: \"Like\": not a valid selector operator\n");
}

TEST(SameValue, QuantitiesByAmountAndNothingIsEmpty) {
  struct Case {
    const char *a, *b;
    bool same;
  };
  for (const Case& c : {
           Case{R"({"requests":{"cpu":"1000m"}})", R"({"requests":{"cpu":1}})", true},
           {R"({"requests":{"cpu":"1"}})", R"({"requests":{"cpu":"2"}})", false},
           {R"({"args":["1000m"]})", R"({"args":["1"]})", false},
           {R"({"labels":{}})", "{}", true},
           {R"({"args":[]})", R"({"args":null})", true},
           {R"({"hostNetwork":false})", "{}", true},
           {R"({"runAsNonRoot":false})", "{}", false},
           {R"({"emptyDir":{}})", "{}", false},
           {R"({"args":["a","b"]})", R"({"args":["b","a"]})", false},
           {R"({"a":1,"b":2})", R"({"b":2,"a":1})", true},
           {R"({"targetPort":80})", R"({"targetPort":"80"})", false},
       }) {
    const doc::Document a = read(c.a), b = read(c.b);
    EXPECT_EQ(same_value(a.root(), b.root()), c.same) << c.a << " " << c.b;
    EXPECT_EQ(same_value(b.root(), a.root()), c.same) << c.b << " " << c.a;
  }
}

}  // namespace
}  // namespace slipway::schema
