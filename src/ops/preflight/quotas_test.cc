#include "ops/preflight/testing.h"

namespace slipway::ops::testing {
namespace {

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

TEST(Preflight, AwssDefaultStandsInForNoQuotaThatCouldNotBeAsked) {
  for (const char* code : {"TooManyRequestsException", "ThrottlingException", "ExpiredTokenException"}) {
    World world;
    world.add("aws_eks_node_group", "a", group({"m5.xlarge"}, 1, 5));
    world.answers["quota L-1216C47A"] = {400, {}, std::string(R"({"__type":")") + code + R"(","message":"later"})"};
    world.answers["default L-1216C47A"] = {200, {}, R"({"Quota":{"QuotaName":"q","Value":5.0}})"};
    world.ec2("DescribeInstances", "<reservationSet/>");
    EXPECT_TRUE(world.of("quotas").starts_with("skip vCPUs of Standard")) << code << ": " << world.of("quotas");
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

}  // namespace
}  // namespace slipway::ops::testing
