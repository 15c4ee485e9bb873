// What `slipway validate --output json` prints is what docs/schemas/findings.schema.json promises.

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <sstream>

#include "cli/command.h"
#include "doc/json.h"
#include "json_schema/conforms.h"

namespace slipway {
namespace {

doc::Document parsed(std::string text) {
  Diagnostics diagnostics;
  auto document = doc::read_json(std::make_shared<const SourceText>("text", std::move(text)), diagnostics);
  EXPECT_FALSE(diagnostics.has_errors());
  return document;
}

TEST(FindingsSchema, HoldsForWhatIsFoundInFilesOfAllSorts) {
  std::ifstream in(SLIPWAY_SOURCE_DIR "/docs/schemas/findings.schema.json");
  std::ostringstream schema;
  schema << in.rdbuf();
  io::DiskFiles files;
  cli::StringOutput out, err;
  cli::Session session{.files = files, .out = out, .err = err, .year = 2026, .month = 11, .day = 25};
  cli::run(session,
           {"lint", "-o", "json", SLIPWAY_SOURCE_DIR "/tests/golden/input/lint",
            SLIPWAY_SOURCE_DIR "/tests/seeds/fixtures/made", SLIPWAY_SOURCE_DIR "/tests/seeds/fixtures/004-main.tf"});
  EXPECT_EQ(err.text, "");
  const doc::Document found = parsed(out.text);
  EXPECT_GE(found.root()["findings"].size(), 20u);
  for (const auto& violation : violations(parsed(schema.str()).root(), found.root())) ADD_FAILURE() << violation;
}

}  // namespace
}  // namespace slipway
