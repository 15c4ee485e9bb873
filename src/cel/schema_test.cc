#include "cel/schema.h"

#include <gtest/gtest.h>

#include "cel/evaluator.h"
#include "cel/program.h"
#include "doc/json.h"

namespace slipway::cel {
namespace {

doc::Document read(std::string_view json) {
  Diagnostics diagnostics;
  doc::Document document = doc::read_json(std::make_shared<SourceText>("test.json", std::string(json)), diagnostics);
  EXPECT_TRUE(diagnostics.all().empty()) << json;
  return document;
}

std::string type_of(std::string_view schema) {
  const doc::Document tree = read(schema);
  Schemas schemas;
  const Type* type = schemas.declare(tree.root(), false)->type;
  return type ? type->to_string() : "none";
}

/// What an expression gives for a value of a schema, with oldSelf another of it.
std::string run(std::string_view schema, std::string_view self, std::string_view expression,
                std::string_view old = "null") {
  const doc::Document schema_tree = read(schema), tree = read(self), old_tree = read(old);
  Schemas schemas;
  const Schema& declared = *schemas.declare(schema_tree.root(), false);
  Environment environment;
  environment.add("self", declared).add("oldSelf", declared);
  const auto program = compile(expression, environment);
  if (!program) return program.error().text;
  Evaluator evaluator;
  const Binding bindings[] = {Binding::of(tree.root(), declared), Binding::of(old_tree.root(), declared)};
  const Outcome outcome = evaluator.run(*program, bindings);
  return outcome.ok() ? debug_text(outcome.value) : "error: " + outcome.error;
}

TEST(Schema, GivesEachKindOfFieldAType) {
  struct Case {
    std::string_view schema;
    std::string_view type;
  };
  constexpr Case kCases[] = {
      {R"({"type": "boolean"})", "bool"},
      {R"({"type": "integer"})", "int"},
      {R"({"type": "number"})", "double"},
      {R"({"type": "string"})", "string"},
      {R"({"type": "string", "format": "byte"})", "bytes"},
      {R"({"type": "string", "format": "duration"})", "google.protobuf.Duration"},
      {R"({"type": "string", "format": "date-time"})", "google.protobuf.Timestamp"},
      {R"({"type": "string", "format": "date"})", "google.protobuf.Timestamp"},
      {R"({"type": "string", "format": "uri"})", "string"},
      {R"({"x-kubernetes-int-or-string": true})", "dyn"},
      {R"({"type": "array", "items": {"type": "string"}})", "list(string)"},
      {R"({"type": "object", "additionalProperties": {"type": "integer"}})", "map(string, int)"},
      {R"({"type": "object", "x-kubernetes-preserve-unknown-fields": true})", "object"},
      {R"({"x-kubernetes-preserve-unknown-fields": true})", "none"},
  };
  for (const Case& c : kCases) {
    const std::string type = type_of(c.schema);
    EXPECT_EQ(c.type == "object" ? type.substr(0, 8) : type, c.type == "object" ? "selfType" : c.type) << c.schema;
  }
}

TEST(Schema, EscapesNamesThatExpressionsCannotWrite) {
  constexpr std::string_view kSchema = R"({"type": "object", "properties": {
    "a-b": {"type": "integer"}, "a.b": {"type": "integer"}, "a__b": {"type": "integer"}, "a/b": {"type": "integer"},
    "in": {"type": "integer"}, "1st": {"type": "integer"}, "plain": {"type": "integer"}}})";
  constexpr std::string_view kSelf = R"({"a-b": 1, "a.b": 2, "a__b": 3, "a/b": 4, "in": 5, "1st": 6, "plain": 7})";
  EXPECT_EQ(run(kSchema, kSelf,
                "[self.a__dash__b, self.a__dot__b, self.a__underscores__b, self.a__slash__b, self.__in__, self.plain]"),
            "[1, 2, 3, 4, 5, 7]");
  EXPECT_NE(run(kSchema, kSelf, "self.first").find("undefined field 'first'"), std::string::npos);
}

TEST(Schema, ReadsValuesByTheirFormat) {
  constexpr std::string_view kSchema = R"({"type": "object", "properties": {
    "time": {"type": "string", "format": "date-time"}, "span": {"type": "string", "format": "duration"},
    "data": {"type": "string", "format": "byte"}, "port": {"x-kubernetes-int-or-string": true},
    "none": {"type": "string", "nullable": true}, "wild": {"x-kubernetes-preserve-unknown-fields": true}}})";
  constexpr std::string_view kSelf =
      R"({"time": "2020-02-29T12:00:00Z", "span": "1h30m", "data": "aGk=", "port": "80%", "none": null, "wild": 1})";
  EXPECT_EQ(run(kSchema, kSelf, "self.time + self.span"), "timestamp(\"2020-02-29T13:30:00Z\")");
  EXPECT_EQ(run(kSchema, kSelf, "self.span > duration('1h')"), "true");
  EXPECT_EQ(run(kSchema, kSelf, "size(self.data)"), "2");
  EXPECT_EQ(run(kSchema, kSelf, "type(self.port) == int ? self.port > 0 : self.port == '80%'"), "true");
  EXPECT_EQ(run(kSchema, kSelf, "has(self.none)"), "false") << "null stands for absent";
  EXPECT_NE(run(kSchema, kSelf, "self.wild == 1").find("undefined field 'wild'"), std::string::npos);
}

TEST(Schema, ComparesListsByTheirKind) {
  constexpr std::string_view kPlain = R"({"type": "array", "items": {"type": "string"}})";
  constexpr std::string_view kSet =
      R"({"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}})";
  constexpr std::string_view kMap = R"({"type": "array", "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": ["k"], "items": {"type": "object", "properties":
    {"k": {"type": "string"}, "v": {"type": "integer"}}}})";
  EXPECT_EQ(run(kPlain, R"(["a", "b"])", "self == oldSelf", R"(["b", "a"])"), "false");
  EXPECT_EQ(run(kSet, R"(["a", "b"])", "self == oldSelf", R"(["b", "a"])"), "true");
  EXPECT_EQ(run(kSet, R"(["a", "b"])", "self + oldSelf", R"(["b", "c"])"), "[\"a\", \"b\", \"c\"]");
  EXPECT_EQ(run(kMap, R"([{"k": "a", "v": 1}, {"k": "b"}])", "self == oldSelf", R"([{"k": "b"}, {"k": "a", "v": 1}])"),
            "true");
  EXPECT_EQ(run(kMap, R"([{"k": "a", "v": 1}])", "(self + oldSelf).map(x, x.v)", R"([{"k": "a", "v": 2}])"), "[2]");
}

TEST(Schema, AResourceHasItsKindAndName) {
  const doc::Document schema_tree = read(R"({"type": "object", "properties": {"spec": {"type": "object"}}})");
  Schemas schemas;
  Environment environment;
  environment.add("self", *schemas.declare(schema_tree.root(), true));
  EXPECT_TRUE(compile("self.kind + self.apiVersion + self.metadata.name + self.metadata.generateName", environment));
  EXPECT_FALSE(compile("self.metadata.labels.size() == 0", environment));
}

TEST(Schema, KnowsHowLargeValuesMayBe) {
  struct Case {
    std::string_view schema;
    std::int64_t elements;
    std::int64_t bytes;
  };
  constexpr Case kCases[] = {
      {R"({"type": "array", "maxItems": 7, "items": {"type": "integer"}})", 7, 2},
      {R"({"type": "string", "maxLength": 10})", 40, 2},  // of four bytes each
      {R"({"type": "string", "format": "date-time"})", 32, 21},
      {R"({"type": "string", "enum": ["a", "longest"]})", 7, 2},
      {R"({"type": "object", "required": ["a"], "properties": {"a": {"type": "boolean"}}})", 0, 11},
  };
  for (const Case& c : kCases) {
    const doc::Document tree = read(c.schema);
    Schemas schemas;
    const Schema& schema = *schemas.declare(tree.root(), false);
    EXPECT_EQ(schema.max_elements, c.elements) << c.schema;
    EXPECT_EQ(schema.min_bytes, c.bytes) << c.schema;
  }
}

TEST(Schema, OldSelfMayBeOptional) {
  const doc::Document schema_tree = read(R"({"type": "integer"})"), now = read("5"), old = read("3");
  Schemas schemas;
  const Schema& schema = *schemas.declare(schema_tree.root(), false);
  Environment environment;
  environment.add("self", schema).add("oldSelf", schemas.types().optional(schema.type));
  const auto program = compile("oldSelf.optMap(x, self > x).orValue(true)", environment);
  ASSERT_TRUE(program);
  Evaluator evaluator;
  for (const doc::Node* before : {static_cast<const doc::Node*>(nullptr), &old.root()}) {
    const Binding bindings[] = {Binding::of(now.root(), schema), Binding::optional(before, schema)};
    EXPECT_TRUE(evaluator.run(*program, bindings).is_true());
  }
}

}  // namespace
}  // namespace slipway::cel
