#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace slipway::kube {

/// The time layouts of API objects.
enum class TimeLayout : std::uint8_t {
  Seconds,      // metav1.Time: RFC 3339, "2026-01-02T03:04:05Z" or with an offset "+01:00"; a fraction may follow
  Microseconds  // metav1.MicroTime: the fraction has exactly six digits
};

/// Nanoseconds since 1970. Exact for years 1678 to 2261; beyond, the second is clamped to that range (no rule of ours
/// looks at such times). The error is that of Go 1.26's time.Parse: `parsing time "x" as "2006-…": cannot parse "x" as
/// "2006"`.
Result<std::int64_t, ParseError> parse_time(std::string_view text, TimeLayout layout);

}  // namespace slipway::kube
