#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace slipway::doc {

/// Standard base64 with its padding; line breaks anywhere are ignored. nullopt when it is not that.
std::optional<std::string> decode_base64(std::string_view text);
std::string encode_base64(std::string_view bytes);

}  // namespace slipway::doc
