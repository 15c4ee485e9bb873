#include "ops/preflight.h"

#include <set>

#include "ops/preflight/testing.h"

namespace slipway::ops::testing {
namespace {

TEST(Preflight, WithoutCredentialsNothingElseIsAsked) {
  World world;
  world.environment.variables = {{"AWS_EC2_METADATA_DISABLED", "true"}};
  const auto checks = world.checks();
  ASSERT_GT(checks.size(), 5u);
  EXPECT_EQ(checks[0].outcome, Checked::Outcome::Failed);
  EXPECT_EQ(checks[0].part, "credentials");
  EXPECT_NE(checks[0].fix, "");
  EXPECT_TRUE(world.http.asked.empty());
  std::set<std::string> skipped, asked;
  for (std::size_t i = 1; i < checks.size(); ++i) {
    EXPECT_EQ(checks[i].outcome, Checked::Outcome::Skipped);
    EXPECT_EQ(checks[i].why, "AWS does not know who asks");
    EXPECT_TRUE(skipped.insert(checks[i].part).second) << checks[i].part;
  }
  for (const auto& check : World().checks())
    if (check.part != "credentials") asked.insert(check.part);
  for (const auto& part : asked) EXPECT_TRUE(skipped.contains(part)) << part << " is asked of whom AWS knows";
}

TEST(Preflight, LooksAtThePrograms) {
  World world;
  world.looks_at_programs = true;
  world.environment.variables = {{"AWS_EC2_METADATA_DISABLED", "true"}};
  world.processes.answer = [](const io::Command& command) -> Result<io::Finished> {
    if (command.words.at(0) == "helm") return Failure{FailureKind::NotFound, "helm: No such file or directory"};
    return io::Finished{0, R"({"terraform_version":"1.11.4"})", ""};
  };
  EXPECT_EQ(world.of("programs"), "ok Terraform or OpenTofu runs here: 1.11.4\n") << "without charts no helm is needed";
  world.graph.add(platform::Release{.name = "keda",
                                    .namespace_ = "keda",
                                    .chart = "keda",
                                    .repository = "https://charts.example.com",
                                    .version = "2.20.2",
                                    .values = {},
                                    .component = "keda",
                                    .origin = {},
                                    .brings = {}});
  const auto checks = world.checks();
  ASSERT_GE(checks.size(), 3u) << "said also to whom AWS does not know";
  EXPECT_EQ(checks[1].outcome, Checked::Outcome::Failed);
  EXPECT_EQ(checks[1].found, "helm: No such file or directory");
  EXPECT_NE(checks[1].fix.find("3.14 or later"), std::string::npos);
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
  ASSERT_FALSE(checks.empty());
  EXPECT_EQ(checks[0].claim, "this machine's clock agrees with AWS's");
  EXPECT_NE(checks[0].fix.find("set the clock"), std::string::npos);
}

TEST(Preflight, WhatMayNotBeAskedIsSkippedWithWhy) {
  World world;
  world.add("aws_eks_cluster", "main", {{"name", "demo"}});
  world.add("aws_subnet", "private_a", subnet("eu-west-1a", "10.0.0.0/20"));
  world.add("aws_eks_node_group", "a", group({"m5.large"}, 1, 2));
  for (const Checked& check : world.checks()) {
    if (check.part == "credentials" || check.part == "addresses" || check.part == "leftovers")
      continue;  // known without asking
    if (check.claim == "AWS answers what apply has to ask as well") continue;
    EXPECT_EQ(check.outcome, Checked::Outcome::Skipped) << check.part << ": " << check.claim;
    EXPECT_NE(check.why, "");
  }
}

/// Questions that nobody may ask pass for none that went wrong; but apply asks some of them too.
TEST(Preflight, WhatApplyMayNotAskEitherIsNoPass) {
  World world;
  EXPECT_EQ(world.of("permissions").find("FAIL"), std::string::npos) << "what lacks to preflight alone is skipped";
  world.add("aws_eks_cluster", "main", {{"name", "demo"}});
  EXPECT_NE(
      world.of("permissions").find("FAIL AWS answers what apply has to ask as well: refused: eks:DescribeCluster"),
      std::string::npos)
      << world.of("permissions");
}

/// A refusal that nobody can read is one.
TEST(Preflight, WhatIsRefusedWithoutAWordIsNoPassEither) {
  for (const char* body : {"", "{}", "no", "<Response><Errors><Err", R"({"message":"no"})"}) {
    World world;
    world.add("aws_eks_cluster", "main", {{"name", "demo"}});
    world.http.answer = [&](const io::HttpRequest& request) -> Result<io::HttpResponse> {
      if (World::name_of(request).starts_with("sts")) return world.answers["sts GetCallerIdentity"];
      return io::HttpResponse{403, {}, body};
    };
    EXPECT_NE(
        world.of("permissions").find("FAIL AWS answers what apply has to ask as well: refused: eks:DescribeCluster"),
        std::string::npos)
        << body << world.of("permissions");
  }
}

/// Terraform would make it a second time, and AWS refuse that in the middle.
TEST(Preflight, AClusterThatStandsIsKnownToTheState) {
  World world;
  for (const auto knows :
       {StateKnows::Cluster, StateKnows::Nothing, StateKnows::Beginning, StateKnows::Lost, StateKnows::Elsewhere}) {
    world.state = SeenState{"there", knows};
    EXPECT_EQ(world.of("state"), "") << "there is no cluster";
  }
  world.answers["eks /clusters/demo"] = {
      200, {}, R"({"cluster":{"status":"ACTIVE","tags":{"slipway.dev/platform":"demo"}}})"};
  const std::string claim = " this state knows cluster demo, which stands";
  const std::string nothing =
      claim + ": EKS cluster demo stands already in eu-west-1, and this state (there) knows nothing of it | ";
  for (const auto& [knows, said] :
       {std::pair{StateKnows::Cluster, "ok" + claim + ": there\n"},
        {StateKnows::Nothing, "FAIL" + nothing + "it was brought up with another state"},
        {StateKnows::Beginning, "warn" + nothing + "an apply from here began to make it"},
        {StateKnows::Lost, "FAIL" + nothing + "an apply from here made it, and Terraform's"},
        {StateKnows::Elsewhere, "skip" + claim + " | Terraform's state is in a backend"}}) {
    world.state = SeenState{"there", knows};
    EXPECT_TRUE(world.of("state").starts_with(said)) << world.of("state");
  }
  world.state = std::nullopt;
  EXPECT_EQ(world.of("state"), "") << "Terraform was asked";
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
            "skip IAM allows what apply and destroy do | iam SimulatePrincipalPolicy: HTTP 403 (Forbidden) and no word "
            "of why (it needs iam:SimulatePrincipalPolicy)\n");
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
}  // namespace slipway::ops::testing
