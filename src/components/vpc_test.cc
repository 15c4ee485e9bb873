#include "components/testing/expanded.h"

namespace slipway::components {
namespace {

using testing::Expanded;
using testing::Names;

TEST(Vpc, HasAPublicAndAPrivateSubnetInEachZone) {
  const Expanded e("network: {create: {zones: 2}}");
  EXPECT_EQ(e.argument("aws_vpc.main", "cidr_block"), "10.0.0.0/16");
  EXPECT_EQ(e.argument("aws_vpc.main", "enable_dns_hostnames"), "true");
  EXPECT_EQ(e.names("aws_subnet"), (Names{"public_a", "private_a", "public_b", "private_b"}));
  EXPECT_EQ(e.argument("aws_subnet.private_b", "availability_zone"), "us-west-2b");
  EXPECT_EQ(e.argument("aws_subnet.private_b", "cidr_block"), "10.0.64.0/18");
  EXPECT_EQ(e.graph.setting.zones, (Names{"us-west-2a", "us-west-2b"}));
}

TEST(Vpc, SubnetsCarryTheTagsByWhichTheyAreFound) {
  const Expanded e("");
  EXPECT_EQ(e.argument("aws_subnet.private_a", "tags.kubernetes.io/role/internal-elb"), "1");
  EXPECT_EQ(e.argument("aws_subnet.private_a", "tags.karpenter.sh/discovery"), "demo");
  EXPECT_EQ(e.argument("aws_subnet.public_a", "tags.kubernetes.io/role/elb"), "1");
  EXPECT_EQ(e.argument("aws_subnet.public_a", "tags.karpenter.sh/discovery"), "");
}

TEST(Vpc, NatGatewaysAreNoneOneOrOneInEachZone) {
  struct Case {
    const char* written;
    Names gateways, private_tables;
  };
  for (const Case& c : {Case{"none", {}, {"public", "private"}},
                        {"single", {"a"}, {"public", "private"}},
                        {"perZone", {"a", "b"}, {"public", "private_a", "private_b"}}}) {
    const Expanded e(std::string("network: {create: {zones: 2, natGateways: ") + c.written + "}}");
    EXPECT_EQ(e.names("aws_nat_gateway"), c.gateways) << c.written;
    EXPECT_EQ(e.names("aws_eip").size(), c.gateways.size()) << c.written;
    EXPECT_EQ(e.names("aws_route_table"), c.private_tables) << c.written;
  }
}

TEST(Vpc, TrafficThroughNatIsSharedByTheGateways) {
  const Expanded e("network: {create: {zones: 2, natGateways: perZone}}\nusage: {natGigabytes: 300}");
  EXPECT_EQ(e.fact("aws_nat_gateway.a", "gigabytesPerMonth"), "150");
}

TEST(Vpc, PodsMayHaveARangeOfTheirOwn) {
  const Expanded e("network: {create: {zones: 2, podCidr: 100.64.0.0/16}}");
  EXPECT_EQ(e.argument("aws_vpc_ipv4_cidr_block_association.pods", "cidr_block"), "100.64.0.0/16");
  EXPECT_EQ(e.argument("aws_subnet.pods_b", "cidr_block"), "100.64.128.0/17");
  EXPECT_EQ(e.argument("aws_subnet.pods_b", "tags.kubernetes.io/role/cni"), "1");
  EXPECT_EQ(e.argument("aws_route_table_association.pods_b", "route_table_id"), "aws_route_table.private.id");
}

constexpr const char* kExisting =
    "network: {existing: {vpcId: vpc-0123456789abcdef0, privateSubnetIds: [subnet-0a123456789abcdef, "
    "subnet-0b123456789abcdef], publicSubnetIds: [subnet-0c123456789abcdef]}}\n";

TEST(Vpc, AnExistingOneIsReadAndOnlyTagged) {
  const Expanded e(kExisting);
  EXPECT_FALSE(e.has("aws_vpc.main"));
  EXPECT_EQ(e.argument("data.aws_vpc.main", "id"), "vpc-0123456789abcdef0");
  EXPECT_EQ(e.argument("aws_ec2_tag.private_1_kubernetes_io_role_internal_elb", "resource_id"),
            "subnet-0b123456789abcdef");
  EXPECT_EQ(e.names("aws_ec2_tag").size(), 3u);  // discovery is for Karpenter
  EXPECT_EQ(e.argument("aws_eks_cluster.main", "vpc_config.subnet_ids"),
            R"(["subnet-0a123456789abcdef","subnet-0b123456789abcdef"])");
}

TEST(Vpc, KarpenterFindsSubnetsOfAnExistingOneByTag) {
  const Expanded e(std::string(kExisting) + "nodePools: {general: {}}");
  EXPECT_EQ(e.argument("aws_ec2_tag.private_0_karpenter_sh_discovery", "value"), "demo");
}

TEST(Vpc, SubnetsHaveWhatNodeClassesSelectThemBy) {
  const Expanded e("nodePools: {gpu: {nodeClass: gpu}}\nnodeClasses: {gpu: {subnetTags: {tier: gpu}}}");
  EXPECT_EQ(e.argument("aws_subnet.private_c", "tags.tier"), "gpu");
  EXPECT_EQ(e.argument("aws_subnet.public_c", "tags.tier"), "");
}

TEST(VpcEndpoints, AreGatewaysForS3AndInterfacesForTheRest) {
  const Expanded e("network: {create: {zones: 2, endpoints: [s3, ecr.api]}}");
  EXPECT_EQ(e.argument("aws_vpc_endpoint.s3", "vpc_endpoint_type"), "Gateway");
  EXPECT_EQ(e.argument("aws_vpc_endpoint.s3", "route_table_ids"), R"(["${aws_route_table.private.id}"])");
  EXPECT_EQ(e.argument("aws_vpc_endpoint.ecr_api", "service_name"), "com.amazonaws.us-west-2.ecr.api");
  EXPECT_EQ(e.argument("aws_vpc_endpoint.ecr_api", "private_dns_enabled"), "true");
  EXPECT_EQ(e.argument("aws_vpc_security_group_ingress_rule.endpoints_https", "cidr_ipv4"), "aws_vpc.main.cidr_block");
}

TEST(VpcFlowLogs, GoToALogGroupByARoleOfTheirOwn) {
  const Expanded e("network: {create: {flowLogs: {enabled: true, retentionDays: 90}}}");
  EXPECT_EQ(e.argument("aws_cloudwatch_log_group.flow_logs", "retention_in_days"), "90");
  EXPECT_EQ(e.argument("aws_flow_log.main", "iam_role_arn"), "aws_iam_role.flow_logs.arn");
  EXPECT_EQ(e.argument("aws_iam_role_policy.flow_logs", "policy.Statement.0.Resource"),
            "${aws_cloudwatch_log_group.flow_logs.arn}:*");
  EXPECT_FALSE(Expanded("").has("aws_flow_log.main"));
}

}  // namespace
}  // namespace slipway::components
