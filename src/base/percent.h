#pragma once

#include <string>
#include <string_view>

/// Percent-encoding, as RFC 3986 2.1 has it.
namespace slipway {

/// %XX for all bytes but A-Z, a-z, 0-9 and those of `stay`; as it is, for a part of a path or of a query.
std::string percent_escaped(std::string_view text, std::string_view stay = "-._~");

/// The bytes that were meant; a % without two hexadecimal digits behind it stays.
std::string percent_unescaped(std::string_view text);

}  // namespace slipway
