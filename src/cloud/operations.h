#pragma once

#include <string>
#include <string_view>

namespace slipway::cloud {

/// Ec2 is Query with lists of its own: its names are those of EC2's wire format, in parameters ("SubnetId", "Filter")
/// and in answers ("subnetSet").
enum class Protocol { Json, RestJson, Query, Ec2, RestXml };

struct Service {
  std::string_view name;     // as SDKs call it
  std::string_view host;     // before .REGION.amazonaws.com
  std::string_view signing;  // in signatures
  Protocol protocol;
  std::string_view version;  // Query: the API's date; Json: what X-Amz-Target begins with
  bool is_global = false;    // one for all regions: signed for us-east-1, no region in its host
};

struct Operation {
  std::string_view service, name;
  /// Rest: "/clusters/{name}?namespace&types": what stands in braces or behind the question mark is taken from the
  /// parameters, a list once for each of its items; "versioning=" is sent as it is.
  std::string_view path = {};
  /// Query and RestXml: where in the answer the result is; lists that XML does not show as such: "Rule=Rules".
  std::string_view wrapped_as = {}, lists = {};
  /// Json and RestJson: a member that each answer has, whatever there is; "" when AWS may leave all of them out.
  std::string_view holds = {};
};

/// nullptr when it is not known.
const Service* find_service(std::string_view name);
const Operation* find_operation(std::string_view service, std::string_view name);

/// The right that a call needs, as IAM names it, which names some services and calls otherwise than SDKs do:
/// "elasticloadbalancing:DescribeLoadBalancers".
std::string action_of(std::string_view service, std::string_view operation);

}  // namespace slipway::cloud
