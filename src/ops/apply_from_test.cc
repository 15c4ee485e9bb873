#include "ops/testing/runs.h"

namespace slipway::ops {
namespace {

using namespace testing;

/// Something of AWS, of each step of the cluster that can be compared, and of what is pruned.
void lose_some_of_each(FakeWorld& world) {
  world.resources.erase("aws_sqs_queue.q");
  for (const char* path : {"/api/v1/namespaces/ml/configmaps/settings", "/apis/karpenter.sh/v1/nodepools/general",
                           "/apis/apps/v1/namespaces/ml/deployments/web"})
    world.server.remove(path);
}

std::vector<std::string> lines_of(const Changes& changes) {
  std::vector<std::string> lines;
  for (const auto& change : changes.all) lines.push_back(change.what);
  return lines;
}

std::vector<std::string> names_of_steps() {
  FakeWorld world;
  fill(world.graph);
  return apply(world).watched.names;
}

/// Of whichever step: what is listed is done, what is not listed stays as it is, and nothing is said of it.
TEST(ApplyFrom, ListsWhatItDoesAndDoesWhatItLists) {
  const auto names = names_of_steps();
  ASSERT_GT(names.size(), 6u);
  for (const auto& from : names) {
    FakeWorld world;
    fill(world.graph);
    ASSERT_EQ(apply(world).outcome.failed, "");
    lose_some_of_each(world);
    const auto all = [&] {
      const auto process = world.process();
      Apply whole(process->site, *world.journal, {});
      const auto changes = whole.plan(quiet);
      return changes ? lines_of(*changes) : std::vector<std::string>{changes.error().message};
    };
    auto before = all();
    ASSERT_EQ(before.size(), 4u) << from;
    const auto ran = apply(world, {.from = from});
    ASSERT_EQ(ran.refused + ran.outcome.failed, "") << from;
    for (const auto& done : lines_of(ran.changes)) std::erase(before, done);
    EXPECT_EQ(all(), before) << from;
    EXPECT_EQ(ran.changes.resources, from == "aws" ? 2u : 0u) << from << ": what was not asked is not counted";
  }
}

TEST(ApplyFrom, TheLaterItBeginsTheLessItCounts) {
  FakeWorld world;
  fill(world.graph);
  const auto names = apply(world).watched.names;
  std::size_t before = 1000;
  for (const auto& from : names) {
    const auto changes = apply(world, {.from = from}).changes;
    const auto now = changes.resources + changes.charts + changes.objects;
    EXPECT_LE(now, before) << from;
    before = now;
  }
  EXPECT_EQ(before, 0u) << "verify compares nothing";
}

}  // namespace
}  // namespace slipway::ops
