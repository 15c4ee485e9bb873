#include <gtest/gtest.h>
#include <sys/stat.h>

#include "cli/testing/live_world.h"

namespace slipway::cli {
namespace {

using SnapshotVerb = testing::LiveWorld;

TEST_F(SnapshotVerb, WritesTheClusterForItsUserAlone) {
  const auto server = world.server.access().server;
  world.disk().files["kubeconfig"] =
      "apiVersion: v1\nkind: Config\ncurrent-context: dev\ncontexts: [{name: dev, context: {cluster: c, user: u}}]\n"
      "clusters: [{name: c, cluster: {server: \"" +
      server + "\"}}]\nusers: [{name: u, user: {token: t}}]\n";
  world.server.put("/api/v1/nodes/n", R"({"apiVersion":"v1","kind":"Node","metadata":{"name":"n"}})");
  const auto before = ::umask(0022);
  const auto said = run_as_is({"snapshot", "--kubeconfig", "kubeconfig", "--out", "cluster.json"});
  EXPECT_EQ(::umask(before), mode_t{0077}) << "a new file is readable by its user alone";
  EXPECT_EQ(said.code, ExitCode::Ok) << said.err;
  EXPECT_TRUE(testing::says(said.err, " objects of context dev")) << said.err;
  EXPECT_TRUE(testing::says(world.disk().files["cluster.json"], R"("kind":"Node")"));
}

TEST_F(SnapshotVerb, ThatCannotReadWritesNothing) {
  const auto said = run_as_is({"snapshot", "--kubeconfig", "nowhere", "--out", "cluster.json"});
  EXPECT_EQ(said.code, ExitCode::WrongUsage) << said.err;
  EXPECT_FALSE(world.disk().files.contains("cluster.json"));
}

}  // namespace
}  // namespace slipway::cli
