#include <gtest/gtest.h>

#include "cli/testing/verb_run.h"

namespace slipway::cli {
namespace {

std::string rules(const std::string& asked) {
  io::FakeFiles files;
  return testing::run_with(files, {"rules", asked}).out;
}

TEST(RulesVerb, ListsThoseThatAPatternHolds) {
  const std::string pools = rules("KRP*");
  EXPECT_NE(pools.find("KRP007"), std::string::npos);
  EXPECT_EQ(pools.find("GPU001"), std::string::npos);
  EXPECT_EQ(rules("KRP*").find("\nwhy\n"), std::string::npos) << "the list, no pages";
}

TEST(RulesVerb, ExplainsTheOneThatIsNamed) { EXPECT_NE(rules("KRP007").find("\nwhy\n"), std::string::npos); }

}  // namespace
}  // namespace slipway::cli
