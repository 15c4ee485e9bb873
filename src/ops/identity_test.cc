#include "ops/identity.h"

#include <gtest/gtest.h>

#include "ops/testing/fake_world.h"

namespace slipway::ops {
namespace {

constexpr const char* kFile = ".slipway/demo/identity.json";

struct IdentityTest : ::testing::Test {
  testing::FakeWorld world;
  std::unique_ptr<testing::FakeWorld::Process> process;

  IdentityTest() {
    world.graph.setting.platform = world.graph.setting.cluster = "demo";
    world.graph.setting.region = "eu-west-1";
    process = world.process();
    process->site.account = "111122223333";
  }
  Identity known() {
    const auto found = known_identity(process->site);
    EXPECT_TRUE(found && *found);
    return found && *found ? **found : Identity{};
  }
};

TEST_F(IdentityTest, IsWhatWasWrittenDownAndTheClusterStays) {
  EXPECT_TRUE(remember_identity(process->site));
  EXPECT_EQ(known().text(), "platform demo, cluster demo in eu-west-1, account 111122223333");
  EXPECT_TRUE(remember_cluster(process->site, "uid-1"));
  EXPECT_TRUE(remember_identity(process->site));
  EXPECT_EQ(known().cluster_id, "uid-1");
  forget_identity(process->site);
  const auto nobody = known_identity(process->site);
  EXPECT_TRUE(nobody && !*nobody);
}

TEST_F(IdentityTest, IsTakenFromTerraformsStateWhenTheFileIsLost) {
  world.disk().files[".slipway/demo/tree/terraform/terraform.tfstate"] =
      R"({"resources":[{"type":"aws_vpc","instances":[{"attributes":{"arn":"arn:aws:ec2:x:1:vpc/a"}}]},
          {"type":"aws_eks_cluster","instances":[{"attributes":{
            "arn":"arn:aws:eks:us-east-1:444455556666:cluster/other"}}]}]})";
  EXPECT_EQ(known().text(), "cluster other in us-east-1, account 444455556666");
  EXPECT_FALSE(known().agrees_with(identity_of(process->site)));
}

TEST_F(IdentityTest, AFileThatCannotBeReadIsNotPassedOver) {
  world.disk().files[kFile] = "{";
  EXPECT_FALSE(known_identity(process->site));
}

TEST_F(IdentityTest, DiffersByEachOfItsParts) {
  const Identity one{"demo", "demo", "eu-west-1", "1", "uid"};
  EXPECT_TRUE(one.agrees_with(one));
  EXPECT_TRUE(one.agrees_with({"demo", "demo", "eu-west-1", "1"})) << "nobody knows of which cluster";
  for (const auto& other : {Identity{"x", "demo", "eu-west-1", "1"}, Identity{"demo", "x", "eu-west-1", "1"},
                            Identity{"demo", "demo", "x", "1"}, Identity{"demo", "demo", "eu-west-1", "2"},
                            Identity{"demo", "demo", "eu-west-1", "1", "x"}})
    EXPECT_FALSE(one.agrees_with(other)) << other.text();
}

}  // namespace
}  // namespace slipway::ops
