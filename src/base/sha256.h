#pragma once

#include <string>
#include <string_view>

namespace slipway {

/// The SHA-256 (FIPS 180-4) of the bytes as 64 lower-case hexadecimal digits, as `sha256sum` prints it.
std::string sha256_hex(std::string_view bytes);
/// The same as 32 bytes.
std::string sha256(std::string_view bytes);
/// Two lower-case digits a byte.
std::string hexadecimal(std::string_view bytes);

}  // namespace slipway
