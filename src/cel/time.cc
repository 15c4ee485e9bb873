#include "cel/time.h"

#include <fmt/core.h>

#include <cctype>
#include <chrono>

#include "cel/numbers.h"
#include "kube/duration.h"

namespace slipway::cel {
namespace {

constexpr std::int64_t kFirstSecond = -62'135'596'800, kLastSecond = 253'402'300'799;
constexpr std::int64_t kSecondsADay = 86'400;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Reads a time from left to right.
class TimeReader {
 public:
  explicit TimeReader(std::string_view text) : rest_(text) {}

  bool literal(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  std::optional<int> digits(std::size_t count) {
    if (rest_.size() < count) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (!is_digit(rest_[i])) return std::nullopt;
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(count);
    return value;
  }
  /// Go takes an hour of one digit.
  std::optional<int> hour() {
    return rest_.size() > 1 && is_digit(rest_[0]) && !is_digit(rest_[1]) ? digits(1) : digits(2);
  }
  std::optional<std::int64_t> date() {
    const auto year = digits(4);
    if (!year || !literal('-')) return std::nullopt;
    const auto month = digits(2);
    if (!month || !literal('-')) return std::nullopt;
    const auto day = digits(2);
    if (!day || *month < 1 || *month > 12) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days(date).time_since_epoch().count() * kSecondsADay;
  }
  /// Nanoseconds; digits beyond are dropped.
  std::uint32_t fraction() {
    if (rest_.size() < 2 || (rest_[0] != '.' && rest_[0] != ',') || !is_digit(rest_[1])) return 0;
    rest_.remove_prefix(1);
    std::uint32_t value = 0;
    for (int i = 0; i < 9; ++i) {
      value *= 10;
      if (!rest_.empty() && is_digit(rest_[0])) {
        value += static_cast<std::uint32_t>(rest_[0] - '0');
        rest_.remove_prefix(1);
      }
    }
    while (!rest_.empty() && is_digit(rest_[0])) rest_.remove_prefix(1);
    return value;
  }
  std::optional<std::int16_t> zone() {
    if (literal('Z')) return std::int16_t{0};
    const bool west = rest_.starts_with('-');
    if (!west && !rest_.starts_with('+')) return std::nullopt;
    rest_.remove_prefix(1);
    const auto hours = digits(2);
    if (!hours || *hours > 24 || !literal(':')) return std::nullopt;
    const auto minutes = digits(2);
    if (!minutes || *minutes >= 60) return std::nullopt;
    const int offset = *hours * 60 + *minutes;
    return static_cast<std::int16_t>(west ? -offset : offset);
  }
  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

enum class Zone : bool { Needed, MayMiss };

std::optional<Value> read_time(std::string_view text, Zone zone_rule) {
  TimeReader reader(text);
  const auto day = reader.date();
  if (!day || !reader.literal('T')) return std::nullopt;
  const auto hour = reader.hour();
  if (!hour || *hour > 23 || !reader.literal(':')) return std::nullopt;
  const auto minute = reader.digits(2);
  if (!minute || *minute > 59 || !reader.literal(':')) return std::nullopt;
  const auto second = reader.digits(2);
  if (!second || *second > 59) return std::nullopt;
  const std::uint32_t nanoseconds = reader.fraction();
  std::int16_t offset = 0;
  if (!(zone_rule == Zone::MayMiss && reader.at_end())) {
    const auto zone = reader.zone();
    if (!zone || !reader.at_end()) return std::nullopt;
    offset = *zone;
  }
  return timestamp(*day + *hour * 3600 + *minute * 60 + *second - offset * 60, nanoseconds, offset);
}

struct LooseUnit {
  std::string_view name, short_name;
  bool prefix;
  std::int64_t nanoseconds;
};
constexpr std::int64_t kSecond = 1'000'000'000;
constexpr LooseUnit kLooseUnits[] = {{"nano", "ns", true, 1},
                                     {"micro", "us", true, 1'000},
                                     {"milli", "ms", true, 1'000'000},
                                     {"sec", "s", true, kSecond},
                                     {"min", "m", true, 60 * kSecond},
                                     {"hour", "h", true, 3600 * kSecond},
                                     {"day", "d", true, 86400 * kSecond},
                                     {"week", "w", true, 604800 * kSecond}};

std::int64_t loose_unit(std::string_view unit) {
  if (unit == "hr") return 3600 * kSecond;
  if (unit == "wk") return 604800 * kSecond;
  if (unit == "µs") return 1'000;
  for (const LooseUnit& one : kLooseUnits)
    if (unit == one.short_name || unit.starts_with(one.name)) return one.nanoseconds;
  return 0;
}

}  // namespace

bool is_timestamp(std::int64_t seconds) { return seconds >= kFirstSecond && seconds <= kLastSecond; }

Value timestamp(std::int64_t seconds, std::uint32_t nanoseconds, std::int16_t zone) {
  Value made;
  made.kind = Value::Kind::Timestamp;
  made.integer = seconds;
  made.size = nanoseconds;
  made.zone = zone;
  return made;
}

std::optional<Value> parse_timestamp(std::string_view text) {
  const auto time = read_time(text, Zone::Needed);
  return time && is_timestamp(time->integer) ? time : std::nullopt;
}

std::optional<Value> parse_date_time(std::string_view text) {
  return text.empty() ? timestamp(0, 0, 0) : read_time(text, Zone::MayMiss);
}

std::optional<Value> parse_date(std::string_view text) {
  TimeReader reader(text);
  const auto day = reader.date();
  if (!day || !reader.at_end()) return std::nullopt;
  return timestamp(*day, 0, 0);
}

std::optional<std::int64_t> parse_loose_duration(std::string_view text) {
  if (const auto exact = kube::parse_duration(text)) return exact->count();
  std::uint64_t total = 0;
  bool found = false;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_digit(text[at])) {
      ++at;
      continue;
    }
    std::int64_t factor = 0;
    for (; at < text.size() && is_digit(text[at]); ++at)
      if (__builtin_mul_overflow(factor, 10, &factor) || __builtin_add_overflow(factor, text[at] - '0', &factor))
        return std::nullopt;
    while (at < text.size() && std::string_view(" \t\n\f\r").find(text[at]) != std::string_view::npos) ++at;
    std::string unit;
    for (;; ++at) {
      if (at < text.size() && std::isalpha(static_cast<unsigned char>(text[at])))
        unit += static_cast<char>(std::tolower(static_cast<unsigned char>(text[at])));
      else if (text.substr(at).starts_with("µ"))
        unit += text.substr(at++, 2);
      else
        break;
    }
    if (const std::int64_t nanoseconds = loose_unit(unit)) {
      found = true;
      total += static_cast<std::uint64_t>(factor) * static_cast<std::uint64_t>(nanoseconds);  // wraps as Go's does
    }
  }
  return found ? std::optional(static_cast<std::int64_t>(total)) : std::nullopt;
}

CivilTime civil_time(std::int64_t seconds, std::int64_t offset) {
  const std::chrono::sys_seconds at{std::chrono::seconds(seconds + offset)};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  CivilTime time;
  time.year = static_cast<int>(date.year());
  time.month = static_cast<int>(static_cast<unsigned>(date.month()));
  time.day = static_cast<int>(static_cast<unsigned>(date.day()));
  const std::chrono::sys_days first(date.year() / std::chrono::January / 1);
  time.day_of_year = static_cast<int>((day - first).count()) + 1;
  time.weekday = static_cast<int>(std::chrono::weekday(day).c_encoding());
  const std::int64_t rest = (at - day).count();
  time.hour = static_cast<int>(rest / 3600);
  time.minute = static_cast<int>(rest / 60 % 60);
  time.second = static_cast<int>(rest % 60);
  return time;
}

std::string timestamp_text(const Value& value) {
  const CivilTime time = civil_time(value.integer, value.zone * 60);
  std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", time.year, time.month, time.day, time.hour,
                                 time.minute, time.second);
  if (value.size > 0) {
    std::string fraction = fmt::format(".{:09}", value.size);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    text += fraction;
  }
  if (value.zone == 0) return text + 'Z';
  const int minutes = value.zone < 0 ? -value.zone : value.zone;
  return text + fmt::format("{}{:02}:{:02}", value.zone < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

std::string duration_text(std::int64_t nanoseconds) {
  return fmt::format("{}s",
                     number_without_exponent(kube::in_units(kube::Duration(nanoseconds), std::chrono::seconds(1))));
}

}  // namespace slipway::cel
