#include "cloud/sigv4.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace slipway::cloud {
namespace {

const Keys kExample{"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", ""};
constexpr std::int64_t k20150830T123600Z = 1'440'938'160'000;

std::string header(const io::HttpRequest& request, const std::string& name) {
  const auto found = std::ranges::find(request.headers, name, &io::Header::name);
  return found == request.headers.end() ? "" : found->value;
}

/// The example of the IAM User Guide's "Create a signed request".
TEST(SigV4, SignsTheExampleOfTheUserGuide) {
  io::HttpRequest request{.url = "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08",
                          .headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}}};
  sign(request, kExample, {"us-east-1", "iam", k20150830T123600Z});
  EXPECT_EQ(header(request, "X-Amz-Date"), "20150830T123600Z");
  EXPECT_EQ(header(request, "Authorization"),
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
            "SignedHeaders=content-type;host;x-amz-date, "
            "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
}

/// Cases of AWS's own test suite for Signature Version 4 (service "service").
TEST(SigV4, SignsTheCasesOfTheTestSuite) {
  struct Case {
    std::string method, path_and_query, signature;
  };
  for (const Case& c : {
           Case{"GET", "/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},   // get-vanilla
           Case{"POST", "/", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"},  // post-vanilla
           Case{
               "GET", "/?Param2=value2&Param1=value1",
               "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"},  // get-vanilla-query-order-key-case
       }) {
    io::HttpRequest request{.method = c.method, .url = "https://example.amazonaws.com" + c.path_and_query};
    sign(request, kExample, {"us-east-1", "service", k20150830T123600Z});
    EXPECT_TRUE(header(request, "Authorization").ends_with("Signature=" + c.signature))
        << c.method << " " << c.path_and_query << ": " << header(request, "Authorization");
  }
}

TEST(SigV4, SendsTheTokenOfTemporaryKeysAndSignsIt) {
  Keys keys = kExample;
  keys.token = "token";
  io::HttpRequest request{.url = "https://eks.eu-west-1.amazonaws.com/clusters/a"};
  sign(request, keys, {"eu-west-1", "eks", k20150830T123600Z});
  EXPECT_EQ(header(request, "X-Amz-Security-Token"), "token");
  EXPECT_NE(header(request, "Authorization").find("host;x-amz-date;x-amz-security-token"), std::string::npos);
}

/// As botocore 1.40 signs the same: a path that is escaped already, parameters out of order, a body; and S3's own way.
TEST(SigV4, SignsAsBotocoreDoes) {
  io::HttpRequest tag{.method = "POST",
                      .url = "https://eks.us-east-1.amazonaws.com/clusters/a%20b/x?tag=c%2Fd&a=1",
                      .headers = {{"Content-Type", "application/json"}},
                      .body = R"({"a":1})"};
  sign(tag, kExample, {"us-east-1", "eks", k20150830T123600Z});
  EXPECT_TRUE(header(tag, "Authorization")
                  .ends_with("Signature=d7e528ebba1360b49c29fc6026f3c1f15b1f26c0ecec70d424bb33fb108c0559"))
      << header(tag, "Authorization");
  io::HttpRequest versioning{.url = "https://s3.us-east-1.amazonaws.com/bucket%20x?versioning"};
  sign(versioning, kExample, {"us-east-1", "s3", k20150830T123600Z});
  EXPECT_TRUE(header(versioning, "Authorization")
                  .ends_with("Signature=488599dac001fa6d23c7f86ca5e9a8ff6155c3838d51600eb53a3111f470f2e0"))
      << header(versioning, "Authorization");
}

TEST(SigV4, PutsASignatureIntoAUrlAsBotocoreDoes) {
  EXPECT_EQ(presigned("https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15",
                      {"x-k8s-aws-id", "demo"}, 60, kExample, {"us-east-1", "sts", k20150830T123600Z}),
            "https://sts.us-east-1.amazonaws.com/"
            "?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256&"
            "X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fsts%2Faws4_request&X-Amz-Date=20150830T123600Z&"
            "X-Amz-Expires=60&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id&X-Amz-Signature="
            "fb9423f206ba3d23c0a8d9893dacddc44d41346a301fa87a31cded9058c6e4c1");
}

}  // namespace
}  // namespace slipway::cloud
