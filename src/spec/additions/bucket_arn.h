#pragma once

#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "spec/located.h"

namespace slipway::spec::additions {

/// Whether the word is the ARN of one general-purpose S3 bucket in `partition`, which is "" when nobody knows it. Says
/// at its place what it is instead: malformed, of another partition, a wildcard, an object, a directory bucket, an
/// access point, a table bucket …, each with what to do (ADD001).
bool is_bucket_arn(const Text& word, std::string_view partition, Diagnostics& diagnostics);

}  // namespace slipway::spec::additions
