#include "ops/preflight/testing.h"

namespace slipway::ops::testing {
namespace {

TEST(Preflight, VersionsThatEksLacksAndUpgradesThatItRefuses) {
  struct Case {
    std::string listed, cluster, said;
  };
  for (const Case& c : {
           Case{R"([{"clusterVersion":"1.35","versionStatus":"STANDARD_SUPPORT"}])", "",
                "ok EKS offers Kubernetes 1.35: in standard support"},
           Case{R"([{"clusterVersion":"1.35","status":"extended-support"}])", "",
                "warn EKS offers Kubernetes 1.35: in extended support"},
           Case{"[]", "", "FAIL EKS offers Kubernetes 1.35: EKS does not list it"},
           Case{"[]", R"({"version":"1.34","status":"ACTIVE"})", "ok EKS takes cluster demo from 1.34 to 1.35"},
           Case{"[]", R"({"version":"1.33","status":"ACTIVE"})", "FAIL EKS takes cluster demo from 1.33 to 1.35"},
           Case{"[]", R"({"version":"1.36","status":"ACTIVE"})", "FAIL EKS takes cluster demo from 1.36 to 1.35"},
           Case{"[]", R"({"version":"1.35","status":"UPDATING"})", "warn cluster demo takes changes: UPDATING"},
           Case{"[]", R"({"version":"1.35","status":"DELETING"})", "FAIL cluster demo takes changes: DELETING"},
           Case{"[]", R"({"version":"1.35","status":"ACTIVE"})",
                "warn cluster demo is this platform's: its tags do not say whose it is"},
       }) {
    World world;
    world.add("aws_eks_cluster", "main", {{"name", "demo"}});
    world.answers["eks /cluster-versions?clusterVersions=1.35"] = {200, {}, R"({"clusterVersions":)" + c.listed + "}"};
    if (!c.cluster.empty()) world.answers["eks /clusters/demo"] = {200, {}, R"({"cluster":)" + c.cluster + "}"};
    EXPECT_NE(world.of("versions").find(c.said), std::string::npos) << c.said << "\n" << world.of("versions");
  }
}

TEST(Preflight, AddOnsGoWithTheClustersVersion) {
  World world;
  world.add("aws_eks_cluster", "main", {{"name", "demo"}});
  world.add("aws_eks_addon", "vpc_cni", {{"addon_name", "vpc-cni"}, {"addon_version", "v1.0.0-eksbuild.1"}});
  world.add("aws_eks_addon", "coredns",
            {{"addon_name", "coredns"}, {"addon_version", doc::Expression{"data.x.version"}}});
  world.add("aws_eks_addon", "gone", {{"addon_name", "gone"}});
  world.answers["eks /addons/supported-versions?kubernetesVersion=1.35&maxResults=100"] = {
      200, {}, R"({"nextToken":"n","addons":[
      {"addonName":"vpc-cni","addonVersions":[{"addonVersion":"v1.21.0-eksbuild.1","compatibilities":[{"clusterVersion":"1.35"}]}]}]})"};
  world.answers["eks /addons/supported-versions?kubernetesVersion=1.35&maxResults=100&nextToken=n"] = {
      200, {}, R"({"addons":[
      {"addonName":"coredns","addonVersions":[{"addonVersion":"v2","compatibilities":[{"clusterVersion":"1.35","defaultVersion":false}]},
                                              {"addonVersion":"v1","compatibilities":[{"clusterVersion":"1.35","defaultVersion":true}]}]}]})"};
  const std::string said = world.of("versions");
  EXPECT_NE(
      said.find("FAIL add-on vpc-cni v1.0.0-eksbuild.1 goes with Kubernetes 1.35: there are v1.21.0-eksbuild.1 | "),
      std::string::npos)
      << said;
  EXPECT_NE(said.find("ok add-on coredns goes with Kubernetes 1.35: v1\n"), std::string::npos) << said;
  EXPECT_NE(said.find("FAIL add-on gone goes with Kubernetes 1.35: there is none for this version | "),
            std::string::npos)
      << said;
}

TEST(Preflight, TypesAreOfferedInTheZonesOfTheNodes) {
  World world;
  world.add("aws_subnet", "private_a", subnet("eu-west-1a", "10.0.0.0/24"));
  world.add("aws_eks_node_group", "a", group({"m5.large", "p5.48xlarge", "g5.xlarge"}, 0, 1));
  world.ec2(
      "DescribeInstanceTypeOfferings",
      "<instanceTypeOfferingSet><item><instanceType>m5.large</instanceType><location>eu-west-1a</location></item>"
      "<item><instanceType>g5.xlarge</instanceType><location>eu-west-1b</location></item></instanceTypeOfferingSet>");
  const std::string said = world.of("types");
  EXPECT_NE(said.find("ok group a may have m5.large: offered in eu-west-1a\n"), std::string::npos) << said;
  EXPECT_NE(said.find("FAIL group a may have p5.48xlarge: not offered in eu-west-1 | "), std::string::npos) << said;
  EXPECT_NE(said.find("FAIL group a may have g5.xlarge: offered only in eu-west-1b | "), std::string::npos) << said;
}

TEST(Preflight, ImagesByTheirParameters) {
  World world;
  world.add("aws_eks_node_group", "a", group({"m5.large"}, 0, 1));
  auto pinned = group({"m5.large"}, 0, 1);
  pinned.set("release_version", "1.35.0-20260101");
  world.add("aws_eks_node_group", "b", std::move(pinned));
  world.answers["ssm GetParameters"] = {
      200,
      {},
      R"({"Parameters":[{"Name":"/aws/service/eks/optimized-ami/1.35/amazon-linux-2023/x86_64/standard/recommended/image_id","Value":"ami-1"}],
      "InvalidParameters":["x"]})"};
  const std::string said = world.of("images");
  EXPECT_NE(
      said.find("ok group a has an image: "
                "/aws/service/eks/optimized-ami/1.35/amazon-linux-2023/x86_64/standard/recommended/image_id: ami-1\n"),
      std::string::npos)
      << said;
  EXPECT_NE(said.find("FAIL group b has an image: "
                      "/aws/service/eks/optimized-ami/1.35/amazon-linux-2023/x86_64/standard/"
                      "amazon-eks-node-al2023-x86_64-standard-1.35-v20260101/image_id: no such parameter"),
            std::string::npos)
      << said;
}

TEST(Preflight, ReservationsAreWhatTheirGroupsTakeThemFor) {
  struct Case {
    std::string state, type, zone, kind, free, end, said;
  };
  const std::string soon = "2026-12-30T11:30:00.000Z";
  for (const Case& c : {
           Case{"active", "p5.48xlarge", "eu-west-1a", "capacity-block", "2", soon,
                "ok group block may use cr-1: active, 2 × p5.48xlarge in eu-west-1a, 2 free, until 2026-12-30T11:30:00 "
                "UTC\n"},
           Case{"expired", "p5.48xlarge", "eu-west-1a", "capacity-block", "2", "2026-11-01T11:30:00.000Z",
                "it has ended"},
           Case{"cancelled", "p5.48xlarge", "eu-west-1a", "capacity-block", "2", soon, "of this state"},
           Case{"active", "p5e.48xlarge", "eu-west-1a", "capacity-block", "2", soon, "FAIL group block may use cr-1"},
           Case{"active", "p5.48xlarge", "eu-west-1b", "capacity-block", "2", soon, "do not start elsewhere"},
           Case{"active", "p5.48xlarge", "eu-west-1a", "default", "2", soon, "it is no capacity block"},
           Case{"scheduled", "p5.48xlarge", "eu-west-1a", "capacity-block", "0", soon, "warn group block may use cr-1"},
           Case{"active", "p5.48xlarge", "eu-west-1a", "capacity-block", "1", soon, "warn group block may use cr-1"},
           Case{"active", "p5.48xlarge", "eu-west-1a", "capacity-block", "0", soon, "FAIL group block may use cr-1"},
       }) {
    World world;
    world.add("aws_subnet", "private_a", subnet("eu-west-1a", "10.0.0.0/24"));
    world.add("aws_launch_template", "block",
              {{"capacity_reservation_specification",
                Map{{"capacity_reservation_target", Map{{"capacity_reservation_id", "cr-1"}}}}}});
    auto block = group({"p5.48xlarge"}, 0, 2, "CAPACITY_BLOCK");
    block.set("node_group_name_prefix", "block-");
    block.set("launch_template", Map{{"id", doc::Expression{"aws_launch_template.block.id"}}});
    world.add("aws_eks_node_group", "block", std::move(block));
    world.ec2("DescribeCapacityReservations",
              "<capacityReservationSet><item><capacityReservationId>cr-1</capacityReservationId><state>" + c.state +
                  "</state><instanceType>" + c.type + "</instanceType><availabilityZone>" + c.zone +
                  "</availabilityZone><reservationType>" + c.kind +
                  "</reservationType><totalInstanceCount>2</totalInstanceCount><availableInstanceCount>" + c.free +
                  "</availableInstanceCount><endDate>" + c.end + "</endDate></item></capacityReservationSet>");
    EXPECT_NE(world.of("reservations").find(c.said), std::string::npos) << c.said << "\n" << world.of("reservations");
  }
}

}  // namespace
}  // namespace slipway::ops::testing
