#include "cli/flags.h"

#include <gtest/gtest.h>

namespace slipway::cli {
namespace {

/// "" would be as if the flag were not given: another state, another cluster, all steps.
TEST(Flags, AnEmptyWordIsRefused) {
  struct Row {
    std::vector<std::string> words;
    std::string said;
  };
  for (const auto& row : {
           Row{{"--state", ""}, "--state cannot be empty"},
           Row{{"--state="}, "--state: 1 required TEXT missing"},
           Row{{"-f", ""}, "--from cannot be empty"},
           Row{{""}, "platform.yaml cannot be empty"},
           Row{{"--state", " "}, ""},
           Row{{"--state", "a", "p.yaml"}, ""},
           Row{{}, ""},
       }) {
    std::string state, from, path;
    Flags flags;
    flags.value("--state", state, "DIR", "");
    flags.value("-f,--from", from, "STEP", "");
    flags.argument("platform.yaml", path, "");
    EXPECT_EQ(flags.parse(row.words), row.said) << (row.words.empty() ? "" : row.words[0]);
  }
}

}  // namespace
}  // namespace slipway::cli
