// Keys that the container's and the instance's addresses give.
#include <gtest/gtest.h>

#include "cloud/credentials.h"
#include "cloud/testing/machine.h"

namespace slipway::cloud {
namespace {

using io::HttpRequest;
using io::HttpResponse;
using testing::Machine;

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
    EXPECT_EQ(machine.found(),
              "AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https nor an address of this machine | unset it: EKS and "
              "ECS set it themselves");
  }
}

TEST(CredentialChain, TheContainersAddressIsAskedThreeTimesAndSaysWhatIsWrong) {
  Machine machine;
  machine.environment.variables["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/v2/id";
  int asked = 0;
  std::vector<Result<HttpResponse>> answers = {
      Failure{FailureKind::Unreachable, "reset"}, HttpResponse{503, {}, ""},
      HttpResponse{200, {}, R"({"AccessKeyId":"A","SecretAccessKey":"s","Token":"t"})"}};
  machine.http.answer = [&](const HttpRequest& request) {
    EXPECT_EQ(request.url, "http://169.254.170.2/v2/id");
    return answers.at(static_cast<std::size_t>(asked++));
  };
  EXPECT_EQ(machine.found(), "A/s/t of the container's identity");
  EXPECT_EQ(asked, 3);
  machine.http.answer = [](const HttpRequest&) {
    return HttpResponse{404, {}, R"({"code":"NoAssociation","message":"none for ml/web"})"};
  };
  EXPECT_EQ(machine.found(),
            "the container's credentials: NoAssociation: none for ml/web | is there a Pod Identity association for the "
            "pod's service account? aws eks list-pod-identity-associations");
  machine.environment.variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "a\nX-Evil: b";
  EXPECT_EQ(machine.found(), "the container's authorization token has more than one line | is it the right file?");
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

TEST(CredentialChain, TheInstancesAddressIsWhereTheEnvironmentSays) {
  struct Case {
    std::map<std::string, std::string> environment;
    std::string url;  // "": nobody is asked
    int connect_seconds, tries;
  };
  for (const Case& c : {
           Case{{}, "http://169.254.169.254/latest/api/token", 1, 1},
           Case{{{"AWS_EC2_METADATA_DISABLED", "TRUE"}}, "", 0, 0},
           Case{{{"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "IPv6"}}, "http://[fd00:ec2::254]/latest/api/token", 1, 1},
           Case{{{"AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1338/"},
                 {"AWS_METADATA_SERVICE_TIMEOUT", "3"},
                 {"AWS_METADATA_SERVICE_NUM_ATTEMPTS", "4"}},
                "http://127.0.0.1:1338/latest/api/token",
                3,
                4},
           Case{{{"AWS_METADATA_SERVICE_TIMEOUT", "-1"}}, "http://169.254.169.254/latest/api/token", 1, 1},
       }) {
    Machine machine;
    machine.environment.variables.erase("AWS_EC2_METADATA_DISABLED");
    machine.environment.variables.insert(c.environment.begin(), c.environment.end());
    machine.http.answer = [&](const HttpRequest& request) -> Result<HttpResponse> {
      EXPECT_EQ(request.url, c.url);
      EXPECT_EQ(request.connect_seconds, c.connect_seconds);
      return Failure{FailureKind::Unreachable, "no route"};
    };
    EXPECT_TRUE(machine.found().starts_with("there are no AWS credentials")) << machine.found();
    EXPECT_EQ(machine.http.asked.size(), static_cast<std::size_t>(c.tries)) << c.url;
  }
}

TEST(CredentialChain, WhyAnInstanceGivesNoneIsSaid) {
  Machine machine;
  machine.environment.variables.erase("AWS_EC2_METADATA_DISABLED");
  std::map<std::string, HttpResponse> answers = {{"token", {403, {}, ""}}};
  machine.http.answer = [&](const HttpRequest& request) {
    return answers.at(request.url.substr(request.url.rfind('/') + 1));
  };
  EXPECT_NE(machine.found().find("instance (its metadata service refuses: HTTP 403 (Forbidden)) | "), std::string::npos)
      << machine.found();
  answers = {{"token", {200, {}, "<html>log in</html>\r\nX: y"}}};
  EXPECT_NE(machine.found().find("(a proxy answers where its metadata service should: NO_PROXY=169.254.169.254)"),
            std::string::npos)
      << machine.found();
  answers = {{"token", {200, {}, "imds"}}, {"", {404, {}, "<html>"}}};
  EXPECT_NE(machine.found().find("instance (which has no instance profile) | "), std::string::npos) << machine.found();
  answers[""] = {200, {}, "node"};
  answers["node"] = {200, {}, R"({"Code":"AssumeRoleUnauthorizedAccess","Message":"EC2 cannot assume the role node"})"};
  EXPECT_EQ(machine.found(),
            "the instance's role node gives no keys: AssumeRoleUnauthorizedAccess: EC2 cannot assume the role node | "
            "may ec2.amazonaws.com take the role? aws iam get-role --role-name node shows its trust policy");
}

}  // namespace
}  // namespace slipway::cloud
