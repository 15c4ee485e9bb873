#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cel/value.h"

namespace slipway::cel {

/// A moment as Go's time.Parse(time.RFC3339) reads it, in its zone; nullopt when it is none or not within years 1 to
/// 9999.
std::optional<Value> parse_timestamp(std::string_view text);
/// As strfmt reads date-time (RFC 3339, or without a zone: UTC) and date.
std::optional<Value> parse_date_time(std::string_view text);
std::optional<Value> parse_date(std::string_view text);
/// Go's duration, or as strfmt reads what is none ("3 days"); nanoseconds.
std::optional<std::int64_t> parse_loose_duration(std::string_view text);

bool is_timestamp(std::int64_t seconds);
Value timestamp(std::int64_t seconds, std::uint32_t nanoseconds, std::int16_t zone);
/// time.RFC3339Nano, in its zone.
std::string timestamp_text(const Value& timestamp);
/// Seconds with as many decimals as it needs: "90.5s".
std::string duration_text(std::int64_t nanoseconds);

struct CivilTime {
  std::int64_t year = 1970;
  int month = 1, day = 1, day_of_year = 1, weekday = 4, hour = 0, minute = 0, second = 0;
};
/// `offset`: seconds east of Greenwich.
CivilTime civil_time(std::int64_t seconds, std::int64_t offset);

}  // namespace slipway::cel
