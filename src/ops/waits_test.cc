#include "ops/waits.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "io/files.h"

namespace slipway::ops {
namespace {

TEST(Waits, StandInTheGuideAsTheyAre) {
  io::DiskFiles files;
  const auto guide = files.read(std::string(SLIPWAY_SOURCE_DIR) + "/docs/guide/apply.md");
  ASSERT_TRUE(guide);
  for (const auto& wait : kWaits) {
    const auto row = fmt::format("| {} | {} | {} min |\n", wait.verb, wait.what, wait.minutes);
    EXPECT_NE(guide->find(row), std::string::npos) << row;
  }
}

}  // namespace
}  // namespace slipway::ops
