#include "components/testing/expanded.h"

namespace slipway::components {
namespace {

using testing::Expanded;
using testing::Names;

std::string group(const std::string& fields) { return "nodeGroups: {workers: {" + fields + "}}"; }

TEST(NodeGroups, AreManagedGroupsWithALaunchTemplate) {
  const Expanded e(group("instanceTypes: [m7i.large], min: 1, desired: 2, max: 5, volumes: {root: 100Gi}"));
  EXPECT_EQ(e.argument("aws_eks_node_group.workers", "scaling_config"),
            R"({"min_size":1,"desired_size":2,"max_size":5})");
  EXPECT_EQ(e.argument("aws_eks_node_group.workers", "launch_template.version"),
            "aws_launch_template.workers.latest_version");
  EXPECT_EQ(e.argument("aws_eks_node_group.workers", "subnet_ids"),
            R"(["${aws_subnet.private_a.id}","${aws_subnet.private_b.id}","${aws_subnet.private_c.id}"])");
  EXPECT_EQ(e.argument("aws_launch_template.workers", "block_device_mappings.0.device_name"), "/dev/xvda");
  EXPECT_EQ(
      e.argument("aws_launch_template.workers", "block_device_mappings.0.ebs"),
      R"({"volume_type":"gp3","volume_size":100,"iops":3000,"throughput":125,"encrypted":true,"delete_on_termination":true})");
  EXPECT_EQ(e.argument("aws_launch_template.workers", "metadata_options"),
            R"({"http_endpoint":"enabled","http_tokens":"required","http_put_response_hop_limit":1})");
  EXPECT_EQ(e.argument("aws_launch_template.workers", "vpc_security_group_ids"),
            R"(["${aws_security_group.node.id}"])");
}

TEST(NodeGroups, AreReplacedBeforeTheyGoAndLeaveTheirSizeToTheAutoscaler) {
  const Expanded e(group("instanceTypes: [m7i.large], max: 5"));
  EXPECT_EQ(e.argument("aws_eks_node_group.workers", "node_group_name_prefix"), "workers-");
  EXPECT_EQ(e.argument("aws_eks_node_group.workers", "lifecycle.create_before_destroy"), "true");
  EXPECT_EQ(e.argument("aws_eks_node_group.workers", "lifecycle.ignore_changes.0"), "scaling_config[0].desired_size");
}

TEST(NodeGroups, TheImagesReleaseIsTheNewestUnlessNamed) {
  const Expanded newest(group("instanceTypes: [m7i.large], max: 5"));
  EXPECT_EQ(newest.argument("aws_eks_node_group.workers", "release_version"), "");
  const Expanded pinned(group("instanceTypes: [m7i.large], max: 5, amiVersion: 1.35.0-20260714"));
  EXPECT_EQ(pinned.argument("aws_eks_node_group.workers", "release_version"), "1.35.0-20260714");
}

TEST(NodeGroups, TheImageFollowsFromTypesAndFamily) {
  struct Case {
    const char *fields, *ami_type;
  };
  for (const Case& c : {Case{"instanceTypes: [m7i.large]", "AL2023_x86_64_STANDARD"},
                        {"instanceTypes: [m7g.large]", "AL2023_ARM_64_STANDARD"},
                        {"instanceTypes: [g5.xlarge]", "AL2023_x86_64_NVIDIA"},
                        {"instanceTypes: [inf2.xlarge]", "AL2023_x86_64_NEURON"},
                        {"instanceTypes: [g5.xlarge], amiFamily: bottlerocket", "BOTTLEROCKET_x86_64_NVIDIA"},
                        {"instanceTypes: [m7g.large], amiFamily: bottlerocket", "BOTTLEROCKET_ARM_64"}})
    EXPECT_EQ(Expanded(group(c.fields)).argument("aws_eks_node_group.workers", "ami_type"), c.ami_type) << c.fields;
}

TEST(NodeGroups, LabelsAndTaintsAreEksOwnPart) {
  const Expanded e(group(
      "instanceTypes: [g5.xlarge], labels: {team: vision}, taints: ['nvidia.com/gpu=true:NoSchedule', 'x:NoExecute']"));
  EXPECT_EQ(e.argument("aws_eks_node_group.workers", "labels"),
            R"({"slipway.dev/node-group":"workers","nvidia.com/gpu.present":"true","team":"vision"})");
  EXPECT_EQ(e.argument("aws_eks_node_group.workers", "taint"),
            R"([{"key":"nvidia.com/gpu","value":"true","effect":"NO_SCHEDULE"},{"key":"x","effect":"NO_EXECUTE"}])");
  EXPECT_EQ(e.argument("aws_launch_template.workers", "user_data"), "");
}

TEST(NodeGroups, ShareARoleWhereTheyAskForTheSame) {
  const Expanded e(
      "nodeGroups:\n"
      "  a: {instanceTypes: [m7i.large]}\n"
      "  b: {instanceTypes: [m7i.large], nodePolicies: [CloudWatchAgentServerPolicy]}\n"
      "  c: {instanceTypes: [m7i.large]}\n");
  EXPECT_EQ(e.argument("aws_eks_node_group.a", "node_role_arn"), "aws_iam_role.node.arn");
  EXPECT_EQ(e.argument("aws_eks_node_group.b", "node_role_arn"), "aws_iam_role.node_b.arn");
  EXPECT_EQ(e.argument("aws_eks_node_group.c", "node_role_arn"), "aws_iam_role.node.arn");
}

TEST(NodeGroups, CapacityIsSaidWhereEachKindWantsIt) {
  const Expanded spot(group("instanceTypes: [g4dn.xlarge], capacity: spot"));
  EXPECT_EQ(spot.argument("aws_eks_node_group.workers", "capacity_type"), "SPOT");
  EXPECT_EQ(spot.argument("aws_launch_template.workers", "instance_market_options"), "");
  const Expanded reserved(group("instanceTypes: [p5.48xlarge], capacity: reserved, reservation: cr-0123456789abcdef0"));
  EXPECT_EQ(reserved.argument("aws_eks_node_group.workers", "capacity_type"), "ON_DEMAND");
  EXPECT_EQ(reserved.argument("aws_launch_template.workers", "capacity_reservation_specification"),
            R"({"capacity_reservation_target":{"capacity_reservation_id":"cr-0123456789abcdef0"}})");
}

TEST(NodeGroups, ACapacityBlockHasItsTypeInTheTemplateAndOneSubnet) {
  const Expanded e(
      group("instanceTypes: [p5.48xlarge], capacity: capacityBlock, reservation: cr-0123456789abcdef0, efa: true"));
  EXPECT_EQ(e.argument("aws_eks_node_group.workers", "capacity_type"), "CAPACITY_BLOCK");
  EXPECT_EQ(e.argument("aws_eks_node_group.workers", "instance_types"), "");
  EXPECT_EQ(e.argument("aws_launch_template.workers", "instance_type"), "p5.48xlarge");
  EXPECT_EQ(e.argument("aws_launch_template.workers", "instance_market_options.market_type"), "capacity-block");
  EXPECT_EQ(e.argument("aws_eks_node_group.workers", "subnet_ids"), R"(["${aws_subnet.private_a.id}"])");
  EXPECT_FALSE(e.has("aws_placement_group.workers"));
}

TEST(NodeGroups, EfaTakesEveryCardOnceAndAddressesOnlyOnTheFirst) {
  struct Case {
    const char* type;
    std::size_t interfaces;
  };
  for (const Case& c : {Case{"p5.48xlarge", 33},
                        {"p5en.48xlarge", 17},
                        {"p4d.24xlarge", 5},
                        {"p5.4xlarge", 2},
                        {"p6-b200.48xlarge", 9}}) {
    const Expanded e(group(std::string("instanceTypes: [") + c.type + "], efa: true"));
    const auto& interfaces = (*e.find("aws_launch_template.workers"))["network_interfaces"].list()->items();
    EXPECT_EQ(interfaces.size(), c.interfaces) << c.type;
    EXPECT_EQ(e.argument("aws_launch_template.workers", "network_interfaces.0.interface_type"), "interface");
    EXPECT_EQ(e.argument("aws_launch_template.workers", "network_interfaces.1.network_card_index"), "0");
    EXPECT_EQ(e.argument("aws_launch_template.workers", "network_interfaces.1.device_index"), "1");
    for (std::size_t i = 1; i < interfaces.size(); ++i) {
      EXPECT_EQ(*interfaces[i]["interface_type"].string(), "efa-only") << c.type << i;
      EXPECT_TRUE(interfaces[i]["subnet_id"].is_null());  // EKS refuses it
    }
  }
}

TEST(NodeGroups, EfaKeepsNodesTogether) {
  const Expanded e(group("instanceTypes: [p5en.48xlarge], efa: true, max: 4"));
  EXPECT_EQ(e.argument("aws_placement_group.workers", "strategy"), "cluster");
  EXPECT_EQ(e.argument("aws_launch_template.workers", "placement.group_name"), "aws_placement_group.workers.name");
  EXPECT_EQ(e.argument("aws_eks_node_group.workers", "subnet_ids"), R"(["${aws_subnet.private_a.id}"])");
  EXPECT_EQ(e.argument("aws_eks_node_group.workers", "update_config"),
            R"({"max_unavailable":1,"update_strategy":"MINIMAL"})");
  EXPECT_EQ(e.argument("aws_launch_template.workers", "vpc_security_group_ids"), "");
}

TEST(NodeGroups, TagsReachInstancesVolumesAndInterfaces) {
  const Expanded e("aws: {region: us-west-2, tags: {CostCenter: ml}}\n" + group("instanceTypes: [m7i.large]"));
  EXPECT_EQ(e.argument("aws_launch_template.workers", "tag_specifications.2"),
            R"({"resource_type":"network-interface","tags":{"Name":"demo-workers","CostCenter":"ml"}})");
}

TEST(NodeGroups, NamesThatAreTheSameInTerraformAreAFinding) {
  const Expanded e("nodeGroups: {gpu-a: {instanceTypes: [m7i.large]}, gpu.a: {instanceTypes: [m7i.large]}}");
  ASSERT_FALSE(e.findings().empty());
}

TEST(NodeGroups, DriversAreFactsForChecksAndNothingIsInstalled) {
  const Expanded e(group("instanceTypes: [p5.48xlarge], drivers: {nvidia: 580.126.09}"));
  EXPECT_EQ(e.fact("aws_eks_node_group.workers", "drivers"), R"({"nvidia":"580.126.09"})");
  EXPECT_EQ(e.argument("aws_launch_template.workers", "user_data"), "");
}

}  // namespace
}  // namespace slipway::components
