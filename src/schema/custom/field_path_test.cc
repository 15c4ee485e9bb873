#include "schema/custom/field_path.h"

#include <gtest/gtest.h>

#include <memory>

#include "doc/json.h"

namespace slipway::schema::custom {
namespace {

struct Schema {
  explicit Schema(std::string text) {
    Diagnostics none;
    const doc::Document document = doc::read_json(std::make_shared<const SourceText>("s.json", std::move(text)), none);
    source = std::make_unique<SchemaSource>(document);
    root = source->read(document.root());
  }
  std::unique_ptr<SchemaSource> source;
  const Structural* root = nullptr;
};

TEST(RuleFieldPath, LeadsThroughPropertiesAndMaps) {
  const Schema schema(R"({"type":"object","properties":{"spec":{"type":"object","properties":{
      "a.b":{"type":"string"},"data":{"type":"object","additionalProperties":{"type":"string"}}}}}})");
  EXPECT_EQ(read_field_path(".spec", *schema.root).text, "spec");
  EXPECT_EQ(read_field_path(".spec['a.b']", *schema.root).text, "spec.a.b");
  EXPECT_EQ(read_field_path(".spec.data['x\\'y']", *schema.root).text, "spec.data[x'y]");
}

TEST(RuleFieldPath, SaysWhyItLeadsNowhere) {
  const Schema schema(R"({"type":"object","properties":{"spec":{"type":"string"}}})");
  for (const auto& [path, error] :
       {std::pair(".spec.x", "does not refer to a valid field"),
        std::pair(".status", "does not refer to a valid field"), std::pair("spec", "expected [ or . but got: spec"),
        std::pair(".", "unexpected end of JSON path"), std::pair(".spec[0]", "expected single quoted string but got 0"),
        std::pair("['spec'", "unexpected end of JSON path"),
        std::pair("['\\q']", "invalid string literal: invalid escape char \\q")}) {
    const RuleFieldPath read = read_field_path(path, *schema.root);
    EXPECT_EQ(read.error, error) << path;
    EXPECT_EQ(read.text, "") << path;
  }
}

}  // namespace
}  // namespace slipway::schema::custom
