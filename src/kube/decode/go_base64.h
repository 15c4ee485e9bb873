#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace slipway::kube {

/// What Go's base64.StdEncoding says of a text that it refuses: "illegal base64 data at input byte 3". Line breaks are
/// skipped, padding is required, nothing may follow it.
std::optional<std::string> base64_error(std::string_view text);

}  // namespace slipway::kube
