#pragma once

#include <string>
#include <string_view>

namespace slipway {

/// A-Z become a-z, whatever the locale; all other bytes stay.
std::string ascii_lower(std::string_view text);

}  // namespace slipway
