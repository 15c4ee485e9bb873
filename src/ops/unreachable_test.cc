#include "ops/unreachable.h"

#include <gtest/gtest.h>

namespace slipway::ops {
namespace {

using Why = Unreachable::Why;

TEST(Unreachable, IsReadOutOfWhatGoSays) {
  struct Row {
    const char* said;
    Why why;
    const char* host;
    const char* proxy = "";
  };
  for (const auto& row : {
           Row{"Put \"https://models.s3.eu-west-1.amazonaws.com/\": dial tcp: lookup models.s3.eu-west-1.amazonaws.com "
               "on 10.0.0.2:53: no such host",
               Why::Name, "models.s3.eu-west-1.amazonaws.com"},
           Row{"dial tcp: lookup s3.eu-west-1.amazonaws.com: no such host", Why::Name, "s3.eu-west-1.amazonaws.com"},
           Row{"Post \"https://sts.eu-west-1.amazonaws.com/\": dial tcp: lookup sts.eu-west-1.amazonaws.com: Temporary "
               "failure in name resolution",
               Why::Name, "sts.eu-west-1.amazonaws.com"},
           Row{"Post \"http://localhost:4566/\": dial tcp 127.0.0.1:4566: connect: connection refused", Why::Refused,
               "localhost:4566"},
           Row{"Get \"http://[::1]:4566/\": dial tcp [::1]:4566: connect: connection refused", Why::Refused,
               "[::1]:4566"},
           Row{"dial tcp 10.0.0.9:443: connect: connection refused", Why::Refused, "10.0.0.9"},
           Row{"Post \"https://eks.eu-west-1.amazonaws.com/clusters\": proxyconnect tcp: dial tcp 10.1.1.1:3128: "
               "connect: connection refused",
               Why::Proxy, "eks.eu-west-1.amazonaws.com", "10.1.1.1:3128"},
           Row{"Post \"https://ec2.eu-west-1.amazonaws.com/\": dial tcp 52.1.1.1:443: i/o timeout", Why::Slow,
               "ec2.eu-west-1.amazonaws.com"},
           Row{"Post \"https://ec2.eu-west-1.amazonaws.com/\": dial tcp 52.1.1.1:443: connect: no route to host",
               Why::NoWay, "ec2.eu-west-1.amazonaws.com"},
           Row{"Post \"https://ec2.eu-west-1.amazonaws.com/\": tls: failed to verify certificate: x509: certificate "
               "signed by unknown authority",
               Why::Authority, "ec2.eu-west-1.amazonaws.com"},
           Row{"Post \"https://ec2.eu-west-1.amazonaws.com/\": tls: failed to verify certificate: x509: certificate "
               "has "
               "expired or is not yet valid: current time 2026-01-01T00:00:00Z is after 2025-01-01T00:00:00Z",
               Why::Expired, "ec2.eu-west-1.amazonaws.com"},
           Row{"Post \"https://ec2.eu-west-1.amazonaws.com/\": tls: failed to verify certificate: x509: certificate is "
               "valid for proxy.corp, not ec2.eu-west-1.amazonaws.com",
               Why::OtherName, "ec2.eu-west-1.amazonaws.com"},
           Row{"Get \"https://10.0.0.5:8443/v2\": http: server gave HTTP response to HTTPS client", Why::NoTls,
               "10.0.0.5:8443"},
           Row{"no such host", Why::Name, ""},
       }) {
    const auto peer = read_unreachable(row.said);
    ASSERT_TRUE(peer) << row.said;
    EXPECT_EQ(peer->why, row.why) << row.said;
    EXPECT_EQ(peer->host, row.host) << row.said;
    EXPECT_EQ(peer->proxy, row.proxy) << row.said;
  }
  for (const char* other : {"", "creating EC2 VPC: api error VpcLimitExceeded: no", "timeout while waiting for state",
                            "unexpected EOF", "\"https://", "lookup "})
    EXPECT_FALSE(read_unreachable(other)) << other;
}

TEST(Unreachable, IsSaidWithEndpointAndWhatHelpsThere) {
  const auto cure = [](const char* said, std::string_view service) {
    return cure_of(*read_unreachable(said), service, "eu-west-1");
  };
  EXPECT_EQ(cure("Put \"https://x.s3.eu-west-1.amazonaws.com/\": dial tcp: lookup x: no such host", "S3"),
            (Cure{"no DNS here knows x.s3.eu-west-1.amazonaws.com (S3 in eu-west-1)",
                  "is there a network and DNS (`getent hosts x.s3.eu-west-1.amazonaws.com`), and is eu-west-1 one of "
                  "AWS's regions (`aws.region` in platform.yaml)? where only a proxy leads out: "
                  "HTTPS_PROXY=http://HOST:PORT; then the same command goes on from here"}));
  EXPECT_EQ(
      cure("Post \"http://localhost:4566/\": dial tcp 127.0.0.1:4566: connect: connection refused", "Auto Scaling"),
      (Cure{"nothing listens at localhost:4566 (which somebody has named for Auto Scaling in eu-west-1), or a "
            "firewall turns this machine away",
            "start what should answer there; or take the address away: AWS_ENDPOINT_URL, "
            "AWS_ENDPOINT_URL_AUTO_SCALING, endpoint_url of the AWS profile; then the same command goes on from "
            "here"}));
  EXPECT_EQ(
      cure("Get \"https://registry.example/\": proxyconnect tcp: dial tcp 10.1.1.1:3128: connect: connection "
           "refused",
           ""),
      (Cure{"the proxy 10.1.1.1:3128 on the way to registry.example (where providers come from) cannot be "
            "reached, or does not let this through",
            "is HTTPS_PROXY the right one, and does it run? NO_PROXY=registry.example goes past it; then the same "
            "command goes on from here"}));
  EXPECT_EQ(cure("Error loading state: dial tcp 10.2.3.4:5432: connect: connection refused", ""),
            (Cure{"nothing listens at 10.2.3.4:5432, or a firewall turns this machine away",
                  "start what should answer there, or put right where it is named (the backend of Terraform's state, a "
                  "provider's setting); is the VPN up? HTTPS_PROXY=http://HOST:PORT where a proxy leads out; then the "
                  "same command goes on from here"}))
      << "a state in PostgreSQL: no provider comes from there";
  for (const char* of_providers :
       {"Failed to query available provider packages: could not connect to mirror.example: Get "
        "\"https://mirror.example/v1\": dial tcp 10.0.0.3:443: i/o timeout",
        "Failed to install provider: Error while installing hashicorp/aws: Get \"https://releases.example/a.zip\": "
        "dial tcp: lookup releases.example: no such host",
        "Get \"https://registry.terraform.io/.well-known/terraform.json\": dial tcp: lookup registry.terraform.io: no "
        "such host"})
    EXPECT_NE(cure(of_providers, "").cause.find("(where providers come from)"), std::string::npos) << of_providers;
  for (const char* other : {"Get \"https://app.terraform.io/api/v2/ping\": dial tcp 1.2.3.4:443: i/o timeout",
                            "Get \"https://consul.example:8501/v1/kv\": dial tcp 10.0.0.4:8501: connect: no route to "
                            "host"})
    EXPECT_EQ(cure(other, "").cause.find("providers"), std::string::npos) << other;
  for (const char* service : {"", "EKS"})
    for (const char* host : {"\"https://eks.eu-west-1.amazonaws.com/\": ", "\"https://x.example:99\": ",
                             "\"http://169.254.169.254/latest\": ", ""})
      for (const char* why :
           {"no such host", "connection refused", "no route to host", "i/o timeout", "proxyconnect tcp",
            "signed by unknown authority", "certificate has expired or is not yet valid",
            "x509: certificate is valid for", "server gave HTTP response to HTTPS client"}) {
        const auto [cause, fix, stands] = cure((std::string("Get ") + host + why).c_str(), service);
        EXPECT_FALSE(cause.empty() || fix.starts_with(";") || stands) << host << why;
        EXPECT_EQ(cause.find("()"), cause.npos) << cause;
      }
}

}  // namespace
}  // namespace slipway::ops
