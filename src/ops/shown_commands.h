#pragma once

#include <string>
#include <string_view>

#include "ops/site.h"

/// Commands that people copy out of what is said ask the same account, region and cluster as slipway did.
namespace slipway::ops {

/// " --region eu-west-1 --profile ci"
std::string aws_flags(const ClusterName& cluster);

/// " --kubeconfig FILE --context NAME"; "" when kubectl would ask it anyway.
std::string kubectl_flags(const std::string& kubeconfig, const std::string& context);
std::string kubectl_flags(const Site& site);

/// The text with these flags in each command of kubectl's in it.
std::string with_kubectl_flags(std::string_view text, std::string_view flags);

/// The text with those of aws_flags() that are missing in each command of the AWS CLI's in it.
std::string with_aws_flags(std::string_view text, std::string_view flags);

}  // namespace slipway::ops
