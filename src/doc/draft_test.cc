#include "doc/draft.h"

#include <gtest/gtest.h>

#include <memory>

#include "doc/json.h"

namespace slipway::doc {
namespace {

Document read(std::string text) {
  Diagnostics none;
  return read_json(std::make_shared<const SourceText>("pod.json", std::move(text)), none);
}

std::string written(Draft& draft) { return write_json(draft.node(), JsonLayout::Compact); }

TEST(Draft, SharesWhatItDoesNotChange) {
  const Document pod = read(R"({"spec":{"a":1},"status":{"b":[1,2]}})");
  Arena arena;
  Draft draft(pod.root(), arena);
  draft.in("spec", [](Draft& spec) { spec.set("a", 2); });
  EXPECT_EQ(written(draft), R"({"spec":{"a":2},"status":{"b":[1,2]}})");
  EXPECT_EQ(draft.node()["status"]["b"].items().data(), pod.root()["status"]["b"].items().data());
  EXPECT_EQ(pod.root()["spec"]["a"].integer(), 1) << "what was read stays";
}

TEST(Draft, WithoutChangesIsTheTreeThatWasRead) {
  const Document pod = read(R"({"spec":{"containers":[{"image":"a"}]}})");
  Arena arena;
  Draft draft(pod.root(), arena);
  draft.in("spec",
           [](Draft& spec) { spec.each("containers", [](Draft& container) { container.set_default("image", "b"); }); });
  EXPECT_FALSE(draft.is_changed());
  EXPECT_EQ(draft.node().members().data(), pod.root().members().data());
}

TEST(Draft, ADefaultTakesThePlaceOfWhatIsAbsentOrNull) {
  const Document pod = read(R"({"a":null,"b":false,"c":""})");
  Arena arena;
  Draft draft(pod.root(), arena);
  draft.set_default("a", true);
  draft.set_default("b", true);
  draft.set_default("c", "c");
  draft.set_default("d", 4);
  EXPECT_EQ(written(draft), R"({"a":true,"b":false,"c":"","d":4})");
}

TEST(Draft, EditsEachMapOfAList) {
  const Document pod = read(R"({"containers":[{"image":"a"},7,{"image":"b","imagePullPolicy":"Never"}]})");
  Arena arena;
  Draft draft(pod.root(), arena);
  draft.each("containers", [](Draft& container) { container.set_default("imagePullPolicy", "Always"); });
  EXPECT_EQ(written(draft),
            R"({"containers":[{"image":"a","imagePullPolicy":"Always"},7,{"image":"b","imagePullPolicy":"Never"}]})");
}

TEST(Draft, MakesMapsOnlyWhenAskedTo) {
  const Document pod = read(R"({"strategy":null})");
  Arena arena;
  Draft draft(pod.root(), arena);
  draft.in("strategy", [](Draft& strategy) { strategy.set("type", "Recreate"); });
  EXPECT_EQ(written(draft), R"({"strategy":null})");
  draft.in_new("strategy", [](Draft& strategy) { strategy.set("type", "RollingUpdate"); });
  EXPECT_EQ(written(draft), R"({"strategy":{"type":"RollingUpdate"}})");
  draft.remove("strategy");
  draft.remove("never there");
  EXPECT_EQ(written(draft), "{}");
}

TEST(Draft, FindsEveryKeyOfALargeMap) {
  const Document empty;
  Arena arena;
  Draft draft(empty.root(), arena);
  for (int i = 0; i < 100; ++i) draft.set("key" + std::to_string(i), i);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(draft.node()["key" + std::to_string(i)].integer(), i);
}

TEST(Draft, WhatItMakesStandsWhereTheMapStands) {
  const Document pod = read("{\n  \"spec\": {}}");
  Arena arena;
  Draft draft(pod.root(), arena);
  draft.in("spec", [](Draft& spec) { spec.set("restartPolicy", "Always"); });
  EXPECT_EQ(draft.node()["spec"]["restartPolicy"].where().line, 2);
}

}  // namespace
}  // namespace slipway::doc
