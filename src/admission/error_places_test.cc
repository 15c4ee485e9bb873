#include "admission/error_places.h"

#include <gtest/gtest.h>

#include "base/steps.h"
#include "doc/yaml.h"
#include "schema/place.h"

namespace slipway::admission {
namespace {

TEST(ErrorPlaces, LeadToTheDeepestNodeThatIsThere) {
  Diagnostics said;
  const auto text = std::make_shared<const SourceText>("a.yaml", R"(metadata:
  labels:
    app: web
    app.kubernetes.io/name: web
spec:
  containers:
  - name: a
    env: [{name: X}]
)");
  const auto documents = doc::read_yaml(text, said);
  const doc::Node& object = documents.at(0).root();
  const struct {
    const char* path;
    int line, column;
    bool is_whole;
  } kCases[] = {
      {"", 1, 1, true},
      {"spec", 5, 1, true},
      {"spec.containers[0]", 7, 5, true},
      {"spec.containers[0].env[0].name", 8, 12, true},
      {"spec.containers[0].image", 7, 5, false},
      {"spec.containers[1].image", 6, 3, false},
      {"spec.containers[9999999999].image", 6, 3, false},
      {"spec.containers[x]", 6, 3, false},
      {"spec.containers[0", 6, 3, false},
      {"metadata.labels[app]", 3, 5, true},
      {"metadata.labels[\"app\"]", 3, 5, true},
      {"metadata.labels.app", 3, 5, true},
      {"metadata.labels.app.kubernetes.io/name", 4, 5, true},
      {"metadata.labels[app.kubernetes.io/name]", 4, 5, true},
      {"metadata.annotations", 1, 1, false},
  };
  for (const auto& one : kCases) {
    const Found found = follow(object, one.path);
    EXPECT_EQ(found.key.line, one.line) << one.path;
    EXPECT_EQ(found.key.column, one.column) << one.path;
    EXPECT_EQ(found.is_whole, one.is_whole) << one.path;
  }
}

TEST(ErrorPlaces, OfLabelsAreTheirOwnLines) {
  Diagnostics said;
  const auto documents = doc::read_yaml(std::make_shared<const SourceText>("a.yaml", R"(metadata:
  labels:
    a: ok
    b: "bad value"
    "bad value": c
    d: "bad value"
    "bad key!": e
  annotations: {"x y": "bad key!"}
)"),
                                        said);
  const doc::Node& object = documents.at(0).root();
  const auto error = [](std::string field, std::string detail) {
    return schema::Error{schema::Error::Type::FieldValueInvalid, std::move(field), std::move(detail)};
  };
  const std::string value = "Invalid value: \"bad value\": a valid label must be an empty string",
                    name = ": name part must consist of";
  ErrorPlaces places(object);
  EXPECT_EQ(places.of(error("metadata.labels", value)).node->where().line, 4);
  EXPECT_EQ(places.of(error("metadata.labels", value)).node->where().line, 6);
  EXPECT_EQ(places.of(error("metadata.labels", value)).key.line, 2) << "there is no third";
  EXPECT_EQ(places.of(error("metadata.labels", "Invalid value: \"bad value\"" + name)).key.line, 5);
  EXPECT_EQ(places.of(error("metadata.labels", "Invalid value: \"bad key!\"" + name)).key.line, 7);
  EXPECT_EQ(places.of(error("metadata.annotations", "Invalid value: \"x y\"" + name)).key.column, 17);
  EXPECT_EQ(places.of(error("metadata.annotations", "Invalid value: \"x")).key.line, 8);
}

TEST(ErrorPlaces, OfLabelsAreThoseOfTheirWholeText) {
  Diagnostics said;
  const auto documents = doc::read_yaml(
      std::make_shared<const SourceText>("a.yaml", "labels:\n  a: 'b\"'\n  c: 'b\": x'\n  d: \"\\\\\"\n"), said);
  ErrorPlaces places(documents.at(0).root());
  const auto line_of = [&](const char* value) {
    const std::string detail = std::string("Invalid value: ") + value + ": a valid label must be";
    return places.of({schema::Error::Type::FieldValueInvalid, "labels", detail}).key.line;
  };
  EXPECT_EQ(line_of(R"("b\": x")"), 3);
  EXPECT_EQ(line_of(R"("b\"")"), 2);
  EXPECT_EQ(line_of(R"("\\")"), 4);
  EXPECT_EQ(line_of("5"), 1) << "no text";
}

// A map is read once, not for each of its errors.
TEST(ErrorPlaces, OfManyWrongLabelsTakeStepsThatGrowWithThem) {
  constexpr int kMany = 2000;
  std::string text = "labels:\n";
  for (int i = 0; i < kMany; ++i) text += "  a" + std::to_string(i) + ": \"bad " + std::to_string(i) + "\"\n";
  Diagnostics said;
  const auto documents = doc::read_yaml(std::make_shared<const SourceText>("a.yaml", text), said);
  ErrorPlaces places(documents.at(0).root());
  const auto before = steps_done;
  for (int i = kMany - 1; i >= 0; --i) {
    const std::string detail = "Invalid value: \"bad " + std::to_string(i) + "\": a valid label must be";
    EXPECT_EQ(places.of({schema::Error::Type::FieldValueInvalid, "labels", detail}).key.line, i + 2);
  }
  EXPECT_LT(steps_done - before, 3u * kMany);
}

TEST(ErrorPlaces, OfDefinitionsAreThoseOfTheirVersions) {
  Diagnostics said;
  const auto documents =
      doc::read_yaml(std::make_shared<const SourceText>("a.yaml", R"(apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
spec:
  versions:
  - name: v1
    subresources: {scale: {}}
    additionalPrinterColumns:
    - name: a
    schema:
      openAPIV3Schema:
        properties:
          spec:
            x-kubernetes-validations:
            - {}
            properties:
              a.b:
                pattern: "("
)"),
                     said);
  const doc::Node& object = documents.at(0).root();
  for (const auto& [path, line] :
       {std::pair{"spec.validation.openAPIV3Schema.properties[spec].properties[a.b].pattern", 17},
        {"spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule", 14},
        {"spec.subresources.scale", 6},
        {"spec.additionalPrinterColumns[0].type", 8},
        {"spec.versions[0].schema.openAPIV3Schema", 10},
        {"spec.validations", 3}}) {
    EXPECT_EQ(follow(object, path).key.line, line) << path;
    EXPECT_EQ(schema::place_of(object, path).line, line) << path;
  }
}

// Maps of many members are looked up by their order.
TEST(ErrorPlaces, AreFoundAmongMany) {
  std::string text = "spec:\n";
  for (int i = 0; i < 5000; ++i) text += "  x" + std::to_string(i) + ": 1\n  x" + std::to_string(i) + ".a: 2\n";
  Diagnostics said;
  const auto documents = doc::read_yaml(std::make_shared<const SourceText>("a.yaml", text), said);
  const doc::Node& object = documents.at(0).root();
  for (int i = 0; i < 5000; ++i) {
    const std::string name = "x" + std::to_string(i);
    EXPECT_EQ(follow(object, "spec." + name).key.line, 2 + 2 * i);
    EXPECT_EQ(follow(object, "spec." + name + ".a").key.line, 3 + 2 * i);
    EXPECT_EQ(follow(object, "spec[" + name + "]").key.line, 2 + 2 * i);
  }
  EXPECT_FALSE(follow(object, "spec.x5000").is_whole);
}

}  // namespace
}  // namespace slipway::admission
