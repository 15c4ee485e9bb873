// What `slipway plan --output json` prints is what docs/schemas/plan.schema.json promises, for every blueprint.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "cli/command.h"
#include "doc/json.h"
#include "json_schema/conforms.h"

namespace slipway {
namespace {

doc::Document parsed(std::string name, std::string text) {
  Diagnostics diagnostics;
  auto document = doc::read_json(std::make_shared<const SourceText>(std::move(name), std::move(text)), diagnostics);
  EXPECT_FALSE(diagnostics.has_errors());
  return document;
}

doc::Document published() {
  std::ifstream in(SLIPWAY_SOURCE_DIR "/docs/schemas/plan.schema.json");
  std::ostringstream text;
  text << in.rdbuf();
  return parsed("plan.schema.json", text.str());
}

std::string plan_of(const std::string& path) {
  io::DiskFiles files;
  cli::StringOutput out, err;
  cli::Session session{.files = files, .out = out, .err = err, .year = 2026, .month = 11, .day = 25};
  EXPECT_EQ(cli::run(session, {"plan", path, "--output", "json"}), cli::ExitCode::Ok) << err.text;
  return out.text;
}

TEST(PlanSchema, HoldsForEveryBlueprint) {
  const auto schema = published();
  int seen = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(SLIPWAY_SOURCE_DIR "/examples")) {
    if (entry.path().filename() != "platform.yaml") continue;
    ++seen;
    const auto plan = parsed("plan.json", plan_of(entry.path().string()));
    for (const auto& violation : violations(schema.root(), plan.root()))
      ADD_FAILURE() << entry.path() << ": " << violation;
  }
  EXPECT_GE(seen, 5);
}

TEST(PlanSchema, FindsWhatIsNotPromised) {
  const auto schema = published();
  const auto plan =
      parsed("plan.json", R"({"schemaVersion": "v0", "platform": [], "inventory": {}, "cost": {}, "surprise": 1})");
  const auto found = violations(schema.root(), plan.root());
  for (const char* expected :
       {"$: lacks findings", "$: has surprise, which the schema does not know", "$.platform: is list"})
    EXPECT_TRUE(std::ranges::count(found, expected) == 1) << expected;
}

}  // namespace
}  // namespace slipway
