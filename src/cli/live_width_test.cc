// Everything that the live verbs print for people fits into 80 columns, of a terminal and of a pipe.
#include <gtest/gtest.h>

#include "cli/testing/live_world.h"
#include "cli/testing/width.h"

namespace slipway::cli {
namespace {

using testing::LiveWorld;
using testing::Said;

std::string without_colours(std::string text) {
  for (auto at = text.find('\x1b'); at != text.npos; at = text.find('\x1b', at))
    text.erase(at, text.find('m', at) + 1 - at);
  return text;
}

struct LiveWidth : LiveWorld {
  /// Complaints as well: unlike those of other verbs they are wrapped in a log, too.
  std::string said_too_wide(const std::vector<std::string>& words) {
    const Said said = run(words);
    std::string wide = testing::too_wide(without_colours(said.out));
    for (const auto line : split(said.err, '\n')) {
      constexpr std::string_view kComplaint = "slipway: ";
      const auto bare = line.starts_with(kComplaint) ? line.substr(kComplaint.size()) : line;
      if (display_width(line) > testing::kColumns && !testing::may_be_wide(bare)) wide += std::string(line) + "\n";
    }
    return wide.empty() ? "" : join(words, " ") + ":\n" + wide;
  }
  void expect_narrow(const std::vector<std::string>& words) { EXPECT_EQ(said_too_wide(words), ""); }
  void expect_all_narrow() {
    for (const int width : {0, 80}) {
      columns = width;
      for (const std::vector<std::string>& words :
           std::vector<std::vector<std::string>>{{"status"},
                                                 {"status", "-v"},
                                                 {"status", "--only", "nothing"},
                                                 {"verify"},
                                                 {"verify", "--run-probes"},
                                                 {"verify", "--component", "nothing"},
                                                 {"verify", "--outputs", "nothing"},
                                                 {"destroy"},
                                                 {"destroy", "--plan-only", "--details"},
                                                 {"destroy", "--yes"},
                                                 {"destroy", "--yes", "--name", "another-platform-with-a-long-name"}})
        expect_narrow(words);
    }
  }
};

TEST_F(LiveWidth, OfWhatWasNeverApplied) { expect_all_narrow(); }

TEST_F(LiveWidth, OfWhatIsApplied) {
  apply();
  expect_all_narrow();
}

TEST_F(LiveWidth, OfAnApplyThatFailed) {
  world.terraform_errors = {"creating SQS Queue (work): AccessDenied: the identity may not do this here, and says so"};
  apply();
  expect_all_narrow();
}

TEST_F(LiveWidth, OfOneThatIsAtWork) {
  apply();
  const auto journal = ops::Journal::open(state + "/journal.db");
  ASSERT_TRUE(journal);
  const auto begun = world.server.clock.now();
  const auto run_id = (*journal)->begin_run({.verb = "apply",
                                             .who = "arn:aws:sts::111122223333:assumed-role/deploy/somebody",
                                             .version = "0",
                                             .begun = begun});
  ASSERT_TRUE((*journal)->begin_step(*run_id, "chart/aws-load-balancer-controller", "", begun));
  expect_all_narrow();
  world.disk().locked.insert(state + "/lock");
  world.disk().files[state + "/lock"] = "process 4711 on a-machine-with-a-name-that-nobody-would-type\n";
  expect_all_narrow();
}

TEST_F(LiveWidth, OfADestroyAndOfWhatItLeft) {
  apply();
  world.tagged_by_others = {"db:" + std::string(60, 'x'), "queue"};
  expect_narrow({"destroy", "--yes", "--name", "demo", "-v"});
  expect_all_narrow();
}

TEST_F(LiveWidth, WithoutANetwork) {
  apply();
  environment.variables = {{"AWS_EC2_METADATA_DISABLED", "true"}};
  expect_all_narrow();
}

}  // namespace
}  // namespace slipway::cli
