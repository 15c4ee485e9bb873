#pragma once

#include <string>
#include <string_view>

/// How AWS calls its services in a region, by the region's code. A region that the catalogue lacks is of the partition
/// that its code looks like.
namespace slipway::catalog {

/// The first part of a region's ARNs: "aws", "aws-cn", "aws-us-gov".
std::string_view partition_of(std::string_view region);

/// The domain of its service endpoints: "amazonaws.com", "amazonaws.com.cn".
std::string_view dns_suffix(std::string_view region);

/// Where a service of a region is asked: "https://sts.eu-west-1.amazonaws.com".
std::string service_url(std::string_view host, std::string_view region);

/// Whether its VPC endpoint is a gateway, a route that costs nothing, rather than an interface.
bool is_gateway_service(std::string_view service);

/// What a VPC endpoint names its service: "com.amazonaws.eu-west-1.ecr.api". In China gateways are
/// called so too, and most interfaces "cn.com.amazonaws.cn-north-1.ecr.api".
std::string endpoint_service(std::string_view service, std::string_view region);

/// "ecr.api" of such a name, whichever of both it is; "" when it is of no service of AWS in this region.
std::string_view service_of_endpoint(std::string_view name, std::string_view region);

}  // namespace slipway::catalog
