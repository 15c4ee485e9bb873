// What `slipway solve --output json` prints is what docs/schemas/solve.schema.json and solve-diff.schema.json promise.

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <sstream>

#include "cli/command.h"
#include "doc/json.h"
#include "json_schema/conforms.h"

namespace slipway {
namespace {

constexpr const char* kInput = SLIPWAY_SOURCE_DIR "/tests/golden/input/solve/";

doc::Document parsed(std::string name, std::string text) {
  Diagnostics diagnostics;
  auto document = doc::read_json(std::make_shared<const SourceText>(std::move(name), std::move(text)), diagnostics);
  EXPECT_FALSE(diagnostics.has_errors());
  return document;
}

doc::Document published(const std::string& name) {
  std::ifstream in(SLIPWAY_SOURCE_DIR "/docs/schemas/" + name);
  std::ostringstream text;
  text << in.rdbuf();
  return parsed(name, text.str());
}

doc::Document answer(std::vector<std::string> words) {
  io::DiskFiles files;
  cli::StringOutput out, err;
  cli::Session session{.files = files, .out = out, .err = err, .year = 2026, .month = 11, .day = 25};
  words.insert(words.begin(), "solve");
  for (const char* word : {"--output", "json"}) words.emplace_back(word);
  cli::run(session, words);
  EXPECT_EQ(err.text, "");
  return parsed("solve.json", out.text);
}

void expect_conforms(const std::string& schema, const doc::Document& found) {
  for (const auto& violation : violations(published(schema).root(), found.root()))
    ADD_FAILURE() << schema << ": " << violation;
}

TEST(SolveSchema, HoldsForNodesToBuyAndPodsThatWait) {
  const std::string pools = std::string(kInput) + "pools.yaml", pods = std::string(kInput) + "llm.yaml";
  const auto found = answer({pools, pods});
  EXPECT_GE(found.root()["nodes"].size(), 1u);
  EXPECT_GE(found.root()["pending"].size(), 1u);
  expect_conforms("solve.schema.json", found);
}

TEST(SolveSchema, HoldsForASnapshot) {
  const auto found = answer({"--cluster", std::string(kInput) + "cluster.json"});
  EXPECT_EQ(found.root()["pods"]["count"].integer(), 1);
  expect_conforms("solve.schema.json", found);
}

TEST(SolveDiffSchema, HoldsForAChangeOfAPool) {
  const std::string pods = std::string(kInput) + "llm.yaml";
  const auto found = answer(
      {pods, "--diff", std::string(kInput) + "pools.yaml", SLIPWAY_SOURCE_DIR "/docs/guide/solve/pools-new.yaml"});
  EXPECT_GE(found.root()["difference"]["nodes"].size(), 1u);
  expect_conforms("solve-diff.schema.json", found);
}

}  // namespace
}  // namespace slipway
