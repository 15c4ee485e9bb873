#include "ops/preflight/testing.h"

namespace slipway::ops::testing {
namespace {

/// A VPC of somebody else's with two private subnets and a public one.
void borrow(World& world) {
  world.add("data.aws_vpc", "main", {{"id", "vpc-1"}});
  world.add("data.aws_subnet", "private_0", {{"id", "subnet-a"}});
  world.add("data.aws_subnet", "private_1", {{"id", "subnet-b"}});
  world.add("data.aws_subnet", "public_0", {{"id", "subnet-p"}});
  world.ec2("DescribeVpcs", "<vpcSet><item><vpcId>vpc-1</vpcId><cidrBlock>10.0.0.0/16</cidrBlock></item></vpcSet>");
  world.answers
      ["ec2 DescribeVpcAttribute "
       "Action=DescribeVpcAttribute&Version=2016-11-15&VpcId=vpc-1&Attribute=enableDnsSupport"] = {
      200, {}, "<R><vpcId>vpc-1</vpcId><enableDnsSupport><value>true</value></enableDnsSupport></R>"};
  world.answers
      ["ec2 DescribeVpcAttribute "
       "Action=DescribeVpcAttribute&Version=2016-11-15&VpcId=vpc-1&Attribute=enableDnsHostnames"] = {
      200, {}, "<R><vpcId>vpc-1</vpcId><enableDnsHostnames><value>true</value></enableDnsHostnames></R>"};
  const auto subnet_of = [](const std::string& id, const std::string& zone, const std::string& tags) {
    return "<item><subnetId>" + id + "</subnetId><vpcId>vpc-1</vpcId><availabilityZone>" + zone +
           "</availabilityZone><availableIpAddressCount>250</availableIpAddressCount><mapPublicIpOnLaunch>false</"
           "mapPublicIpOnLaunch>"
           "<tagSet>" +
           tags + "</tagSet></item>";
  };
  const std::string internal = "<item><key>kubernetes.io/role/internal-elb</key><value>1</value></item>";
  world.ec2("DescribeSubnets",
            "<subnetSet>" + subnet_of("subnet-a", "eu-west-1a", internal) +
                subnet_of("subnet-b", "eu-west-1b", internal) +
                subnet_of("subnet-p", "eu-west-1a", "<item><key>kubernetes.io/role/elb</key><value>1</value></item>") +
                "</subnetSet>");
  world.ec2("DescribeRouteTables",
            "<routeTableSet>"
            "<item><routeTableId>rtb-m</routeTableId><associationSet><item><main>true</main></item></"
            "associationSet><routeSet>"
            "<item><destinationCidrBlock>10.0.0.0/16</destinationCidrBlock><gatewayId>local</gatewayId><state>active</"
            "state></item>"
            "<item><destinationCidrBlock>0.0.0.0/0</destinationCidrBlock><natGatewayId>nat-1</"
            "natGatewayId><state>active</state></item></routeSet></item>"
            "<item><routeTableId>rtb-p</routeTableId><associationSet><item><main>false</main><subnetId>subnet-p</"
            "subnetId></item></associationSet><routeSet>"
            "<item><destinationCidrBlock>0.0.0.0/0</destinationCidrBlock><gatewayId>igw-1</gatewayId><state>active</"
            "state></item></routeSet></item>"
            "</routeTableSet>");
}

/// Lines of `text` that do not begin with ok.
std::string wrong(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at);
    if (text.compare(at, 3, "ok ") != 0) out += text.substr(at, end - at + 1);
    at = end + 1;
  }
  return out;
}

TEST(Preflight, ANetworkOfSomebodyElseThatHasWhatIsNeeded) {
  World world;
  borrow(world);
  EXPECT_EQ(wrong(world.of("network")), "");
  EXPECT_EQ(wrong(world.of("addresses")), "");
}

TEST(Preflight, WhatANetworkOfSomebodyElseMayLack) {
  struct Case {
    std::string operation, from, to, said;
  };
  for (const Case& c : {
           Case{"DescribeVpcs", "<item><vpcId>vpc-1</vpcId><cidrBlock>10.0.0.0/16</cidrBlock></item>", "",
                "FAIL VPC vpc-1 is there: no such VPC in eu-west-1 of account 111122223333 | "},
           Case{"DescribeVpcAttribute", "<enableDnsSupport><value>true", "<enableDnsSupport><value>false",
                "FAIL VPC vpc-1 answers names (enableDnsSupport): false | "},
           Case{"DescribeSubnets", "<subnetId>subnet-b</subnetId>", "<subnetId>subnet-x</subnetId>",
                "FAIL private subnet subnet-b is there, and in the VPC: no such subnet"},
           Case{"DescribeSubnets", "<vpcId>vpc-1</vpcId><availabilityZone>eu-west-1b",
                "<vpcId>vpc-2</vpcId><availabilityZone>eu-west-1b",
                "FAIL private subnet subnet-b is there, and in the VPC: it is in vpc-2 | "},
           Case{"DescribeSubnets", "eu-west-1b", "eu-west-1a",
                "FAIL private subnets are in at least two zones: eu-west-1a | "},
           Case{"DescribeSubnets", "internal-elb", "other",
                "warn private subnets are tagged for internal load balancers: subnet-a will lack"},
           Case{"DescribeSubnets", "<mapPublicIpOnLaunch>false", "<mapPublicIpOnLaunch>true",
                "warn private subnets give no public addresses: subnet-a do | "},
           Case{"DescribeSubnets", "<availabilityZone>eu-west-1b",
                "<availabilityZoneId>use1-az3</availabilityZoneId><availabilityZone>eu-west-1b",
                "FAIL private subnet subnet-b is there, and in the VPC: use1-az3 | "},
           Case{"DescribeRouteTables", "<natGatewayId>nat-1</natGatewayId><state>active",
                "<natGatewayId>nat-1</natGatewayId><state>blackhole",
                "FAIL private subnet subnet-a has a way out: 0.0.0.0/0 leads to nat-1, which is gone | "},
           Case{"DescribeRouteTables", "<natGatewayId>nat-1</natGatewayId>", "<gatewayId>igw-1</gatewayId>",
                "FAIL private subnet subnet-a has a way out: 0.0.0.0/0 leads to igw-1, an internet gateway | "},
           Case{"DescribeRouteTables", "<natGatewayId>nat-1</natGatewayId>",
                "<coreNetworkArn>arn:aws:networkmanager::1:core-network/c</coreNetworkArn>",
                "ok private subnet subnet-a has a way out: arn:aws:networkmanager::1:core-network/c"},
           Case{"DescribeRouteTables", "<gatewayId>igw-1</gatewayId>", "<natGatewayId>nat-1</natGatewayId>",
                "warn public subnet subnet-p has a way out: 0.0.0.0/0 leads to nat-1 | "},
       }) {
    World world;
    borrow(world);
    for (auto& [name, answer] : world.answers)
      if (name.starts_with("ec2 " + c.operation))
        if (const auto at = answer.body.find(c.from); at != std::string::npos)
          answer.body.replace(at, c.from.size(), c.to);
    const std::string said = world.of("network");
    EXPECT_NE(said.find(c.said), std::string::npos) << c.said << "\n" << wrong(said);
  }
}

TEST(Preflight, WithoutAWayOutEndpointsMayDo) {
  World world;
  borrow(world);
  world.ec2("DescribeRouteTables",
            "<routeTableSet><item><routeTableId>rtb-m</routeTableId><associationSet><item><main>true</main></item></"
            "associationSet>"
            "<routeSet><item><destinationCidrBlock>10.0.0.0/16</destinationCidrBlock><gatewayId>local</gatewayId></"
            "item></routeSet></item></routeTableSet>");
  std::string endpoints = "<vpcEndpointSet>";
  for (const char* service : {"ec2", "ecr.api", "ecr.dkr", "eks", "sts"})
    endpoints += "<item><serviceName>com.amazonaws.eu-west-1." + std::string(service) +
                 "</serviceName><state>available</state></item>";
  world.ec2("DescribeVpcEndpoints", endpoints + "</vpcEndpointSet>");
  EXPECT_NE(world.of("network").find(
                "FAIL private subnet subnet-a has a way out: no route 0.0.0.0/0, and no endpoint for s3 | "),
            std::string::npos);
  world.add("aws_vpc_endpoint", "s3", {{"service_name", "com.amazonaws.eu-west-1.s3"}});
  EXPECT_NE(world.of("network").find("ok private subnet subnet-a has a way out: no route, but the endpoints"),
            std::string::npos);
  world.add("aws_eks_pod_identity_association", "keda", {});
  world.graph.add(platform::Release{"karpenter", "kube-system", "karpenter", "", "", {}, "karpenter", {}});
  EXPECT_NE(world.of("network").find("no route 0.0.0.0/0, and no endpoint for eks-auth, sqs, ssm | "),
            std::string::npos)
      << "what runs on nodes asks AWS as well";
}

TEST(Preflight, EndpointsOfChinaAreKnownHoweverTheyAreCalled) {
  World world;
  borrow(world);
  world.graph.setting.region = "cn-north-1";
  world.ec2("DescribeRouteTables",
            "<routeTableSet><item><routeTableId>rtb-m</routeTableId><associationSet><item><main>true</main></item></"
            "associationSet></item></routeTableSet>");
  std::string endpoints = "<vpcEndpointSet>";
  for (const char* name : {"cn.com.amazonaws.cn-north-1.ec2", "cn.com.amazonaws.cn-north-1.ecr.api",
                           "cn.com.amazonaws.cn-north-1.ecr.dkr", "com.amazonaws.cn-north-1.eks"})
    endpoints += "<item><serviceName>" + std::string(name) + "</serviceName><state>available</state></item>";
  world.ec2("DescribeVpcEndpoints", endpoints + "</vpcEndpointSet>");
  world.add("aws_vpc_endpoint", "s3", {{"service_name", "com.amazonaws.cn-north-1.s3"}});
  EXPECT_NE(world.of("network").find("no route 0.0.0.0/0, and no endpoint for sts | "), std::string::npos)
      << world.of("network");
  world.add("aws_vpc_endpoint", "sts", {{"service_name", "cn.com.amazonaws.cn-north-1.sts"}});
  EXPECT_NE(world.of("network").find("ok private subnet subnet-a has a way out: no route, but the endpoints"),
            std::string::npos)
      << world.of("network");
}

TEST(Preflight, KarpenterFindsSubnetsByTagsThatAreThereOrPlanned) {
  World world;
  borrow(world);
  world.add({{"apiVersion", "karpenter.k8s.aws/v1"},
             {"kind", "EC2NodeClass"},
             {"metadata", Map{{"name", "default"}}},
             {"spec", Map{{"subnetSelectorTerms", List{Map{{"tags", Map{{"karpenter.sh/discovery", "demo"}}}}}}}}});
  EXPECT_NE(world.of("network").find("FAIL Karpenter finds subnets by karpenter.sh/discovery=demo"), std::string::npos);
  world.add("aws_ec2_tag", "a", {{"resource_id", "subnet-a"}, {"key", "karpenter.sh/discovery"}, {"value", "demo"}});
  EXPECT_NE(world.of("network").find("ok Karpenter finds subnets by karpenter.sh/discovery=demo: in eu-west-1a"),
            std::string::npos);
}

TEST(Preflight, FreeAddressesAgainstNodesAndTheirInterfaces) {
  struct Case {
    int desired, most;
    std::string said;
  };
  // m5.large: two interfaces of ten addresses each.
  for (const Case& c : {Case{2, 4,
                             "ok private subnets have addresses for the nodes of group a: 251 free once they are made; "
                             "nodes take 40 as declared, 40 at the most replicas, 80 at the limits"},
                        Case{2, 20, "warn private subnets have"}, Case{20, 20, "FAIL private subnets have"}}) {
    World world;
    world.add("aws_subnet", "private_a", subnet("eu-west-1a", "10.0.0.0/24"));
    world.add("aws_eks_node_group", "a", group({"m5.large"}, c.desired, c.most));
    world.graph.find(platform::ResourceId{"aws_eks_node_group", "a"})->arguments.set("node_group_name_prefix", "a-");
    EXPECT_TRUE(world.of("addresses").starts_with(c.said)) << world.of("addresses");
  }
}

TEST(Preflight, OddAnswersAreNoReasonToFall) {
  for (const char* body : {"", "[]", "{}", "<a/>", "<a><vpcSet>x</vpcSet><subnetSet><item/></subnetSet></a>", "null",
                           "{\"Quota\":[]}", "\xff\xfe"}) {
    World world;
    borrow(world);
    world.add("aws_eks_cluster", "main", {{"name", "demo"}});
    world.add("aws_eks_addon", "vpc_cni", {{"addon_name", "vpc-cni"}});
    world.add("aws_eks_node_group", "a", group({"m5.large"}, 1, 2));
    const auto known = world.answers["sts GetCallerIdentity"];
    world.answers.clear();
    world.answers[""] = {200, {}, body};
    world.http.answer = [&](const io::HttpRequest& request) -> Result<io::HttpResponse> {
      if (World::name_of(request).starts_with("sts")) return known;
      return io::HttpResponse{200, {}, body};
    };
    for (const Checked& check : world.checks()) {
      const bool says_why = check.outcome != Checked::Outcome::Skipped || !check.why.empty();
      EXPECT_TRUE(says_why) << check.claim;
    }
  }
}

}  // namespace
}  // namespace slipway::ops::testing
