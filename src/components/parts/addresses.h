#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::components {

/// The ranges of a created VPC's subnets, in the order of its zones.
struct SubnetPlan {
  std::vector<std::string> private_ranges, public_ranges, pod_ranges;
};

/// Splits a VPC: the private subnets are equal parts of it, as large as they can be while one part is left; the public
/// ones, which hold little more than load balancers and NAT gateways, are cut out of that part: /24 each in a /16. What
/// is left of it stays free. The pods' range is split in equal parts. nullopt: an IPv4 range is too small (subnets are
/// /28 at least) or none.
/// "10.0.0.0/16" over three zones: 10.0.0.0/18, 10.0.64.0/18, 10.0.128.0/18; 10.0.192.0/24, 10.0.193.0/24, …
std::optional<SubnetPlan> plan_subnets(std::string_view vpc, std::string_view pods, std::size_t zones);

}  // namespace slipway::components
