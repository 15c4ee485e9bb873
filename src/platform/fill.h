#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "doc/value.h"

namespace slipway::platform {

/// What stands for the names in braces of a pattern.
using Fillings = std::map<std::string, doc::Value, std::less<>>;

/// "arn:{partition}:s3:::{bucket}/*" with its names filled in. A value that only AWS knows (an Expression) becomes
/// `${…}` in the text; a pattern that is one name and nothing else becomes the value itself. `${…}` that stands in the
/// pattern already (an IAM policy variable) stays.
/// REQUIRES: every name is in `values`.
doc::Value fill(std::string_view pattern, const Fillings& values);

/// The names in braces, in order.
std::vector<std::string_view> names_in(std::string_view pattern);

/// A user's name as the local name of a Terraform resource: "gpu-compute" is gpu_compute, "2nd" is _2nd.
std::string local_name(std::string_view name);

/// A name within AWS's limit: what is longer keeps its start and ends in eight digits of a hash of the whole.
/// REQUIRES: limit > 9.
std::string at_most(std::string name, std::size_t limit);

}  // namespace slipway::platform
