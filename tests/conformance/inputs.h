#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "doc/node.h"

namespace slipway::conformance {

/// The bytes that a case gives as `key`, or as `keyBase64` where they are no UTF-8; empty when it gives none.
std::string bytes_of(const doc::Node& input, std::string_view key);

/// "2026-06-15T09:00:00Z", the only way cases write times; the epoch for anything else.
std::chrono::sys_seconds instant_of(std::string_view text);
std::string rfc3339(std::chrono::sys_seconds instant);

}  // namespace slipway::conformance
