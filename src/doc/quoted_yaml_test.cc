#include "doc/quoted_yaml.h"

#include <gtest/gtest.h>

#include <memory>

#include "doc/json.h"
#include "doc/yaml.h"

namespace slipway::doc {
namespace {

std::string_view at(const SourceRange& where) {
  const std::string_view line = where.source->line(where.line);
  return line.substr(static_cast<std::size_t>(where.column) - 1, static_cast<std::size_t>(where.length));
}

struct Read {
  std::shared_ptr<const SourceText> source;
  Document around;
  std::vector<Document> documents;
  Diagnostics said;
};

Read read(std::string literal) {
  Read out;
  out.source =
      std::make_shared<const SourceText>("plan.json", "{\"a\": 1,\n \"yaml_body\": " + literal + ", \"b\": 2}");
  out.around = read_yaml_document(out.source, out.said);
  const Node& text = out.around.root()["yaml_body"];
  out.documents = read_quoted_yaml(text, at(text.where()), out.said);
  return out;
}

TEST(QuotedYaml, EveryNodeStandsWhereItsCharactersDo) {
  const Read one = read(
      R"("kind: \u003cPod\u003e\n---\nmetadata:\n  \"n\\u00e9m\": \"caf\u00e9 \\\\ \u20ac\"\n  l: [1, x]\nlast: end")");
  EXPECT_TRUE(one.said.all().empty());
  ASSERT_EQ(one.documents.size(), 2u);
  EXPECT_EQ(one.documents[0].root()["kind"].text(), "<Pod>");
  EXPECT_EQ(at(one.documents[0].root()["kind"].where()), R"(\u003cPod\u003e)");
  const Node& second = one.documents[1].root();
  const Member& member = second["metadata"].members()[0];
  EXPECT_EQ(member.key.text(), "n\xC3\xA9m");
  EXPECT_EQ(at(member.key.where()), R"(\"n\\u00e9m\")");
  EXPECT_EQ(at(member.value.where()), R"(\"caf\u00e9 \\\\ \u20ac\")");
  EXPECT_EQ(at(second["metadata"]["l"].items()[1].where()), "x");
  EXPECT_EQ(at(second["last"].where()), "end");
  EXPECT_EQ(second["last"].where().line, 2);
  EXPECT_EQ(second["metadata"]["l"].items()[0].integer(), 1);
}

TEST(QuotedYaml, WhatIsNoStringOfJsonStandsAsAWhole) {
  for (const char* literal : {"'kind: Pod'", R"("kind: Pod \ud800")"}) {
    const Read one = read(literal);
    ASSERT_EQ(one.documents.size(), 1u) << literal;
    EXPECT_EQ(one.documents[0].root()["kind"].where(), one.around.root()["yaml_body"].where()) << literal;
  }
}

TEST(QuotedYaml, SaysItsMistakesWithinTheString) {
  const Read one = read(R"("a: 1\nb: 2\na: 3\n")");
  ASSERT_EQ(one.said.all().size(), 1u);
  EXPECT_EQ(one.said.all()[0].id, "YAML002");
  EXPECT_EQ(at(one.said.all()[0].where), "a");
  EXPECT_EQ(one.said.all()[0].where.line, 2);
  EXPECT_TRUE(one.said.all()[0].fixes.empty());
}

}  // namespace
}  // namespace slipway::doc
