#include "ops/site.h"

#include <gtest/gtest.h>

#include "cloud/sha1.h"
#include "ops/testing/fake_world.h"

namespace slipway::ops {
namespace {

const std::string kRole = "[profile a]\nrole_arn = arn:aws:iam::1:role/a\nsource_profile = keys\n";
const std::string kKeys = "[profile keys]\naws_access_key_id = AKIA\naws_secret_access_key = s\n";
const std::string kDevice = "mfa_serial = arn:aws:iam::1:mfa/me\n";

/// A person with this ~/.aws/config, who types a code when asked, and what programs are given.
struct Person {
  testing::FakeWorld world;
  io::FakeEnvironment environment;
  io::FakeHttp http;
  io::FakeProcesses processes;
  std::string sts_gives = "ASIA";
  std::unique_ptr<testing::FakeWorld::Process> process;

  explicit Person(const std::string& config) {
    world.graph.setting.region = "eu-west-1";
    environment.variables = {{"HOME", "/home/me"}, {"AWS_PROFILE", "a"}};
    world.disk().files["/home/me/.aws/config"] = config;
    http.answer = [this](const io::HttpRequest&) -> Result<io::HttpResponse> {
      return io::HttpResponse{
          200,
          {},
          "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>" + sts_gives +
              "</AccessKeyId><SecretAccessKey>hunter2</SecretAccessKey><SessionToken>t</SessionToken>"
              "<Expiration>2026-11-26T01:00:00Z</Expiration></Credentials></AssumeRoleResult>"
              "</AssumeRoleResponse>"};
    };
    processes.answer = [](const io::Command&) -> Result<io::Finished> { return io::Finished{}; };
    const auto doors = world.doors();
    process = world.process({doors.files, http, processes, doors.clock, environment});
    process->chain.ask_by([](std::string_view) { return "123456"; });
  }
  /// What the last program was given of names that begin so.
  std::map<std::string, std::string> given() const {
    auto all = processes.ran.back().environment;
    std::erase_if(all, [](const auto& one) { return !one.first.starts_with("AWS_"); });
    return all;
  }
};

const std::map<std::string, std::string> kGiven = {{"AWS_ACCESS_KEY_ID", "ASIA"},
                                                   {"AWS_REGION", "eu-west-1"},
                                                   {"AWS_SECRET_ACCESS_KEY", "hunter2"},
                                                   {"AWS_SESSION_TOKEN", "t"}};

TEST(Site, WhatAPersonTypedACodeForIsGivenToTerraformAsKeys) {
  Person person(kRole + kDevice + kKeys);
  ASSERT_TRUE(terraform_of(person.process->site).state());
  EXPECT_EQ(person.given(), kGiven);
  EXPECT_EQ(environment_of(person.process->site), kGiven) << "which Helm is given";
  Person other(kRole + kKeys);
  ASSERT_TRUE(terraform_of(other.process->site).state());
  EXPECT_EQ(other.given(), (std::map<std::string, std::string>{{"AWS_REGION", "eu-west-1"}}))
      << "what Terraform can do itself it renews itself";
}

/// A plan may be thought over for hours, and another command have been given another session meanwhile.
TEST(Site, EachRunOfTerraformIsGivenTheSessionOfItsTime) {
  Person person(kRole + kDevice + kKeys);
  const auto keep = [&person](const std::string& id, const std::string& until) {
    const auto asked = R"({"RoleArn": "arn:aws:iam::1:role/a", "SerialNumber": "arn:aws:iam::1:mfa/me"})";
    person.world.disk().files["/home/me/.aws/cli/cache/" + cloud::sha1_hex(asked) + ".json"] =
        R"({"Credentials":{"AccessKeyId":")" + id + R"(","SecretAccessKey":"s","SessionToken":"t","Expiration":")" +
        until + R"("}})";
  };
  keep("FIRST", "2026-11-26T00:30:00Z");
  auto terraform = terraform_of(person.process->site);
  ASSERT_TRUE(terraform.state());
  EXPECT_EQ(person.given().at("AWS_ACCESS_KEY_ID"), "FIRST");
  keep("SECOND", "2026-11-26T01:20:00Z");
  person.world.server.clock.sleep(31 * 60'000);
  ASSERT_TRUE(terraform.state());
  EXPECT_EQ(person.given().at("AWS_ACCESS_KEY_ID"), "SECOND");
}

/// Before anybody says yes.
TEST(Site, ASessionThatMayEndBeforeTerraformDoesIsSaid) {
  Person person(kRole + kDevice + kKeys);
  const auto said = [&] { return said_of_short_session(person.process->site, 900); };
  EXPECT_EQ(said(), "") << "an hour is left";
  person.world.server.clock.sleep(44 * 60'000);
  EXPECT_EQ(
      said(),
      "the session of profile a (role arn:aws:iam::1:role/a) ends in 16 min (2026-11-26T01:00:00Z), and Terraform "
      "usually takes 15 min for this: if the session ends first, Terraform stops in the middle, and the same command "
      "asks "
      "for a code and goes on; duration_seconds of the profile has a session last longer, if the role allows it");
  Person other(kRole + kKeys);
  other.world.server.clock.sleep(44 * 60'000);
  EXPECT_EQ(said_of_short_session(other.process->site, 900), "") << "Terraform makes that one anew by itself";
}

/// Without keys Terraform would end in words about its own ways to ask for a code.
TEST(Site, TerraformIsNotBegunWithASessionThatHasEnded) {
  Person person(kRole + kDevice + kKeys);
  auto terraform = terraform_of(person.process->site);
  ASSERT_TRUE(terraform.state());
  person.world.server.clock.sleep(61 * 60'000);
  const auto refused = terraform.state();
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().message.starts_with("the session of AWS profile a has ended")) << refused.error().message;
  EXPECT_TRUE(refused.error().fix.starts_with("the same command asks again")) << refused.error().fix;
  EXPECT_EQ(person.processes.ran.size(), 1u);
}

}  // namespace
}  // namespace slipway::ops
