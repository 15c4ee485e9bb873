#pragma once

#include <string_view>

namespace slipway::schema::builtin {

/// "Europe/Berlin", "UTC": a place that Go's time.LoadLocation knows. Case matters.
bool is_time_zone(std::string_view name);

}  // namespace slipway::schema::builtin
