// Keys of SSO sessions.
#include <gtest/gtest.h>

#include "cloud/credentials.h"
#include "cloud/testing/machine.h"

namespace slipway::cloud {
namespace {

using io::HttpRequest;
using io::HttpResponse;
using testing::Machine;

/// Somebody who has logged in to the SSO session corp at some time.
struct SsoMachine : Machine {
  // sha1 of "corp", as the AWS CLI names it
  const std::string cache = "/home/me/.aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";
  int refreshed = 0;

  SsoMachine() {
    environment.variables["AWS_PROFILE"] = "s";
    files.files["/home/me/.aws/config"] =
        "[profile s]\nsso_session = corp\nsso_account_id = 123\nsso_role_name = Admin\n"
        "[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp.awsapps.com/start\n";
    http.answer = [this](const HttpRequest& request) -> Result<HttpResponse> {
      if (request.url == "https://oidc.eu-west-1.amazonaws.com/token") {
        ++refreshed;
        EXPECT_EQ(request.body,
                  R"({"clientId":"id","clientSecret":"cs","grantType":"refresh_token","refreshToken":"r1"})");
        return HttpResponse{200, {}, R"({"accessToken":"at2","expiresIn":3600,"refreshToken":"r2"})"};
      }
      EXPECT_EQ(request.url,
                "https://portal.sso.eu-west-1.amazonaws.com/federation/credentials?role_name=Admin&account_id=123");
      const std::string token = request.headers.at(0).value;
      return HttpResponse{200,
                          {},
                          R"({"roleCredentials":{"accessKeyId":"A","secretAccessKey":"s","sessionToken":")" + token +
                              R"(","expiration":1795654800000}})"};
    };
  }
  void logged_in(const std::string& until, const std::string& more = "") {
    files.files[cache] =
        R"({"startUrl":"https://corp.awsapps.com/start","accessToken":"at","expiresAt":")" + until + "\"" + more + "}";
  }
};

constexpr const char* kMayRefresh =
    R"(,"refreshToken":"r1","clientId":"id","clientSecret":"cs","registrationExpiresAt":"2027-01-01T00:00:00Z")";

TEST(CredentialChain, AnSsoSessionGivesTheKeysOfARole) {
  SsoMachine machine;
  EXPECT_EQ(machine.found(), "nobody has logged in to the SSO session of AWS profile s | aws sso login --profile s");
  machine.logged_in("2026-11-26T05:00:00Z");
  EXPECT_EQ(machine.found(), "A/s/at of profile s (SSO)");
  machine.logged_in("2026-11-25T23:59:59Z");
  EXPECT_EQ(machine.found(), "the SSO session of AWS profile s has ended | aws sso login --profile s");
}

TEST(CredentialChain, TheTokenOfAnSsoSessionIsRenewedInTheClisCache) {
  SsoMachine machine;
  machine.logged_in("2026-11-25T20:00:00Z", kMayRefresh);
  EXPECT_EQ(machine.found(), "A/s/at2 of profile s (SSO)");
  EXPECT_EQ(
      machine.files.files[machine.cache],
      R"({"startUrl":"https://corp.awsapps.com/start","accessToken":"at2","expiresAt":"2026-11-26T01:00:00Z",)"
      R"("refreshToken":"r2","clientId":"id","clientSecret":"cs","registrationExpiresAt":"2027-01-01T00:00:00Z"})")
      << "what renews is good for one time: the CLI needs the next";
  EXPECT_EQ(machine.found(), "A/s/at2 of profile s (SSO)");
  EXPECT_EQ(machine.refreshed, 1);
}

TEST(CredentialChain, SsoIsAskedInThePartitionOfItsRegion) {
  for (const auto& [region, domain] :
       {std::pair<std::string, std::string>{"us-gov-west-1", "amazonaws.com"}, {"cn-north-1", "amazonaws.com.cn"}}) {
    SsoMachine machine;
    std::string& config = machine.files.files["/home/me/.aws/config"];
    config.replace(config.find("eu-west-1"), 9, region);
    machine.logged_in("2026-11-25T20:00:00Z", kMayRefresh);
    machine.http.answer = [](const HttpRequest& request) -> Result<HttpResponse> {
      return HttpResponse{request.url.ends_with("/token") ? 200 : 403, {}, R"({"accessToken":"at2","expiresIn":3600})"};
    };
    (void)machine.found();
    ASSERT_EQ(machine.http.asked.size(), 2u);
    EXPECT_EQ(machine.http.asked[0].url, "https://oidc." + region + "." + domain + "/token");
    EXPECT_TRUE(machine.http.asked[1].url.starts_with("https://portal.sso." + region + "." + domain + "/"));
  }
}

TEST(CredentialChain, ATokenThatCannotBeRenewedIsGoodToItsEnd) {
  SsoMachine machine;
  const auto portal = machine.http.answer;
  machine.http.answer = [&](const HttpRequest& request) -> Result<HttpResponse> {
    if (request.url.ends_with("/token")) return HttpResponse{400, {}, R"({"error":"invalid_grant"})"};
    return portal(request);
  };
  machine.logged_in("2026-11-26T00:10:00Z", kMayRefresh);
  EXPECT_EQ(machine.found(), "A/s/at of profile s (SSO)");
  machine.logged_in("2026-11-25T00:00:00Z", kMayRefresh);
  EXPECT_EQ(machine.found(), "the SSO session of AWS profile s has ended | aws sso login --profile s");
}

TEST(CredentialChain, WhySsoGivesNoKeysIsSaid) {
  SsoMachine machine;
  machine.logged_in("2026-11-26T05:00:00Z");
  machine.http.answer = [](const HttpRequest&) { return HttpResponse{403, {}, R"({"message":"No access"})"}; };
  EXPECT_EQ(machine.found(),
            "SSO gives no keys to AWS profile s: No access | is sso_role_name a permission set that you have in "
            "account 123?");
  machine.http.answer = [](const HttpRequest&) { return HttpResponse{401, {}, ""}; };
  EXPECT_EQ(machine.found(), "SSO gives no keys to AWS profile s: HTTP 401 (Unauthorized) | aws sso login --profile s");
}

}  // namespace
}  // namespace slipway::cloud
