#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace slipway::kube {

/// A whole second, UTC.
using Instant = std::chrono::sys_seconds;

/// When something recurs, in UTC: "0 9 * * mon-fri", "@daily", "@every 90m". Follows github.com/robfig/cron/v3 v3.0.1
/// (parser.go, spec.go, constantdelay.go) with its standard parser and the prefix "TZ=UTC " that Karpenter puts before
/// a schedule, so that a schedule with a time zone of its own is an error.
///
/// Day of month and day of week are alternatives when both are restricted, and conditions when one is `*` or `?`. `*/2`
/// restricts,
/// `*/1` does not. Sunday is 0, never 7.
class CronSchedule {
 public:
  static Result<CronSchedule, ParseError> parse(std::string_view text);
  /// The library's words for a text that parse() refuses; "" for one that it takes.
  static std::string go_error(std::string_view text);

  /// The first activation after the instant; nullopt when there is none until the end of the fifth year after.
  std::optional<Instant> next(Instant after) const;
  /// The latest activation at or before the instant: the last that next() gives from one hour before, or two, or four
  /// …, at most 32,768 (3.7 years).
  std::optional<Instant> previous(Instant at) const;

 private:
  friend class CronReader;

  /// The values that a field allows, as bits, and whether it says `*`.
  struct Field {
    std::uint64_t bits = 0;
    bool any = false;
    bool has(unsigned value) const { return bits >> value & 1; }
  };
  bool has_day(std::chrono::year_month_day day, std::chrono::weekday weekday) const;
  std::optional<std::chrono::minutes> first_of_day(std::chrono::minutes not_before) const;

  Field minute_, hour_, day_, month_, weekday_;
  std::chrono::seconds every_{0};  // of "@every": then the fields are idle
};

}  // namespace slipway::kube
