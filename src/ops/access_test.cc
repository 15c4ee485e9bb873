#include "ops/access.h"

#include <gtest/gtest.h>

#include "doc/base64.h"
#include "doc/json.h"
#include "doc/yaml.h"

namespace slipway::ops {
namespace {

/// AWS that answers DescribeCluster with this.
struct World {
  io::HttpResponse says;
  io::FakeFiles files;
  io::FakeHttp http;
  io::FakeProcesses processes;
  io::FakeClock clock;
  io::FakeEnvironment environment;
  cloud::Doors doors{files, http, processes, clock, environment};
  cloud::CredentialChain chain{doors};
  cloud::Aws aws{doors, chain, "eu-west-1"};

  World() {
    environment.variables = {{"AWS_ACCESS_KEY_ID", "AKIA"}, {"AWS_SECRET_ACCESS_KEY", "s"}};
    http.answer = [this](const io::HttpRequest&) { return says; };
  }
  Result<std::unique_ptr<cluster::Api>, StepFailure> find() {
    return find_cluster({"demo", "eu-west-1", ""}, aws, chain, doors);
  }
};

io::HttpResponse described(const std::string& status, const std::string& endpoint = "https://demo.eks/") {
  return {200,
          {},
          R"({"cluster":{"status":")" + status + R"(","endpoint":")" + endpoint +
              R"(","certificateAuthority":{"data":")" + doc::encode_base64("authority") + R"("}}})"};
}

TEST(Access, IsToAClusterThatWorks) {
  for (const char* status : {"ACTIVE", "UPDATING"}) {
    World world;
    world.says = described(status);
    const auto api = world.find();
    ASSERT_TRUE(api && *api) << status;
    EXPECT_EQ((*api)->access().server, "https://demo.eks");
    EXPECT_EQ((*api)->access().tls.authorities, "authority");
  }
  for (const char* status : {"CREATING", "DELETING", "FAILED"}) {
    World world;
    world.says = described(status);
    const auto api = world.find();
    EXPECT_TRUE(api && !*api) << status;
  }
}

TEST(Access, NoClusterOfTheNameIsNoFailure) {
  World world;
  world.says = {404, {{"x-amzn-ErrorType", "ResourceNotFoundException"}}, R"({"message":"No cluster found"})"};
  const auto api = world.find();
  EXPECT_TRUE(api && !*api);
}

TEST(Access, WhatAWSRefusesOrLeavesOutIsOne) {
  World refused;
  refused.says = {403, {{"x-amzn-ErrorType", "AccessDeniedException"}}, R"({"message":"not authorized"})"};
  EXPECT_FALSE(refused.find());
  World empty;
  empty.says = described("ACTIVE", "");
  const auto api = empty.find();
  ASSERT_FALSE(api);
  EXPECT_EQ(api.error().message, "AWS describes cluster demo without endpoint or authority");
}

TEST(Access, AKubeconfigHoldsNoSecret) {
  cluster::Access access;
  access.server = "https://demo.eks";
  access.tls.authorities = "a";
  access.credentials.token = "secret";
  const auto text = kubeconfig_of(access, {"demo", "eu-west-1", "work"}, "/usr/bin/slipway");
  EXPECT_EQ(text.find("secret:"), std::string::npos);
  Diagnostics mistakes;
  const auto document = doc::read_yaml_document(std::make_shared<const SourceText>("kubeconfig", text), mistakes);
  EXPECT_FALSE(mistakes.has_errors());
  EXPECT_EQ(document.root()["current-context"].text(), "demo");
  const auto& exec = document.root()["users"].items()[0]["user"]["exec"];
  EXPECT_EQ(exec["command"].text(), "/usr/bin/slipway");
  EXPECT_EQ(doc::canonical_json(exec["args"]),
            R"(["token","--cluster","demo","--region","eu-west-1","--profile","work"])");
}

TEST(Access, ATokenLastsAQuarterOfAnHourLessAMinute) {
  World world;
  const auto token = make_token(world.chain, {"demo", "eu-west-1", ""}, world.clock);
  ASSERT_TRUE(token);
  EXPECT_TRUE(token->text.starts_with("k8s-aws-v1."));
  EXPECT_EQ(token->until, world.clock.milliseconds + 14 * 60'000);
  EXPECT_EQ(exec_credential({"t", world.clock.milliseconds}),
            R"({"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential",)"
            R"("status":{"token":"t","expirationTimestamp":"2026-11-26T00:00:00Z"}})"
            "\n");
  world.environment.variables.clear();
  cloud::CredentialChain nobody(world.doors);
  EXPECT_FALSE(make_token(nobody, {"demo", "eu-west-1", ""}, world.clock));
}

}  // namespace
}  // namespace slipway::ops
