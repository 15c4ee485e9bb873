#include "admission/applied.h"

#include <gtest/gtest.h>

#include "doc/json.h"
#include "doc/yaml.h"

namespace slipway::admission {
namespace {

std::string merged(const std::string& file, const std::string& live, const std::string& last = "") {
  Diagnostics wrong;
  const auto read = [&](const std::string& text) {
    return doc::read_yaml(std::make_shared<const SourceText>("f.yaml", text), wrong);
  };
  const auto files = read(file), lives = read(live), lasts = read(last);
  doc::Arena arena;
  const doc::Node out = applied(files[0].root(), lives[0].root(), lasts.empty() ? doc::Node() : lasts[0].root(), arena);
  EXPECT_TRUE(wrong.all().empty());
  return doc::write_json(out, doc::JsonLayout::Compact);
}

TEST(Applied, WhatTheFileSaysCountsAndTheRestStays) {
  EXPECT_EQ(merged("{a: 1}", "{a: 2, b: 3}"), R"({"a":1,"b":3})");
  EXPECT_EQ(merged("{a: {b: 1}}", "{a: {b: 2, c: 3}}"), R"({"a":{"b":1,"c":3}})");
  EXPECT_EQ(merged("{args: [a]}", "{args: [b, c]}"), R"({"args":["a"]})") << "a list without keys";
}

TEST(Applied, WhatWasSaidBeforeAndIsNotNowGoes) {
  EXPECT_EQ(merged("{a: 1}", "{a: 1, b: 3, c: 4}", "{a: 1, b: 3}"), R"({"a":1,"c":4})");
  EXPECT_EQ(merged("{env: [{name: A}]}", "{env: [{name: A}, {name: B}, {name: C}]}", "{env: [{name: A}, {name: B}]}"),
            R"({"env":[{"name":"A"},{"name":"C"}]})");
}

TEST(Applied, ItemsWithKeysStandInTheOrderOfTheFileAmongThoseOfTheServer) {
  EXPECT_EQ(merged("{containers: [{name: b, image: x}, {name: a}, {name: new}]}",
                   "{containers: [{name: mesh}, {name: a, image: z}, {name: b}]}"),
            R"({"containers":[{"name":"mesh"},{"name":"b","image":"x"},{"name":"a","image":"z"},{"name":"new"}]})");
}

TEST(Applied, TolerationsAreAddedTo) {
  EXPECT_EQ(
      merged("{tolerations: [{key: gpu, operator: Exists}]}",
             "{tolerations: [{key: ready, operator: Exists, effect: NoExecute}]}"),
      R"({"tolerations":[{"key":"ready","operator":"Exists","effect":"NoExecute"},{"key":"gpu","operator":"Exists"}]})");
}

}  // namespace
}  // namespace slipway::admission
