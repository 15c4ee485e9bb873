#pragma once

#include <string>
#include <string_view>

namespace slipway::cloud {

/// The SHA-1 (FIPS 180-4) of the bytes as 40 lower-case hexadecimal digits. It protects nothing any more: the AWS CLI
/// names its caches by it.
std::string sha1_hex(std::string_view bytes);

}  // namespace slipway::cloud
