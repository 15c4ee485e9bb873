// The chain: who comes first, what has ended, where services are asked.
#include "cloud/credentials.h"

#include <gtest/gtest.h>

#include "cloud/testing/machine.h"

namespace slipway::cloud {
namespace {

using io::HttpRequest;
using io::HttpResponse;
using testing::Machine;
using testing::sts_answer;

TEST(CredentialChain, TheEnvironmentComesFirst) {
  Machine machine;
  machine.environment.variables["AWS_ACCESS_KEY_ID"] = "AKIA";
  EXPECT_EQ(machine.found(), "AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not | set both");
  machine.environment.variables["AWS_SECRET_ACCESS_KEY"] = "s";
  machine.environment.variables["AWS_SESSION_TOKEN"] = "t";
  EXPECT_EQ(machine.found(), "AKIA/s/t of the environment");
}

/// Each line is what one provider says; the first that says something is taken, in botocore's order.
TEST(CredentialChain, TheOrderIsBotocores) {
  const std::string role = "role_arn = arn:aws:iam::1:role/r\nsource_profile = keys\n";
  const std::string keys = "[keys]\naws_access_key_id = K\naws_secret_access_key = s\n";
  const std::string process = "credential_process = get\n";
  const std::string in_config = "aws_access_key_id = CONFIG\naws_secret_access_key = s\n";
  const std::string in_credentials = "[a]\naws_access_key_id = SHARED\naws_secret_access_key = s\n";
  struct Case {
    std::string name, config, credentials;
    std::map<std::string, std::string> environment;
    bool is_named;  // on the line, not by AWS_PROFILE
    std::string found;
  };
  const std::map<std::string, std::string> env_keys = {{"AWS_ACCESS_KEY_ID", "ENV"}, {"AWS_SECRET_ACCESS_KEY", "s"}};
  const std::map<std::string, std::string> irsa = {{"AWS_WEB_IDENTITY_TOKEN_FILE", "/jwt"}, {"AWS_ROLE_ARN", "irsa"}};
  const std::map<std::string, std::string> pod = {
      {"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.23/v1/credentials"}};
  for (const Case& c : {
           Case{"keys of the environment go before AWS_PROFILE", "[profile a]\n" + role, keys, env_keys, false,
                "ENV/s/ of the environment"},
           Case{"and a named profile before them", "[profile a]\n" + in_config, "", env_keys, true,
                "CONFIG/s/ of profile a"},
           Case{"a profile's role before the pod's web identity", "[profile a]\n" + role, keys, irsa, false,
                "STS/s/t of profile a (role arn:aws:iam::1:role/r)"},
           Case{"the pod's web identity before the profile's keys", "[profile a]\n" + in_config, in_credentials, irsa,
                false, "STS/s/t of the pod's web identity (role irsa)"},
           Case{"but not before a named profile's", "[profile a]\n" + in_config, in_credentials, irsa, true,
                "SHARED/s/ of profile a"},
           Case{"a token file makes a role a web identity",
                "[profile a]\nrole_arn = w\nweb_identity_token_file = /jwt\nsource_profile = keys\n",
                keys,
                {},
                false,
                "STS/s/t of profile a (role w)"},
           Case{"keys of the credentials file before the program",
                "[profile a]\n" + process + in_config,
                in_credentials,
                {},
                false,
                "SHARED/s/ of profile a"},
           Case{"the program before keys of the config file",
                "[profile a]\n" + process + in_config,
                "",
                {},
                false,
                "PROGRAM/s/ of profile a (credential_process)"},
           Case{"keys of a profile before the container", "[profile a]\n" + in_config, "", pod, false,
                "CONFIG/s/ of profile a"},
           Case{"the container where the profile says nothing", "[profile a]\nregion = x\n", "", pod, false,
                "POD/s/t of the container's identity"},
           Case{"a named profile without keys also falls to it", "[profile a]\nregion = x\n", "", pod, true,
                "POD/s/t of the container's identity"},
           Case{"a role with keys of its own profile",
                "[profile a]\nrole_arn = arn:aws:iam::1:role/r\n"
                "source_profile = a\n" +
                    in_config,
                "",
                {},
                false,
                "STS/s/t of profile a (role arn:aws:iam::1:role/r)"},
           Case{"keys of a source go before its own role",
                "[profile a]\n" + role + "[profile keys]\nrole_arn = other\nsource_profile = a\n",
                keys,
                {},
                false,
                "STS/s/t of profile a (role arn:aws:iam::1:role/r)"},
           Case{"a role by the container",
                "[profile a]\nrole_arn = arn:aws:iam::1:role/r\ncredential_source = EcsContainer\n", "", pod, false,
                "STS/s/t of profile a (role arn:aws:iam::1:role/r)"},
       }) {
    Machine machine;
    machine.environment.variables.insert(c.environment.begin(), c.environment.end());
    if (c.is_named)
      machine.profile = "a";
    else
      machine.environment.variables["AWS_PROFILE"] = "a";
    machine.files.files = {
        {"/home/me/.aws/config", c.config}, {"/home/me/.aws/credentials", c.credentials}, {"/jwt", "token"}};
    machine.processes.answer = [](const io::Command&) -> Result<io::Finished> {
      return io::Finished{0, R"({"Version":1,"AccessKeyId":"PROGRAM","SecretAccessKey":"s"})", ""};
    };
    machine.http.answer = [](const HttpRequest& request) -> Result<HttpResponse> {
      if (request.url.starts_with("http://169.254.170.23"))
        return HttpResponse{200, {}, R"({"AccessKeyId":"POD","SecretAccessKey":"s","Token":"t"})"};
      const bool is_web = request.body.starts_with("Action=AssumeRoleWithWebIdentity");
      return HttpResponse{
          200, {}, sts_answer(is_web ? "AssumeRoleWithWebIdentity" : "AssumeRole", "STS", "2026-11-26T01:00:00Z")};
    };
    EXPECT_EQ(machine.found(), c.found) << c.name;
  }
}

TEST(CredentialChain, WhatHasEndedIsNotTaken) {
  Machine machine;
  machine.environment.variables["AWS_ACCESS_KEY_ID"] = "AKIA";
  machine.environment.variables["AWS_SECRET_ACCESS_KEY"] = "s";
  machine.environment.variables["AWS_CREDENTIAL_EXPIRATION"] = "2026-11-25T23:59:59Z";
  EXPECT_EQ(machine.found(),
            "the AWS credentials of the environment ended at 2026-11-25T23:59:59Z | whatever writes them must write "
            "new ones; if they are new, this machine's clock is wrong");
  machine.environment.variables["AWS_CREDENTIAL_EXPIRATION"] = "soon";
  EXPECT_EQ(machine.found(),
            "AWS_CREDENTIAL_EXPIRATION is no time | aws configure export-credentials --format env writes one");
  machine.environment.variables["AWS_CREDENTIAL_EXPIRATION"] = "2026-11-26T00:04:00+00:00";
  EXPECT_EQ(machine.found(), "AKIA/s/ of the environment");
}

TEST(CredentialChain, WhatCannotBeRenewedIsGoodToItsEnd) {
  Machine machine;
  machine.environment.variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/jwt";
  machine.environment.variables["AWS_ROLE_ARN"] = "r";
  machine.files.files["/jwt"] = "token";
  bool is_away = false;
  machine.http.answer = [&](const HttpRequest&) -> Result<HttpResponse> {
    if (is_away) return Failure{FailureKind::Unreachable, "no route"};
    return HttpResponse{200, {}, sts_answer("AssumeRoleWithWebIdentity", "ASIA", "2026-11-26T01:00:00Z")};
  };
  auto chain = machine.chain();
  const auto first = chain.get();
  ASSERT_TRUE(first);
  is_away = true;
  machine.clock.milliseconds += 57 * 60'000;
  EXPECT_TRUE(chain.get()) << "three minutes are left";
  EXPECT_FALSE(chain.renew(first->keys)) << "AWS has said that they have ended";
  EXPECT_FALSE(chain.get());
}

TEST(CredentialChain, KeysAreKeptUntilFiveMinutesBeforeTheirEnd) {
  Machine machine;
  machine.environment.variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/jwt";
  machine.environment.variables["AWS_ROLE_ARN"] = "r";
  machine.files.files["/jwt"] = "token";
  int asked = 0;
  machine.http.answer = [&](const HttpRequest&) -> Result<HttpResponse> {
    ++asked;
    return HttpResponse{200, {}, sts_answer("AssumeRoleWithWebIdentity", "ASIA", "2026-11-26T01:00:00Z")};
  };
  auto chain = machine.chain();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(chain.get());
  EXPECT_EQ(asked, 1);
  machine.clock.milliseconds += 56 * 60'000;
  ASSERT_TRUE(chain.get());
  EXPECT_EQ(asked, 2);
}

TEST(CredentialChain, WhereAServiceIsAskedHasAnOrder) {
  Machine machine;
  machine.environment.variables["AWS_PROFILE"] = "a";
  machine.files.files["/home/me/.aws/config"] =
      "[profile a]\nendpoint_url = http://profile/\nservices = lab\n"
      "[services lab]\ns3 =\n  endpoint_url = http://lab-s3\nelastic_load_balancing_v2 =\n  endpoint_url = "
      "http://lab-lb\n";
  EXPECT_EQ(machine.chain().endpoint("eks").url, "http://profile");
  EXPECT_EQ(machine.chain().endpoint("eks").said_by, "endpoint_url of AWS profile a");
  EXPECT_EQ(machine.chain().endpoint("s3").url, "http://lab-s3");
  EXPECT_EQ(machine.chain().endpoint("s3").said_by, "endpoint_url of s3 in [services lab] of ~/.aws/config");
  EXPECT_EQ(machine.chain().endpoint("elbv2").url, "http://lab-lb");
  machine.environment.variables["AWS_ENDPOINT_URL"] = "http://all";
  EXPECT_EQ(machine.chain().endpoint("s3").url, "http://all");
  EXPECT_EQ(machine.chain().endpoint("s3").said_by, "AWS_ENDPOINT_URL");
  machine.environment.variables["AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API"] = "http://tags";
  machine.environment.variables["AWS_ENDPOINT_URL_SERVICE_QUOTAS"] = "http://quotas";
  EXPECT_EQ(machine.chain().endpoint("resourcegroupstaggingapi").url, "http://tags");
  EXPECT_EQ(machine.chain().endpoint("service-quotas").url, "http://quotas");
  EXPECT_EQ(machine.chain().endpoint("service-quotas").said_by, "AWS_ENDPOINT_URL_SERVICE_QUOTAS");
  machine.environment.variables["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true";
  EXPECT_EQ(machine.chain().endpoint("s3").url, "");
}

TEST(CredentialChain, AwsIsTrustedAsTheBundleSays) {
  Machine machine;
  machine.environment.variables["AWS_CA_BUNDLE"] = "/ca.pem";
  EXPECT_EQ(machine.chain().trust().error().message, "AWS_CA_BUNDLE: " + machine.files.read("/ca.pem").error().message);
  machine.files.files["/ca.pem"] = "PEM";
  EXPECT_EQ(machine.chain().trust()->authorities, "PEM");
  machine.environment.variables.erase("AWS_CA_BUNDLE");
  EXPECT_EQ(machine.chain().trust()->authorities, "") << "the system's";
  machine.files.files["/home/me/.aws/config"] = "[default]\nca_bundle = /ca.pem\n";
  EXPECT_EQ(machine.chain().trust()->authorities, "PEM");
}

}  // namespace
}  // namespace slipway::cloud
