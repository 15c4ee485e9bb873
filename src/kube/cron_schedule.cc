#include "kube/cron_schedule.h"

#include <bit>

namespace slipway::kube {

using std::chrono::days, std::chrono::hours, std::chrono::minutes, std::chrono::months, std::chrono::seconds;

bool CronSchedule::has_day(std::chrono::year_month_day day, std::chrono::weekday weekday) const {
  const bool by_day = day_.has(static_cast<unsigned>(day.day())), by_weekday = weekday_.has(weekday.c_encoding());
  return day_.any || weekday_.any ? by_day && by_weekday : by_day || by_weekday;
}

std::optional<minutes> CronSchedule::first_of_day(minutes not_before) const {
  const auto start_hour = static_cast<unsigned>(not_before / hours(1));
  const auto start_minute = static_cast<unsigned>((not_before % hours(1)).count());
  for (unsigned hour = start_hour; hour < 24; ++hour) {
    if (!hour_.has(hour)) continue;
    const std::uint64_t left = hour == start_hour ? minute_.bits >> start_minute << start_minute : minute_.bits;
    if (left != 0) return hours(hour) + minutes(std::countr_zero(left));
  }
  return std::nullopt;
}

std::optional<Instant> CronSchedule::next(Instant after) const {
  if (every_ > seconds(0)) return after + every_;
  const Instant earliest = after + seconds(1);
  const auto last_year = std::chrono::year_month_day(std::chrono::floor<days>(earliest)).year() + std::chrono::years(5);
  const auto start = std::chrono::ceil<minutes>(earliest);
  auto day = std::chrono::floor<days>(start);
  auto not_before = start - day;
  while (true) {
    const std::chrono::year_month_day date(day);
    if (date.year() > last_year) return std::nullopt;
    if (!month_.has(static_cast<unsigned>(date.month()))) {
      day = std::chrono::sys_days((date.year() / date.month() + months(1)) / 1);
      not_before = minutes(0);
      continue;
    }
    if (has_day(date, std::chrono::weekday(day))) {
      if (const auto found = first_of_day(not_before)) return day + *found;
    }
    day += days(1);
    not_before = minutes(0);
  }
}

std::optional<Instant> CronSchedule::previous(Instant at) const {
  for (hours back(1); back <= hours(32'768); back *= 2) {
    auto hit = next(at - back);
    if (!hit || *hit > at) continue;
    for (auto later = next(*hit); later && *later <= at; later = next(*later)) hit = later;
    return hit;
  }
  return std::nullopt;
}

}  // namespace slipway::kube
