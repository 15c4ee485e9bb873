#include "catalog/service_names.h"

#include <fmt/core.h>

#include "catalog/regions.h"

namespace slipway::catalog {

std::string_view partition_of(std::string_view region) {
  if (const Region* known = find_region(region)) return known->partition;
  return region.starts_with("cn-") ? "aws-cn" : region.starts_with("us-gov-") ? "aws-us-gov" : "aws";
}

std::string_view dns_suffix(std::string_view region) {
  return partition_of(region) == "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
}

std::string service_url(std::string_view host, std::string_view region) {
  return fmt::format("https://{}.{}.{}", host, region, dns_suffix(region));
}

bool is_gateway_service(std::string_view service) { return service == "s3" || service == "dynamodb"; }

std::string endpoint_service(std::string_view service, std::string_view region) {
  const bool is_reversed = partition_of(region) == "aws-cn" && !is_gateway_service(service);
  return fmt::format("{}com.amazonaws.{}.{}", is_reversed ? "cn." : "", region, service);
}

std::string_view service_of_endpoint(std::string_view name, std::string_view region) {
  if (partition_of(region) == "aws-cn" && name.starts_with("cn.")) name.remove_prefix(3);
  const std::string prefix = fmt::format("com.amazonaws.{}.", region);
  return name.starts_with(prefix) ? name.substr(prefix.size()) : std::string_view();
}

}  // namespace slipway::catalog
