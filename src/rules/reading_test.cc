#include "rules/reading.h"

#include <gtest/gtest.h>

#include <memory>

#include "doc/yaml.h"

namespace slipway::rules {
namespace {

doc::Document read(const std::string& text) {
  Diagnostics unheard;
  return doc::read_yaml_document(std::make_shared<const SourceText>("f.yaml", text), unheard);
}

TEST(Reading, AnObjectWithoutANameHasATitleToo) {
  kube::Object object;
  object.kind = "Deployment";
  EXPECT_EQ(title_of(object), "Deployment without a name");
  object.ns = "ml";
  EXPECT_EQ(title_of(object), "Deployment without a name in ml");
  object.generate_name = "web-";
  EXPECT_EQ(title_of(object), "Deployment ml/web-");
  object.name = "web";
  EXPECT_EQ(title_of(object), "Deployment ml/web");
}

TEST(Reading, WhatHasAnotherTypeIsNotThere) {
  const auto document = read("a: 500m\nb: [1]\nc: 30s\nd: \"true\"\ne: 7\n");
  const doc::Node& map = document.root();
  EXPECT_EQ(quantity_of(map["a"])->milli_value(), 500);
  EXPECT_FALSE(quantity_of(map["b"]));
  EXPECT_EQ(seconds_of(map["c"]), 30);
  EXPECT_FALSE(seconds_of(map["e"]));
  EXPECT_FALSE(is_true(map["d"]));
  EXPECT_EQ(integer_of(map["e"]), 7);
  EXPECT_EQ(key_place(map, "c").line, 3);
  EXPECT_EQ(key_place(map, "absent").line, 1);
}

TEST(Reading, APlaceInALiteralBlockIsItsLine) {
  const auto document = read("a:\n  script: |\n    one\n    two\n");
  const doc::Node& script = document.root()["a"]["script"];
  EXPECT_EQ(place_in(script, 0).line, 3);
  EXPECT_EQ(place_in(script, 4).line, 4);
  EXPECT_EQ(place_in(script, 4).column, 5);
}

TEST(Reading, AWholeNumberIsNothingElse) {
  EXPECT_EQ(whole_number("16"), 16);
  EXPECT_EQ(whole_number("-1"), -1);
  for (const char* text : {"", " 16", "16 ", "+16", "1.5", "16Gi", "0x10", "9223372036854775808", "$N"})
    EXPECT_EQ(whole_number(text), std::nullopt) << text;
}

TEST(Reading, EditsOfOneLineOnly) {
  const auto block = read("a:\n  name: x\n  other: y  # why\n");
  const doc::Node& map = block.root()["a"];
  const auto added = added_before(key_place(map, "name"), "kind: K");
  ASSERT_EQ(added.size(), 1u);
  EXPECT_EQ(added[0].replacement, "kind: K\n  ");
  EXPECT_EQ(added[0].where.length, 0);
  const auto taken = removed(map, "other");
  ASSERT_EQ(taken.size(), 1u);
  EXPECT_EQ(taken[0].where.length, 8);  // "other: y", the comment stays
  const auto flow = read("a: {name: x, other: y}\n");
  EXPECT_TRUE(added_before(key_place(flow.root()["a"], "name"), "kind: K").empty());
  EXPECT_TRUE(removed(flow.root()["a"], "other").empty());
}

TEST(Reading, NumbersAreShort) {
  EXPECT_EQ(short_number(7.91), "7.91");
  EXPECT_EQ(short_number(4), "4");
  EXPECT_EQ(gib(32.0 * (1 << 30)), "32");
  EXPECT_EQ(gib(29.53 * (1 << 30)), "29.5");
}

}  // namespace
}  // namespace slipway::rules
