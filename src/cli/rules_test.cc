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

TEST(RulesVerb, FindsThoseThatAreAboutAWord) {
  const std::string kueue = rules("kueue"), queues = rules("clusterqueue");
  EXPECT_NE(kueue.find("KUE001"), std::string::npos) << kueue;
  EXPECT_EQ(kueue.find("NODE"), std::string::npos);
  EXPECT_NE(queues.find("KUE002"), std::string::npos) << queues;
  EXPECT_NE(rules("gpu").find("GPU010"), std::string::npos);
  EXPECT_NE(rules("device taint").find("GPU010"), std::string::npos) << "all of the words";
  EXPECT_EQ(rules("xyzzy"), "");
}

}  // namespace
}  // namespace slipway::cli
