#include "ops/site.h"

#include <gtest/gtest.h>

#include "ops/testing/fake_world.h"

namespace slipway::ops {
namespace {

/// What Terraform and Helm are given as a person with this ~/.aws/config, who types a code when asked.
std::map<std::string, std::string> given_to_children(const std::string& config) {
  testing::FakeWorld world;
  world.graph.setting.region = "eu-west-1";
  const auto doors = world.doors();
  io::FakeEnvironment environment;
  environment.variables = {{"HOME", "/home/me"}, {"AWS_PROFILE", "a"}};
  world.disk().files["/home/me/.aws/config"] = config;
  io::FakeHttp http;
  http.answer = [](const io::HttpRequest&) -> Result<io::HttpResponse> {
    return io::HttpResponse{200,
                            {},
                            "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA</AccessKeyId>"
                            "<SecretAccessKey>hunter2</SecretAccessKey><SessionToken>t</SessionToken>"
                            "<Expiration>2026-11-26T01:00:00Z</Expiration></Credentials></AssumeRoleResult>"
                            "</AssumeRoleResponse>"};
  };
  const auto process = world.process({doors.files, http, doors.processes, doors.clock, environment});
  process->chain.ask_by([](std::string_view) { return "123456"; }, cloud::CredentialChain::Keeps::Nothing);
  return terraform_of(process->site).setting().environment;
}

TEST(Site, WhatAPersonTypedACodeForIsGivenToTerraformAsKeys) {
  const std::string role = "[profile a]\nrole_arn = arn:aws:iam::1:role/a\nsource_profile = keys\n";
  const std::string keys = "[profile keys]\naws_access_key_id = AKIA\naws_secret_access_key = s\n";
  EXPECT_EQ(given_to_children(role + "mfa_serial = arn:aws:iam::1:mfa/me\n" + keys),
            (std::map<std::string, std::string>{{"AWS_ACCESS_KEY_ID", "ASIA"},
                                                {"AWS_REGION", "eu-west-1"},
                                                {"AWS_SECRET_ACCESS_KEY", "hunter2"},
                                                {"AWS_SESSION_TOKEN", "t"}}));
  EXPECT_EQ(given_to_children(role + keys), (std::map<std::string, std::string>{{"AWS_REGION", "eu-west-1"}}))
      << "what Terraform can do itself it renews itself";
}

}  // namespace
}  // namespace slipway::ops
