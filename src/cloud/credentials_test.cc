#include "cloud/credentials.h"

#include <gtest/gtest.h>

namespace slipway::cloud {
namespace {

using io::HttpRequest;
using io::HttpResponse;

/// A machine: its files, variables, and what answers to its requests.
struct Machine {
  io::FakeFiles files;
  io::FakeHttp http;
  io::FakeProcesses processes;
  io::FakeClock clock;
  io::FakeEnvironment environment;
  std::string profile;

  Machine() {
    environment.variables = {{"HOME", "/home/me"}, {"AWS_EC2_METADATA_DISABLED", "true"}, {"AWS_REGION", "eu-west-1"}};
    http.answer = [](const HttpRequest& request) -> Result<HttpResponse> {
      ADD_FAILURE() << "nobody should ask " << request.url;
      return Failure{FailureKind::Unreachable, "no"};
    };
  }
  CredentialChain chain() { return CredentialChain({files, http, processes, clock, environment}, profile); }
  /// "KEY/SECRET/TOKEN of SOURCE", or what is wrong.
  std::string found() {
    auto asked = chain();
    const auto got = asked.get();
    if (!got) return got.error().message + (got.error().fix.empty() ? "" : " | " + got.error().fix);
    return got->keys.id + "/" + got->keys.secret + "/" + got->keys.token + " of " + got->source;
  }
};

std::string sts_answer(const std::string& action, const std::string& id, const std::string& until) {
  return "<" + action + "Response><" + action + "Result><Credentials><AccessKeyId>" + id +
         "</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>" + until +
         "</Expiration></Credentials></" + action + "Result></" + action + "Response>";
}

TEST(CredentialChain, TheEnvironmentComesFirst) {
  Machine machine;
  machine.environment.variables["AWS_ACCESS_KEY_ID"] = "AKIA";
  EXPECT_EQ(machine.found(), "AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not | set both");
  machine.environment.variables["AWS_SECRET_ACCESS_KEY"] = "s";
  machine.environment.variables["AWS_SESSION_TOKEN"] = "t";
  EXPECT_EQ(machine.found(), "AKIA/s/t of the environment");
}

TEST(CredentialChain, AProfileIsLaidTogetherFromBothFiles) {
  Machine machine;
  machine.files.files["/home/me/.aws/config"] =
      "[default]\nregion = us-east-1\n[profile gpu]\nregion=us-west-2 # here\ns3 =\n  max_concurrent_requests = 20\n"
      "aws_access_key_id = old\n";
  machine.files.files["/home/me/.aws/credentials"] =
      "[gpu]\r\naws_access_key_id = AKIA\r\naws_secret_access_key = s=1\r\n";
  machine.environment.variables["AWS_PROFILE"] = "gpu";
  EXPECT_EQ(machine.found(), "AKIA/s=1/ of profile gpu");
  machine.environment.variables.erase("AWS_REGION");
  EXPECT_EQ(machine.chain().region(), "us-west-2");
}

TEST(CredentialChain, AProfileThatIsNamedOnTheLineGoesBeforeTheEnvironment) {
  Machine machine;
  machine.environment.variables["AWS_ACCESS_KEY_ID"] = "env";
  machine.environment.variables["AWS_SECRET_ACCESS_KEY"] = "s";
  machine.files.files["/home/me/.aws/credentials"] = "[gpu]\naws_access_key_id = AKIA\naws_secret_access_key = s\n";
  machine.profile = "gpu";
  EXPECT_EQ(machine.found(), "AKIA/s/ of profile gpu");
  machine.profile = "gup";
  EXPECT_EQ(machine.found(), "there is no AWS profile gup | did you mean gpu?");
}

TEST(CredentialChain, RolesAreTakenOneAfterTheOther) {
  Machine machine;
  machine.environment.variables["AWS_PROFILE"] = "b";
  machine.files.files["/home/me/.aws/config"] =
      "[profile a]\nrole_arn = arn:aws:iam::1:role/a\nsource_profile = keys\n"
      "[profile b]\nrole_arn = arn:aws:iam::2:role/b\nsource_profile = a\nexternal_id = x y\n"
      "[profile keys]\naws_access_key_id = AKIA\naws_secret_access_key = s\n";
  std::vector<std::string> bodies, signers;
  machine.http.answer = [&](const HttpRequest& request) -> Result<HttpResponse> {
    EXPECT_EQ(request.url, "https://sts.eu-west-1.amazonaws.com/");
    bodies.push_back(request.body);
    for (const auto& header : request.headers)
      if (header.name == "Authorization") signers.push_back(header.value.substr(0, 38));
    return HttpResponse{
        200, {}, sts_answer("AssumeRole", "ASIA" + std::to_string(bodies.size()), "2026-11-26T01:00:00Z")};
  };
  EXPECT_EQ(machine.found(), "ASIA2/s/t of profile b (role arn:aws:iam::2:role/b)");
  ASSERT_EQ(bodies.size(), 2u);
  EXPECT_NE(bodies[0].find("RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fa&RoleSessionName=slipway-"), std::string::npos)
      << bodies[0];
  EXPECT_NE(bodies[1].find("&ExternalId=x%20y"), std::string::npos) << bodies[1];
  EXPECT_EQ(signers.at(0), "AWS4-HMAC-SHA256 Credential=AKIA/20261");
  EXPECT_EQ(signers.at(1), "AWS4-HMAC-SHA256 Credential=ASIA1/2026");
}

TEST(CredentialChain, CirclesAndGapsOfProfilesAreSaid) {
  struct Case {
    std::string config, said;
  };
  const std::string role = "role_arn = arn:aws:iam::1:role/a\n";
  for (const Case& c :
       {Case{"[profile a]\n" + role + "source_profile = a\n",
             "AWS profile a is its own source and has no keys | give source_profile another one"},
        Case{"[profile a]\n" + role,
             "AWS profile a names a role and not who takes it | add source_profile or credential_source"},
        Case{"[profile a]\n" + role + "source_profile = b\n", "there is no AWS profile b | did you mean a?"},
        Case{"[profile a]\n" + role + "source_profile = b\n[profile b]\nregion = x\n",
             "AWS profile a has no credentials to take its role with: profile b has none"},
        Case{
            "[profile a]\n" + role + "mfa_serial = m\n",
            "AWS profile a wants a code of a device, which slipway cannot ask for | aws sts get-session-token with the "
            "code, and its keys in the environment"},
        Case{"[profile a]\nsso_session = s\nsso_account_id = 1\n",
             "AWS profile a names the sso-session s, which is not there"}}) {
    Machine machine;
    machine.environment.variables["AWS_PROFILE"] = "a";
    machine.files.files["/home/me/.aws/config"] = c.config;
    EXPECT_EQ(machine.found(), c.said) << c.config;
  }
}

TEST(CredentialChain, AProcessPrintsKeys) {
  Machine machine;
  machine.environment.variables["AWS_PROFILE"] = "p";
  machine.files.files["/home/me/.aws/config"] =
      "[profile p]\ncredential_process = /opt/get keys --role 'a b' \"c\\d\"\n";
  std::string output =
      R"({"Version":1,"AccessKeyId":"A","SecretAccessKey":"s","SessionToken":"t","Expiration":"2026-11-26T01:00:00Z"})";
  machine.processes.answer = [&](const io::Command& command) -> Result<io::Finished> {
    EXPECT_EQ(command.words, (std::vector<std::string>{"/opt/get", "keys", "--role", "a b", "c\\d"}));
    return io::Finished{0, output, ""};
  };
  EXPECT_EQ(machine.found(), "A/s/t of profile p (credential_process)");
  output = "{}";
  EXPECT_TRUE(machine.found().starts_with("the credential_process of AWS profile p printed no keys"))
      << machine.found();
}

TEST(CredentialChain, AnSsoSessionGivesTheKeysOfARole) {
  Machine machine;
  machine.environment.variables["AWS_PROFILE"] = "s";
  machine.files.files["/home/me/.aws/config"] =
      "[profile s]\nsso_session = corp\nsso_account_id = 123\nsso_role_name = Admin\n"
      "[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp.awsapps.com/start\n";
  EXPECT_EQ(machine.found(), "the SSO session of AWS profile s has ended, or never began | aws sso login --profile s");
  machine.files.files["/home/me/.aws/sso/cache/abc.json"] =
      R"({"startUrl":"https://corp.awsapps.com/start","accessToken":"at","expiresAt":"2026-11-26T05:00:00Z"})";
  machine.http.answer = [&](const HttpRequest& request) -> Result<HttpResponse> {
    EXPECT_EQ(request.url,
              "https://portal.sso.eu-west-1.amazonaws.com/federation/credentials?role_name=Admin&account_id=123");
    return HttpResponse{
        200, {}, R"({"roleCredentials":{"accessKeyId":"A","secretAccessKey":"s","sessionToken":"t","expiration":1}})"};
  };
  EXPECT_EQ(machine.found(), "A/s/t of profile s (SSO)");
}

TEST(CredentialChain, APodsIdentityIsAskedForAtItsAddress) {
  Machine machine;
  machine.environment.variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://169.254.170.23/v1/credentials";
  machine.environment.variables["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = "/token";
  machine.files.files["/token"] = "jwt\n";
  machine.http.answer = [&](const HttpRequest& request) -> Result<HttpResponse> {
    EXPECT_EQ(request.headers.back(), (io::Header{"Authorization", "jwt"}));
    return HttpResponse{
        200, {}, R"({"AccessKeyId":"A","SecretAccessKey":"s","Token":"t","Expiration":"2026-11-26T01:00:00Z"})"};
  };
  EXPECT_EQ(machine.found(), "A/s/t of the container's identity");
  for (const char* elsewhere :
       {"http://evil.example.com/", "http://169.254.170.23.evil.com/", "http://127.0.0.1@evil.com/"}) {
    machine.environment.variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = elsewhere;
    EXPECT_EQ(machine.found(), "AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https nor an address of this machine");
  }
}

TEST(CredentialChain, AWebIdentityOfTheEnvironmentBecomesARole) {
  Machine machine;
  machine.environment.variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/jwt";
  machine.environment.variables["AWS_ROLE_ARN"] = "arn:aws:iam::1:role/irsa";
  machine.files.files["/jwt"] = "token";
  machine.http.answer = [&](const HttpRequest& request) -> Result<HttpResponse> {
    EXPECT_NE(request.body.find("WebIdentityToken=token"), std::string::npos);
    for (const auto& header : request.headers) EXPECT_NE(header.name, "Authorization") << "nothing to sign with";
    return HttpResponse{200, {}, sts_answer("AssumeRoleWithWebIdentity", "ASIA", "2026-11-26T01:00:00Z")};
  };
  EXPECT_EQ(machine.found(), "ASIA/s/t of the pod's web identity (role arn:aws:iam::1:role/irsa)");
}

TEST(CredentialChain, TheInstanceIsAskedLastAndByVersionTwo) {
  Machine machine;
  machine.environment.variables.erase("AWS_EC2_METADATA_DISABLED");
  machine.http.answer = [&](const HttpRequest& request) -> Result<HttpResponse> {
    const std::string path = request.url.substr(std::string("http://169.254.169.254").size());
    if (path == "/latest/api/token") return HttpResponse{request.method == "PUT" ? 200 : 405, {}, "imds"};
    EXPECT_EQ(request.headers.at(0), (io::Header{"X-aws-ec2-metadata-token", "imds"}));
    if (path == "/latest/meta-data/iam/security-credentials/") return HttpResponse{200, {}, "node"};
    return HttpResponse{
        200, {}, R"({"AccessKeyId":"A","SecretAccessKey":"s","Token":"t","Expiration":"2026-11-26T06:00:00Z"})"};
  };
  EXPECT_EQ(machine.found(), "A/s/t of the instance's role node");
  machine.http.answer = [](const HttpRequest&) { return Failure{FailureKind::Unreachable, "no route"}; };
  EXPECT_TRUE(machine.found().starts_with("there are no AWS credentials")) << machine.found();
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

TEST(CredentialChain, WhatARoleIsRefusedForIsSaid) {
  Machine machine;
  machine.environment.variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/jwt";
  machine.environment.variables["AWS_ROLE_ARN"] = "r";
  machine.files.files["/jwt"] = "token";
  machine.http.answer = [](const HttpRequest&) {
    return HttpResponse{
        403,
        {},
        "<ErrorResponse><Error><Code>AccessDenied</Code><Message>Not authorized</Message></Error></ErrorResponse>"};
  };
  EXPECT_EQ(machine.found(),
            "the pod's web identity (role r): Not authorized | does the role's trust policy let you in? aws iam "
            "get-role shows it");
}

}  // namespace
}  // namespace slipway::cloud
