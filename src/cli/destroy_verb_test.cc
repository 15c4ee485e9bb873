#include <gtest/gtest.h>

#include "base/text.h"
#include "cli/testing/live_world.h"

namespace slipway::cli {
namespace {

using testing::Said;
using testing::says;

/// `slipway destroy` of a platform that has nothing in its cluster.
using DestroyVerb = testing::LiveWorld;

TEST_F(DestroyVerb, ANameThatIsToBeCopiedIsWholeWhereverTheLineEnds) {
  apply();
  for (const std::size_t length : {10u, 40u, 200u}) {
    const std::string arn = "arn:aws:x:eu-west-1:1:" + std::string(length, 'r');
    world.tagged_by_others = {std::string(length, 'r')};
    answers = {"demo"};
    const Said left = run({"destroy"});
    EXPECT_TRUE(says(left.out, "  " + arn)) << left.out << left.err;
    for (const auto line : split(left.out, '\n')) {
      const bool is_too_long = line.find("arn:aws:x") != line.npos && display_width(line) > 80;
      EXPECT_TRUE(!is_too_long || trim(line) == arn || trim(line) == arn + " \\")
          << "nothing else is on a line that is too long: " << line;
    }
  }
}

TEST_F(DestroyVerb, DestroyWantsTheNameAndLeavesNothing) {
  apply();
  EXPECT_EQ(run({"destroy", "--yes"}).code, ExitCode::WrongUsage);
  EXPECT_EQ(run({"destroy", "--yes", "--name", "other"}).code, ExitCode::WrongUsage);
  const Said planned = run({"destroy", "--plan-only"});
  EXPECT_EQ(planned.code, ExitCode::Ok) << planned.err;
  EXPECT_TRUE(says(planned.out, "\nwill be gone: ")) << planned.out;
  answers = {"yes"};
  EXPECT_EQ(run({"destroy"}).code, ExitCode::WrongUsage);
  EXPECT_FALSE(world.resources.empty());
  answers = {"demo"};
  const Said gone = run({"destroy"});
  EXPECT_EQ(gone.code, ExitCode::Ok) << gone.err;
  EXPECT_TRUE(says(gone.out, "\ndemo is gone; nothing with its tags is left\n")) << gone.out;
  EXPECT_TRUE(world.resources.empty());
  EXPECT_FALSE(world.disk().files.contains(state + "/identity.json"));
}

TEST_F(DestroyVerb, ADestroyOfNothingSaysSoAndNoCost) {
  const Said planned = run({"destroy", "--plan-only"});
  EXPECT_EQ(planned.code, ExitCode::Ok) << planned.err;
  EXPECT_TRUE(says(planned.out, "\nthere is nothing to destroy: ")) << planned.out;
  EXPECT_FALSE(says(planned.out, "it costs")) << planned.out;
}

TEST_F(DestroyVerb, DestroyNamesWhatOthersMadeInTheCluster) {
  apply();
  world.server.put("/api/v1/namespaces/default/services/lb",
                   R"({"apiVersion":"v1","kind":"Service","metadata":{"name":"lb","namespace":"default"},
                       "spec":{"type":"LoadBalancer"}})");
  const Said planned = run({"destroy", "--plan-only"});
  EXPECT_TRUE(
      says(planned.out, "\nmade in the cluster, and gone with it:\n  - Service default/lb: its load balancer\n"))
      << planned.out << planned.err;
}

}  // namespace
}  // namespace slipway::cli
