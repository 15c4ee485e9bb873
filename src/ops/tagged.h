#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cloud/aws.h"

namespace slipway::ops {

/// What every resource of a platform bears, by the provider's default_tags.
inline constexpr const char* kPlatformTag = "slipway.dev/platform";

using Tags = std::map<std::string, std::string, std::less<>>;

/// Something of AWS that bears a tag.
struct Tagged {
  std::string arn;
  Tags tags = {};
};

/// All of the region with this tag, as AWS's search by tag names it: not IAM's roles, and some things for minutes after
/// they are gone. A list whose pages have no end is a failure, and so is `stop` saying so between two calls.
Result<std::vector<Tagged>, cloud::CallFailure> find_tagged(cloud::Aws& aws, const std::string& key,
                                                            const std::string& value,
                                                            const std::function<bool()>& stop = {});
/// "iam ListRoles: its pages have no end"
cloud::CallFailure endless_pages(std::string_view service, std::string_view operation);
/// "stopped while searching by tag"
cloud::CallFailure stopped_searching();

/// Tags as any API of AWS has them: a list of Key and Value, or a map.
Tags read_tags(const doc::Node& tags);

}  // namespace slipway::ops
