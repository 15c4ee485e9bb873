#include "rules/testing/plans.h"

namespace slipway::rules {
namespace {

using testing::hold;
using testing::planned;

TEST(NatGateways, ModelsDoNotGoThroughThem) {
  const testing::Planned cluster{"aws_eks_cluster.c"}, gateway{"aws_nat_gateway.a"};
  const auto endpoint = [](const std::string& values) { return testing::Planned{"aws_vpc_endpoint.e", values}; };
  const auto with = [&](const std::string& values) { return planned({cluster, gateway, endpoint(values)}); };
  hold({
      {"NAT001", planned({cluster, gateway}), "what nodes read of S3 goes through aws_nat_gateway.a",
       with(R"({"service_name": "com.amazonaws.us-east-1.s3"})")},
      {"NAT001", with(R"({"service_name": "com.amazonaws.us-east-1.sts"})"), "aws_nat_gateway.a", with("{}")},
      {"NAT001", planned({cluster, gateway}), "aws_nat_gateway.a", planned({gateway})},
  });
}

}  // namespace
}  // namespace slipway::rules
