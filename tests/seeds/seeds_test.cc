// How many of the seeds' mistakes lint finds, and that it is silent on what is right. The number only rises:
// `build/dev/tests/seeds/seeds_score` says what is missing.
#include <gtest/gtest.h>

#include "base/text.h"
#include "judging.h"

namespace slipway::seeds {
namespace {

const std::string kFolder = SLIPWAY_SOURCE_DIR "/tests/seeds/fixtures";

/// Ids of expected.csv that are found at one of their places, of 179.
constexpr std::size_t kFloor = 171;

TEST(Seeds, LintFindsTheirMistakes) {
  const Score all = score(kFolder);
  EXPECT_EQ(all.of, 179);
  EXPECT_GE(all.found.size(), kFloor) << "missing: " << join(all.missing, " ");
}

TEST(Seeds, NothingIsSaidOfWhatIsRight) {
  for (const auto& [name, words] : corrected_platforms())
    for (const std::string& line : complaints(kFolder + "/corrected", words)) ADD_FAILURE() << name << ": " << line;
}

TEST(Seeds, BlueprintsHaveNoErrors) {
  for (const std::string& line : complaints_about_examples()) ADD_FAILURE() << line;
}

}  // namespace
}  // namespace slipway::seeds
