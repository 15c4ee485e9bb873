#include "doc/cut_tree.h"

#include <gtest/gtest.h>

#include "doc/json.h"
#include "doc/yaml.h"

namespace slipway::doc {
namespace {

/// What is left of the text without what stands at a line and column.
std::string left(const char* yaml, int line, int column) {
  Diagnostics said;
  const auto documents = read_yaml(std::make_shared<const SourceText>("a.yaml", yaml), said);
  std::set<const Node*> gone;
  collect_at(documents.at(0).root(), {{line, {column}}}, gone);
  Arena arena;
  return write_json(without(documents.at(0).root(), gone, arena), JsonLayout::Compact);
}

TEST(CutTree, IsTheTreeWithoutWhatStandsThere) {
  const char* text = "a: {b: 1, c: [u, v]}\nd: 2\n";
  for (const auto& [line, column, want] : {std::tuple(1, 1, R"({"d":2})"),                   // a key
                                           {1, 5, R"({"a":{"c":["u","v"]},"d":2})"},         // a key inside
                                           {1, 8, R"({"a":{"c":["u","v"]},"d":2})"},         // its value
                                           {1, 15, R"({"a":{"b":1,"c":["v"]},"d":2})"},      // an item
                                           {2, 4, R"({"a":{"b":1,"c":["u","v"]}})"},         // the last
                                           {3, 1, R"({"a":{"b":1,"c":["u","v"]},"d":2})"}})  // nothing
    EXPECT_EQ(left(text, line, column), want) << line << ':' << column;
}

// What a program wrote in one line, all of it wrong: each is looked up, not looked for.
TEST(CutTree, MayLoseMostOfALine) {
  constexpr int kAll = 20'000;
  std::string text = "{";
  std::set<int> columns;
  for (int i = 0; i < kAll; ++i) {
    if (i % 2 == 1) columns.insert(static_cast<int>(text.size()) + 1);
    text += "k" + std::to_string(i) + ": 0, ";
  }
  Diagnostics said;
  const auto documents = read_yaml(std::make_shared<const SourceText>("a.yaml", text + "}"), said);
  std::set<const Node*> gone;
  collect_at(documents.at(0).root(), {{1, columns}}, gone);
  Arena arena;
  const Node rest = without(documents.at(0).root(), gone, arena);
  EXPECT_EQ(rest.size(), kAll / 2u);
  EXPECT_TRUE(rest.find("k0") && !rest.find("k1") && rest.find("k19998"));
}

}  // namespace
}  // namespace slipway::doc
