#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace slipway::kube {

/// An Amazon resource name. Only its shape is checked: any part may be empty, the resource may hold colons.
/// Follows aws-sdk-go-v2 1.48 aws/arn.
struct Arn {
  std::string partition;  // aws, aws-cn, aws-us-gov
  std::string service;
  std::string region;
  std::string account;
  std::string resource;  // "role/karpenter", "cluster/prod"

  static Result<Arn, ParseError> parse(std::string_view text);
  std::string to_string() const;
  friend bool operator==(const Arn&, const Arn&) = default;
};

}  // namespace slipway::kube
