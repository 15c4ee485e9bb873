// How github.com/robfig/cron/v3 v3.0.1 (parser.go) reads a schedule.
#include <fmt/core.h>

#include <algorithm>
#include <span>

#include "base/text.h"
#include "kube/cron_schedule.h"
#include "kube/duration.h"
#include "kube/go_text.h"

namespace slipway::kube {
namespace {

/// What we say, and what the library says.
struct Refusal {
  std::size_t offset;
  std::string message;
  std::string go;
};

struct Bounds {
  std::string_view name;
  std::uint64_t min, max;
  std::span<const std::string_view> words = {};  // of min, min + 1, …
};

constexpr std::string_view kMonths[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                        "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::string_view kWeekdays[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
constexpr Bounds kMinute{"minute", 0, 59}, kHour{"hour", 0, 23}, kDay{"day of month", 1, 31};
constexpr Bounds kMonth{"month", 1, 12, kMonths}, kWeekday{"day of week", 0, 6, kWeekdays};

struct Named {
  std::string_view name, schedule;
};
constexpr Named kDescriptors[] = {{"@yearly", "0 0 1 1 *"}, {"@annually", "0 0 1 1 *"}, {"@monthly", "0 0 1 * *"},
                                  {"@weekly", "0 0 * * 0"}, {"@daily", "0 0 * * *"},    {"@midnight", "0 0 * * *"},
                                  {"@hourly", "0 * * * *"}};

std::uint64_t bits(std::uint64_t first, std::uint64_t last, std::uint64_t step) {
  std::uint64_t result = 0;
  for (std::uint64_t value = first; value <= last; value += step) result |= std::uint64_t{1} << value;
  return result;
}

}  // namespace

class CronReader {
 public:
  explicit CronReader(std::string_view text) : text_(text) {}

  Result<CronSchedule, Refusal> read() {
    const std::string_view spec = go_trim_space(text_);
    if (spec.starts_with('@')) return read_descriptor(spec);
    const std::vector<std::string_view> fields = go_fields(spec);
    if (fields.size() != 5) {
      const std::vector<std::string> texts(fields.begin(), fields.end());
      return Refusal{
          0,
          fmt::format("expected five fields (minute, hour, day of month, month, day of week), found {}", fields.size()),
          fmt::format("expected exactly 5 fields, found {}: [{}]", fields.size(), join(texts, " "))};
    }
    CronSchedule schedule;
    read_field(fields[0], kMinute, schedule.minute_);
    read_field(fields[1], kHour, schedule.hour_);
    read_field(fields[2], kDay, schedule.day_);
    read_field(fields[3], kMonth, schedule.month_);
    read_field(fields[4], kWeekday, schedule.weekday_);
    if (refusal_) return *refusal_;
    return schedule;
  }

 private:
  Result<CronSchedule, Refusal> read_descriptor(std::string_view spec) {
    const auto known = std::ranges::find(kDescriptors, spec, &Named::name);
    if (known != std::end(kDescriptors)) return CronReader(known->schedule).read();
    constexpr std::string_view kEvery = "@every ";
    const std::size_t at = offset(spec);
    if (!spec.starts_with(kEvery)) {
      std::vector<std::string_view> names;
      for (const Named& named : kDescriptors) names.push_back(named.name);
      const auto meant = near_miss(spec, names);
      return Refusal{at,
                     fmt::format("unknown schedule '{}'{}", printable(spec),
                                 meant ? fmt::format(": did you mean {}?", *meant) : ""),
                     fmt::format("unrecognized descriptor: {}", spec)};
    }
    const std::string_view text = spec.substr(kEvery.size());
    const auto delay = parse_duration(text);
    if (!delay) {
      return Refusal{at + kEvery.size() + delay.error().offset, delay.error().message,
                     fmt::format("failed to parse duration {}: {}", spec, duration_go_error(text))};
    }
    CronSchedule schedule;
    schedule.every_ = std::max(std::chrono::duration_cast<std::chrono::seconds>(*delay), std::chrono::seconds(1));
    return schedule;
  }

  /// A list of ranges; empty ones between commas are skipped.
  void read_field(std::string_view field, const Bounds& bounds, CronSchedule::Field& result) {
    for (const std::string_view range : split(field, ',')) {
      if (refusal_) return;
      if (!range.empty()) read_range(range, bounds, result);
    }
  }

  /// `*` or `?`, a value, or first-last, and then perhaps /step. A single value with a step runs to the end.
  void read_range(std::string_view range, const Bounds& bounds, CronSchedule::Field& result) {
    const auto parts = split(range, '/');
    const auto ends = split(parts[0], '-');
    std::uint64_t first = bounds.min, last = bounds.max, step = 1;
    bool any = ends[0] == "*" || ends[0] == "?";
    if (!any) {
      if (!read_value(ends[0], bounds, first)) return;
      last = first;
      if (ends.size() > 2) return refuse(range, "a range is first-last", fmt::format("too many hyphens: {}", range));
      if (ends.size() == 2 && !read_value(ends[1], bounds, last)) return;
    }
    if (parts.size() > 2)
      return refuse(range, "a range has one step at most", fmt::format("too many slashes: {}", range));
    if (parts.size() == 2) {
      if (!read_number(parts[1], bounds, step)) return;
      if (ends.size() == 1) last = bounds.max;
      if (step > 1) any = false;
    }
    if (first < bounds.min) {
      return refuse(range, fmt::format("{} {} is below {}", bounds.name, first, bounds.min),
                    fmt::format("beginning of range ({}) below minimum ({}): {}", first, bounds.min, range));
    }
    if (last > bounds.max) {
      const bool sunday = last == 7 && bounds.max == kWeekday.max;
      return refuse(range,
                    fmt::format("{} {} is above {}{}", bounds.name, last, bounds.max, sunday ? ": Sunday is 0" : ""),
                    fmt::format("end of range ({}) above maximum ({}): {}", last, bounds.max, range));
    }
    if (first > last) {
      return refuse(range, fmt::format("{} {} comes after {}", bounds.name, first, last),
                    fmt::format("beginning of range ({}) beyond end of range ({}): {}", first, last, range));
    }
    if (step == 0) {
      return refuse(range, "a step is 1 or more", fmt::format("step of range should be a positive number: {}", range));
    }
    result.bits |= bits(first, last, step);
    result.any |= any;
  }

  bool read_value(std::string_view text, const Bounds& bounds, std::uint64_t& value) {
    for (std::size_t i = 0; i < bounds.words.size(); ++i) {
      const bool same = std::ranges::equal(text, bounds.words[i], [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + ('a' - 'A')) : a) == b;
      });
      if (!same) continue;
      value = bounds.min + i;
      return true;
    }
    return read_number(text, bounds, value);
  }

  bool read_number(std::string_view text, const Bounds& bounds, std::uint64_t& value) {
    const auto number = go_parse_int(text);
    if (number && *number >= 0) {
      value = static_cast<std::uint64_t>(*number);
      return true;
    }
    refuse(text, fmt::format("'{}' is no {}", printable(text), bounds.name),
           number ? fmt::format("negative number ({}) not allowed: {}", *number, text)
                  : fmt::format("failed to parse int from {}: {}", text, go_number_error("Atoi", text)));
    return false;
  }

  std::size_t offset(std::string_view part) const { return static_cast<std::size_t>(part.data() - text_.data()); }
  void refuse(std::string_view part, std::string message, std::string go) {
    refusal_ = Refusal{offset(part), std::move(message), std::move(go)};
  }

  std::string_view text_;
  std::optional<Refusal> refusal_;  // the first one
};

Result<CronSchedule, ParseError> CronSchedule::parse(std::string_view text) {
  const auto read = CronReader(text).read();
  if (read) return *read;
  return ParseError{read.error().offset, read.error().message};
}

std::string CronSchedule::go_error(std::string_view text) {
  const auto read = CronReader(text).read();
  return read ? "" : read.error().go;
}

}  // namespace slipway::kube
