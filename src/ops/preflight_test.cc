#include "ops/preflight.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace slipway::ops {
namespace {

using doc::List;
using doc::Map;
using platform::Checked;

/// An AWS that answers by service and operation, as real answers are shaped; what has no answer is refused.
struct World {
  io::FakeFiles files;
  io::FakeHttp http;
  io::FakeProcesses processes;
  io::FakeClock clock;
  io::FakeEnvironment environment;
  std::map<std::string, io::HttpResponse> answers;  // "ec2 DescribeRegions"; "service-quotas L-1216C47A"
  platform::Graph graph;

  World() {
    environment.variables = {{"AWS_ACCESS_KEY_ID", "AKIA"}, {"AWS_SECRET_ACCESS_KEY", "s"}};
    graph.setting = {"demo", "demo", "1.35", "eu-west-1", "", {}, {}, ""};
    answers["sts GetCallerIdentity"] = {
        200,
        {},
        "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::111122223333:assumed-role/deploy/me</"
        "Arn>"
        "<Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"};
    http.answer = [this](const io::HttpRequest& request) -> Result<io::HttpResponse> {
      const std::string name = name_of(request);
      for (auto one = answers.rbegin(); one != answers.rend(); ++one)  // of two that fit the longer
        if (name.starts_with(one->first)) return one->second;
      return io::HttpResponse{403, {}, R"({"__type":"AccessDeniedException","message":"not allowed"})"};
    };
  }

  static std::string between(std::string_view text, std::string_view begin, std::string_view end) {
    const auto at = text.find(begin);
    if (at == text.npos) return "";
    text.remove_prefix(at + begin.size());
    return std::string(text.substr(0, text.find(end)));
  }
  /// "ec2 DescribeVpcs …body", "eks GET /clusters", "service-quotas GetServiceQuota {…}"
  static std::string name_of(const io::HttpRequest& request) {
    const std::string host = between(request.url, "https://", ".");
    const std::string path = request.url.substr(request.url.find('/', 8));
    if (host == "eks") return "eks " + path;
    for (const auto& header : request.headers)
      if (header.name == "X-Amz-Target") {
        const std::string code = between(request.body, "\"QuotaCode\":\"", "\"");
        const std::string operation = header.value.substr(header.value.find('.') + 1);
        return code.empty()                     ? host + " " + operation
               : operation == "GetServiceQuota" ? "quota " + code
                                                : "default " + code;
      }
    return host + " " + between(request.body, "Action=", "&") + " " + request.body;
  }

  void ec2(const std::string& operation, const std::string& inside) {
    answers["ec2 " + operation] = {200, {}, "<" + operation + "Response>" + inside + "</" + operation + "Response>"};
  }
  void quota(const std::string& code, const std::string& value) {
    answers["quota " + code] = {200, {}, R"({"Quota":{"QuotaName":"q","Value":)" + value + "}}"};
  }
  void add(std::string type, std::string name, Map arguments) {
    graph.add(platform::Resource{{std::move(type), std::move(name)}, std::move(arguments), "test", {}});
  }
  void add(Map object) { graph.add(platform::Object{doc::freeze(std::move(object), {}), "test", {}}); }

  std::vector<Checked> checks() {
    const cloud::Doors doors{files, http, processes, clock, environment};
    cloud::CredentialChain chain(doors);
    cloud::Aws aws(doors, chain, graph.setting.region);
    std::vector<std::string> told;
    auto all = preflight(graph, {aws, chain, clock}, [&](const Checked& check) { told.push_back(check.claim); });
    EXPECT_EQ(told.size(), all.size());
    for (std::size_t i = 0; i < std::min(told.size(), all.size()); ++i) EXPECT_EQ(told[i], all[i].claim) << "in order";
    return all;
  }
  /// "FAIL claim: found | why", a line each, of one part.
  std::string of(std::string_view part) {
    std::string text;
    for (const Checked& check : checks()) {
      if (check.part != part) continue;
      text += std::string(word(check.outcome)) + " " + check.claim + (check.found.empty() ? "" : ": " + check.found) +
              (check.why.empty() ? "" : " | " + check.why) + "\n";
    }
    return text;
  }
};

Map group(List types, int desired, int most, std::string how = "ON_DEMAND") {
  return {{"instance_types", std::move(types)},
          {"capacity_type", std::move(how)},
          {"ami_type", "AL2023_x86_64_STANDARD"},
          {"subnet_ids", List{doc::Expression{"aws_subnet.private_a.id"}}},
          {"scaling_config", Map{{"min_size", 0}, {"desired_size", desired}, {"max_size", most}}}};
}
Map subnet(std::string zone, std::string range) {
  return {{"availability_zone", std::move(zone)}, {"cidr_block", std::move(range)}};
}

TEST(Preflight, WithoutCredentialsNothingElseIsAsked) {
  World world;
  world.environment.variables = {{"AWS_EC2_METADATA_DISABLED", "true"}};
  const auto checks = world.checks();
  ASSERT_EQ(checks.size(), 1u);
  EXPECT_EQ(checks[0].outcome, Checked::Outcome::Failed);
  EXPECT_EQ(checks[0].part, "credentials");
  EXPECT_NE(checks[0].fix, "");
  EXPECT_TRUE(world.http.asked.empty());
}

TEST(Preflight, SaysWhoAsksAndRefusesAnotherAccountThanTheOneWritten) {
  World world;
  EXPECT_EQ(world.of("credentials"),
            "ok AWS knows who asks: arn:aws:sts::111122223333:assumed-role/deploy/me (from the environment)\n"
            "ok the keys outlive an apply: they do not say that they end\n");
  world.graph.setting.account_id = "444455556666";
  EXPECT_NE(world.of("credentials").find("FAIL they are of account 444455556666: account 111122223333 | "),
            std::string::npos);
}

TEST(Preflight, AClockThatIsWrongIsSaidAsSuch) {
  World world;
  world.answers["sts GetCallerIdentity"] = {403,
                                            {},
                                            "<ErrorResponse><Error><Code>SignatureDoesNotMatch</"
                                            "Code><Message>Signature expired: 20261126T000000Z is now earlier "
                                            "than 20261126T004500Z</Message></Error></ErrorResponse>"};
  const auto checks = world.checks();
  ASSERT_EQ(checks.size(), 1u);
  EXPECT_EQ(checks[0].claim, "this machine's clock agrees with AWS's");
  EXPECT_NE(checks[0].fix.find("set the clock"), std::string::npos);
}

TEST(Preflight, WhatMayNotBeAskedIsSkippedWithWhy) {
  World world;
  world.add("aws_eks_cluster", "main", {{"name", "demo"}});
  world.add("aws_subnet", "private_a", subnet("eu-west-1a", "10.0.0.0/20"));
  world.add("aws_eks_node_group", "a", group({"m5.large"}, 1, 2));
  for (const Checked& check : world.checks()) {
    if (check.part == "credentials" || check.part == "addresses") continue;  // known without asking
    EXPECT_EQ(check.outcome, Checked::Outcome::Skipped) << check.part << ": " << check.claim;
    EXPECT_NE(check.why, "");
  }
}

TEST(Preflight, EachCallIsMadeOnce) {
  World world;
  world.add("aws_eks_cluster", "main", {{"name", "demo"}});
  world.add("aws_subnet", "private_a", subnet("eu-west-1a", "10.0.0.0/20"));
  world.add("aws_eks_node_group", "a", group({"m5.large", "g5.xlarge", "p5.48xlarge"}, 1, 2));
  world.ec2("DescribeInstances", "<reservationSet/>");
  for (const char* code : {"L-1216C47A", "L-DB2E81BA", "L-417A185B"}) world.quota(code, "64.0");
  world.checks();
  std::multiset<std::string> asked;
  for (const auto& request : world.http.asked) asked.insert(World::name_of(request));
  for (const std::string& one : asked) EXPECT_EQ(asked.count(one), 1u) << one;
}

TEST(Preflight, VcpusOfOthersAreTakenFromTheQuota) {
  struct Case {
    std::string quota, outcome, words;
  };
  for (const Case& c :
       {Case{"64.0", "ok",
             "64 in all, 32 taken by others; nodes take 4 as declared, 4 at the most replicas, 20 at the limits"},
        Case{"40.0", "warn", "the limits promise nodes that do not come"},
        Case{"34.0", "FAIL", "what is declared does not come up"},
        Case{"0.0", "FAIL", "what is declared does not come up"}, Case{"\"many\"", "skip", "| service-quotas"}}) {
    World world;
    world.add("aws_eks_node_group", "a", group({"m5.xlarge"}, 1, 5));
    world.quota("L-1216C47A", c.quota);
    world.ec2("DescribeInstances",
              "<reservationSet><item><instancesSet>"
              "<item><instanceType>m5.8xlarge</instanceType></item>"
              "<item><instanceType>m5.4xlarge</instanceType><instanceLifecycle>spot</instanceLifecycle></item>"
              "<item><instanceType>m5.4xlarge</instanceType><tagSet><item><key>aws:eks:cluster-name</key><value>demo</"
              "value></item></tagSet></item>"
              "</instancesSet></item></reservationSet>");
    const std::string said = world.of("quotas");
    EXPECT_TRUE(said.starts_with(c.outcome + " vCPUs of Standard")) << c.quota << ": " << said;
    EXPECT_NE(said.find(c.words), std::string::npos) << said;
  }
}

TEST(Preflight, NotOneNodeOfAQuotaOfNothing) {
  World world;
  world.add("aws_eks_node_group", "gpu", group({"g4dn.xlarge"}, 0, 5, "SPOT"));
  world.quota("L-3819A6DF", "0.0");
  world.ec2("DescribeInstances", "<reservationSet/>");
  const auto checks = world.checks();
  const auto check = std::ranges::find(checks, "quotas", &Checked::part);
  ASSERT_NE(check, checks.end());
  EXPECT_EQ(check->outcome, Checked::Outcome::Failed);
  EXPECT_EQ(check->why, "the smallest node has 4 vCPUs, so that not one can start");
  EXPECT_EQ(
      check->fix,
      "aws service-quotas request-service-quota-increase --region eu-west-1 --service-code ec2 --quota-code L-3819A6DF "
      "--desired-value 20");
}

TEST(Preflight, AwssDefaultStandsInForAQuotaThatTheAccountHasNotOfItsOwn) {
  World world;
  world.add("aws_vpc", "main", {{"tags", Map{{"Name", "demo"}}}});
  world.answers["quota L-F678F1CE"] = {400, {}, R"({"__type":"NoSuchResourceException","message":"none"})"};
  world.answers["default L-F678F1CE"] = {200, {}, R"({"Quota":{"QuotaName":"VPCs per Region","Value":5.0}})"};
  const auto vpcs = [](int others, bool ours) {
    std::string text = "<vpcSet>";
    for (int i = 0; i < others; ++i) text += "<item><vpcId>vpc-" + std::to_string(i) + "</vpcId></item>";
    if (ours)
      text += "<item><vpcId>vpc-o</vpcId><tagSet><item><key>Name</key><value>demo</value></item></tagSet></item>";
    return text + "</vpcSet>";
  };
  world.ec2("DescribeVpcs", vpcs(4, false));
  EXPECT_EQ(world.of("quotas"),
            "ok VPCs of the region suffice (L-F678F1CE): 5 in all, 4 taken by others; the platform takes 1\n");
  world.ec2("DescribeVpcs", vpcs(5, false));
  EXPECT_EQ(world.of("quotas").substr(0, 4), "FAIL");
  world.ec2("DescribeVpcs", vpcs(4, true));
  EXPECT_EQ(world.of("quotas").substr(0, 2), "ok") << "what an apply that was broken off has made counts once";
}

TEST(Preflight, LaterPTypesOnSpotAreCountedWithTheOthersWhereAwsDoes) {
  World world;
  world.add("aws_eks_node_group", "p5", group({"p5.48xlarge"}, 0, 1, "SPOT"));
  for (const char* which : {"quota L-C4BD4855", "default L-C4BD4855"})
    world.answers[which] = {400, {}, R"({"__type":"NoSuchResourceException","message":"none"})"};
  world.quota("L-7212CCBC", "192.0");
  world.ec2("DescribeInstances", "<reservationSet/>");
  EXPECT_TRUE(world.of("quotas").starts_with("ok vCPUs of P5 and later Spot suffice (L-7212CCBC)"))
      << world.of("quotas");
}

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

TEST(Preflight, PermissionsAreSimulatedForTheRoleBehindTheSession) {
  struct Case {
    std::string results, said;
  };
  const auto result = [](const std::string& action, const std::string& decision, const std::string& more = "") {
    return "<member><EvalActionName>" + action + "</EvalActionName><EvalDecision>" + decision + "</EvalDecision>" +
           more + "</member>";
  };
  for (const Case& c : {
           Case{result("sqs:CreateQueue", "allowed"), "ok IAM allows what apply and destroy do: "},
           Case{result("sqs:CreateQueue", "implicitDeny"),
                "FAIL IAM allows what apply and destroy do: arn:aws:iam::111122223333:role/path/deploy may not "
                "sqs:CreateQueue | apply or destroy would stop in the middle\n"},
           Case{result("sqs:CreateQueue", "explicitDeny",
                       "<OrganizationsDecisionDetail><AllowedByOrganizations>false</AllowedByOrganizations></"
                       "OrganizationsDecisionDetail>"),
                "the organization's policies refuse it"},
           Case{result("sqs:CreateQueue", "implicitDeny",
                       "<MissingContextValues><member>aws:PrincipalTag/team</member></MissingContextValues>"),
                "warn IAM allows what apply and destroy do"},
       }) {
    World world;
    world.add("aws_sqs_queue", "jobs", {{"name", "demo-jobs"}});
    world.answers["iam GetRole"] = {
        200,
        {},
        "<R><GetRoleResult><Role><Arn>arn:aws:iam::111122223333:role/path/deploy</Arn></Role></GetRoleResult></R>"};
    world.answers["iam SimulatePrincipalPolicy"] = {200,
                                                    {},
                                                    "<R><SimulatePrincipalPolicyResult><EvaluationResults>" +
                                                        c.results +
                                                        "</EvaluationResults></SimulatePrincipalPolicyResult></R>"};
    EXPECT_NE(world.of("permissions").find(c.said), std::string::npos) << world.of("permissions");
    const auto asked = std::ranges::find_if(
        world.http.asked, [](const auto& request) { return request.body.find("CreateQueue") != std::string::npos; });
    ASSERT_NE(asked, world.http.asked.end());
    EXPECT_NE(asked->body.find("PolicySourceArn=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fpath%2Fdeploy"),
              std::string::npos);
    EXPECT_NE(asked->body.find("ResourceArns.member.1=arn%3Aaws%3Asqs%3Aeu-west-1%3A111122223333%3Ademo-jobs"),
              std::string::npos);
  }
}

TEST(Preflight, WhatIamDoesNotSimulateIsNoDenial) {
  World world;
  world.add("aws_sqs_queue", "jobs", {{"name", "demo-jobs"}});
  const std::string allowed =
      "<R><SimulatePrincipalPolicyResult><EvaluationResults><member><EvalActionName>x</EvalActionName>"
      "<EvalDecision>allowed</EvalDecision></member></EvaluationResults></SimulatePrincipalPolicyResult></R>";
  const auto others = world.http.answer;
  world.http.answer = [&](const io::HttpRequest& request) -> Result<io::HttpResponse> {
    if (request.body.find("Action=SimulatePrincipalPolicy") == std::string::npos) return others(request);
    if (request.body.find("sqs%3ACreateQueue") == std::string::npos) return io::HttpResponse{200, {}, allowed};
    return io::HttpResponse{400, {}, "<ErrorResponse><Error><Code>InvalidInput</Code></Error></ErrorResponse>"};
  };
  const std::string said = world.of("permissions");
  EXPECT_TRUE(said.starts_with("ok IAM allows what apply and destroy do: ")) << said;
  EXPECT_NE(said.find("that it does not simulate"), std::string::npos) << said;
}

TEST(Preflight, WhoMayNotSimulateIsToldWhy) {
  World world;
  EXPECT_EQ(world.of("permissions"),
            "skip IAM allows what apply and destroy do | iam SimulatePrincipalPolicy: HTTP 403\n");
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

TEST(Preflight, AListWithoutAnEndIsGivenUp) {
  World world;
  world.add("aws_eks_node_group", "a", group({"m5.large"}, 1, 2));
  world.add("aws_subnet", "private_a", subnet("eu-west-1a", "10.0.0.0/24"));
  int page = 0;
  const auto known = world.answers["sts GetCallerIdentity"];
  world.http.answer = [&](const io::HttpRequest& request) -> Result<io::HttpResponse> {
    const auto name = World::name_of(request);
    if (name.starts_with("sts")) return known;
    if (name.starts_with("ec2 DescribeInstanceTypeOfferings"))
      return io::HttpResponse{
          200, {}, "<R><instanceTypeOfferingSet/><nextToken>" + std::to_string(++page) + "</nextToken></R>"};
    return io::HttpResponse{403, {}, "{}"};
  };
  EXPECT_EQ(world.of("types"),
            "skip the zones have the instance types that nodes are to be of | AWS's list has no end: more pages than "
            "there can be\n");
}

}  // namespace
}  // namespace slipway::ops
