#include "catalog/service_names.h"

#include <gtest/gtest.h>

#include "catalog/regions.h"

namespace slipway::catalog {
namespace {

TEST(ServiceNames, AreThoseOfTheRegionsPartition) {
  struct Case {
    std::string region, partition, url, interface, gateway;
  };
  for (const Case& c : {Case{"eu-west-1", "aws", "https://sts.eu-west-1.amazonaws.com",
                             "com.amazonaws.eu-west-1.ecr.api", "com.amazonaws.eu-west-1.s3"},
                        Case{"us-gov-west-1", "aws-us-gov", "https://sts.us-gov-west-1.amazonaws.com",
                             "com.amazonaws.us-gov-west-1.ecr.api", "com.amazonaws.us-gov-west-1.s3"},
                        Case{"cn-north-1", "aws-cn", "https://sts.cn-north-1.amazonaws.com.cn",
                             "cn.com.amazonaws.cn-north-1.ecr.api", "com.amazonaws.cn-north-1.s3"},
                        Case{"cn-new-9", "aws-cn", "https://sts.cn-new-9.amazonaws.com.cn",
                             "cn.com.amazonaws.cn-new-9.ecr.api", "com.amazonaws.cn-new-9.s3"},
                        Case{"us-gov-new-9", "aws-us-gov", "https://sts.us-gov-new-9.amazonaws.com",
                             "com.amazonaws.us-gov-new-9.ecr.api", "com.amazonaws.us-gov-new-9.s3"},
                        Case{"xx-new-9", "aws", "https://sts.xx-new-9.amazonaws.com", "com.amazonaws.xx-new-9.ecr.api",
                             "com.amazonaws.xx-new-9.s3"}}) {
    EXPECT_EQ(partition_of(c.region), c.partition);
    EXPECT_EQ(service_url("sts", c.region), c.url);
    EXPECT_EQ(endpoint_service("ecr.api", c.region), c.interface);
    EXPECT_EQ(endpoint_service("s3", c.region), c.gateway);
  }
}

TEST(ServiceNames, OfAnEndpointAreReadHoweverItIsCalled) {
  for (const Region& region : regions())
    for (const char* service : {"s3", "dynamodb", "ecr.api", "sts"}) {
      EXPECT_EQ(service_of_endpoint(endpoint_service(service, region.code), region.code), service);
      EXPECT_EQ(service_of_endpoint("com.amazonaws." + std::string(region.code) + "." + service, region.code), service);
      EXPECT_EQ(service_of_endpoint(endpoint_service(service, region.code), "another-1"), "");
    }
  for (const char* other : {"", "com.amazonaws.vpce.eu-west-1.vpce-svc-1", "com.amazonaws.eu-west-1",
                            "cn.com.amazonaws.eu-west-1.sts", "org.example.eu-west-1.sts"})
    EXPECT_EQ(service_of_endpoint(other, "eu-west-1"), "") << other;
}

}  // namespace
}  // namespace slipway::catalog
