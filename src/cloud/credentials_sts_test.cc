// Roles: of profiles, and of web identities.
#include <gtest/gtest.h>

#include "cloud/credentials.h"
#include "cloud/testing/machine.h"

namespace slipway::cloud {
namespace {

using io::HttpRequest;
using io::HttpResponse;
using testing::Machine;
using testing::sts_answer;

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

TEST(CredentialChain, WhatARoleIsTakenWithIsSentAsTheProfileSays) {
  Machine machine;
  machine.environment.variables["AWS_PROFILE"] = "a";
  machine.environment.variables["AWS_ROLE_SESSION_NAME"] = "of-web-identities-alone";
  machine.files.files["/home/me/.aws/config"] =
      "[profile \"a\"]\nROLE_ARN = arn:aws:iam::1:role/r\nsource_profile = a\naws_access_key_id: K\n"
      "aws_secret_access_key = s\nrole_session_name = me\nexternal_id = x\nduration_seconds = 900\n";
  machine.http.answer = [](const HttpRequest& request) -> Result<HttpResponse> {
    EXPECT_EQ(request.body,
              "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr&RoleSessionName=me&"
              "ExternalId=x&DurationSeconds=900");
    return HttpResponse{200, {}, sts_answer("AssumeRole", "STS", "2026-11-26T01:00:00Z")};
  };
  EXPECT_EQ(machine.found(), "STS/s/t of profile a (role arn:aws:iam::1:role/r)");
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
  EXPECT_EQ(
      machine.found(),
      "the pod's web identity (role r): AccessDenied: Not authorized | does the role's trust policy let you in (and "
      "its external_id, if it wants one)? aws iam get-role --role-name NAME shows it");
  machine.http.answer = [](const HttpRequest&) { return HttpResponse{200, {}, "<html>log in"}; };
  EXPECT_EQ(machine.found(),
            "cannot ask STS for the pod's web identity (role r): something between here and AWS answered with a web "
            "page: a proxy or a captive portal | log in to it in a browser of this machine, or name the right "
            "HTTPS_PROXY; then the same command");
  machine.http.answer = [](const HttpRequest&) { return HttpResponse{502, {}, "<html>bad gateway"}; };
  EXPECT_EQ(machine.found(),
            "the pod's web identity (role r): STS answers with HTTP 502 (Bad Gateway) and no word of why | sts is in "
            "trouble: health.aws.amazon.com says more; wait, then go on");
  machine.http.answer = [](const HttpRequest&) {
    return Result<HttpResponse>(Failure{FailureKind::Unreachable, "sts:443: Could not resolve host: sts"});
  };
  EXPECT_EQ(machine.found(),
            "cannot ask STS for the pod's web identity (role r): sts:443: Could not resolve host: sts | is there a "
            "network, and is the region one of AWS's? a proxy is named in HTTPS_PROXY");
  machine.environment.variables["AWS_ENDPOINT_URL_STS"] = "http://localhost:1";
  EXPECT_EQ(machine.found(),
            "cannot ask STS for the pod's web identity (role r): sts:443: Could not resolve host: sts | "
            "AWS_ENDPOINT_URL_STS sends this to http://localhost:1, not to AWS: is what should answer there running? "
            "else take it away, or set AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true");
}

TEST(CredentialChain, StsIsAskedAgainWhenItThrottles) {
  Machine machine;
  machine.environment.variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/jwt";
  machine.environment.variables["AWS_ROLE_ARN"] = "r";
  machine.environment.variables["AWS_REGION"] = "cn-north-1";
  machine.files.files["/jwt"] = "token";
  int asked = 0;
  machine.http.answer = [&](const HttpRequest& request) {
    EXPECT_EQ(request.url, "https://sts.cn-north-1.amazonaws.com.cn/");
    if (++asked == 1)
      return HttpResponse{
          400, {}, "<ErrorResponse><Error><Code>Throttling</Code><Message>Rate</Message></Error></ErrorResponse>"};
    return HttpResponse{200, {}, sts_answer("AssumeRoleWithWebIdentity", "ASIA", "2026-11-26T01:00:00Z")};
  };
  EXPECT_EQ(machine.found(), "ASIA/s/t of the pod's web identity (role r)");
  EXPECT_EQ(machine.clock.sleeps.size(), 1u);
}

}  // namespace
}  // namespace slipway::cloud
