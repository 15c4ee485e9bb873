#include "doc/value.h"

#include <gtest/gtest.h>

#include "doc/json.h"
#include "doc/tree_builder.h"

namespace slipway::doc {
namespace {

TEST(Map, KeepsTheOrderInWhichKeysFirstCame) {
  Map map{{"b", 1}, {"a", 2}};
  map.set("c", 3).set("b", 4);
  EXPECT_EQ(write_json(map, JsonLayout::Compact), R"({"b":4,"a":2,"c":3})");
  EXPECT_EQ(map.find("missing"), nullptr);
}

TEST(Value, ChainsThroughWhatIsAbsent) {
  const Value value = Map{{"spec", Map{{"replicas", 3}}}};
  EXPECT_EQ(*value["spec"]["replicas"].integer(), 3);
  EXPECT_TRUE(value["status"]["replicas"].is_null());
}

TEST(Freeze, GivesEachNodeThePlaceOfItsNearestParentThatHasOne) {
  const SourceText platform("platform.yaml", "a\nb\nc\n");
  const SourceRange origin{&platform, 1, 1, 1}, line2{&platform, 2, 1, 1}, line3{&platform, 3, 1, 1};
  Value inner = Map{{"x", 1}, {"y", Value(2).from(line3)}};
  inner.from(line2);
  const Document document = freeze(Map{{"plain", "text"}, {"inner", inner}}, origin);
  const Node& root = document.root();
  EXPECT_EQ(root.where(), origin);
  EXPECT_EQ(root["plain"].where(), origin);
  EXPECT_EQ(root["inner"]["x"].where(), line2);
  EXPECT_EQ(root["inner"]["y"].where(), line3);
  EXPECT_EQ(root["inner"].members()[1].key.where(), line3);
}

TEST(Freeze, AndCopyBackAreInverse) {
  const Value value = Map{{"i", std::int64_t{-5}}, {"d", 0.25},  {"s", ""},
                          {"n", nullptr},          {"b", false}, {"l", List{List{}, Map{}, "x"}}};
  const Document document = freeze(value, {});
  EXPECT_EQ(write_json(Value(document.root()), JsonLayout::Compact), write_json(value, JsonLayout::Compact));
  EXPECT_EQ(document.root()["d"].text(), "0.25");
}

TEST(Node, FindsMembersOfSmallAndLargeMaps) {
  for (const int size : {0, 1, 16, 17, 1000}) {
    Map map;
    for (int i = 0; i < size; ++i) map.set("k" + std::to_string(i * 7 % size), i);
    const Document document = freeze(map, {});
    const Node& root = document.root();
    ASSERT_EQ(root.size(), static_cast<std::size_t>(size));
    for (int i = 0; i < size; ++i)
      EXPECT_EQ(root["k" + std::to_string(i * 7 % size)].integer(),
                map.find("k" + std::to_string(i * 7 % size))->integer()[0]);
    EXPECT_EQ(root.find("absent"), nullptr);
    EXPECT_EQ(root.find(""), nullptr);
    EXPECT_EQ(root.find("z"), nullptr);
  }
}

TEST(Node, TellsAbsentFromNull) {
  const Document document = freeze(Map{{"null", nullptr}}, SourceRange{});
  EXPECT_TRUE(document.root()["gone"]["deeper"].is_absent());
  const SourceText text("a", "");
  const Document placed = freeze(Map{{"null", nullptr}}, {&text, 1, 1, 0});
  EXPECT_FALSE(placed.root()["null"].is_absent());
  EXPECT_TRUE(placed.root()["null"].is_null());
  EXPECT_TRUE(Document().root().is_absent());
}

TEST(TreeBuilder, KeepsTheLastOfRepeatedKeys) {
  for (const int size : {2, 40}) {
    TreeBuilder tree(nullptr);
    tree.open_map({});
    for (int i = 0; i < size; ++i) {
      EXPECT_EQ(tree.key(TreeBuilder::string(tree.keep("k" + std::to_string(i)), {})), nullptr);
      tree.value(TreeBuilder::integer(tree.keep(std::to_string(i)), {}));
    }
    EXPECT_NE(tree.key(TreeBuilder::string("k0", {})), nullptr);
    tree.value(TreeBuilder::integer("-1", {}));
    tree.close();
    const Document document = tree.finish();
    EXPECT_EQ(document.root().size(), static_cast<std::size_t>(size));
    EXPECT_EQ(document.root()["k0"].integer(), -1);
    EXPECT_EQ(document.root()["k1"].integer(), 1);
    EXPECT_EQ(document.root().members().back().key.text(), "k0");
  }
}

TEST(Freeze, ATreeThatOutlivesItsTextStandsWhereItIsPut) {
  Value value;
  {
    Diagnostics mistakes;
    const auto document = read_json(std::make_shared<const SourceText>("gone.json", R"({"a":[1]})"), mistakes);
    value = Value(document.root());
  }
  const SourceText platform("platform.yaml", "a\n");
  const auto frozen = freeze(value, {&platform, 1, 1, 1});
  EXPECT_EQ(frozen.root()["a"].items()[0].where().to_string(), "platform.yaml:1:1");
}

}  // namespace
}  // namespace slipway::doc
