#include <fmt/core.h>

#include "base/quote.h"
#include "cel/operations.h"
#include "cel/time.h"
#include "kube/duration.h"
#include "kube/go_text.h"

namespace slipway::cel {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

Value part(Operation operation, const CivilTime& time, std::uint32_t nanoseconds) {
  const auto number = [](std::int64_t value) { return Value::of(value); };
  switch (operation) {
    case Operation::GetFullYear:
      return number(time.year);
    case Operation::GetMonth:
      return number(time.month - 1);
    case Operation::GetDayOfYear:
      return number(time.day_of_year - 1);
    case Operation::GetDayOfMonth:
      return number(time.day - 1);
    case Operation::GetDate:
      return number(time.day);
    case Operation::GetDayOfWeek:
      return number(time.weekday);
    case Operation::GetHours:
      return number(time.hour);
    case Operation::GetMinutes:
      return number(time.minute);
    case Operation::GetSeconds:
      return number(time.second);
    default:
      return number(nanoseconds / 1'000'000);
  }
}

Value duration_part(Operation operation, std::int64_t nanoseconds) {
  const auto in = [&](kube::Duration unit) {
    return Value::of(static_cast<std::int64_t>(kube::in_units(kube::Duration(nanoseconds), unit)));
  };
  if (operation == Operation::GetHours) return in(std::chrono::hours(1));
  if (operation == Operation::GetMinutes) return in(std::chrono::minutes(1));
  if (operation == Operation::GetSeconds) return in(std::chrono::seconds(1));
  return Value::of(nanoseconds / (kSecond / 1'000));
}

}  // namespace

Value run_time(Operation operation, std::span<const Value> arguments, Scratch& scratch) {
  const Value& value = arguments[0];
  if (value.kind == Value::Kind::Duration) return duration_part(operation, value.integer);
  std::int64_t offset = 0;
  if (arguments.size() > 1) {
    const std::string_view zone = arguments[1].string();
    const std::size_t colon = zone.find(':');
    if (colon == std::string_view::npos) {
      if (!zone.empty() && zone != "UTC")
        throw CannotRun{
            fmt::format("the time zone {}: only UTC and offsets such as +02:00 are known", go_quoted(zone))};
    } else {
      const auto hours = kube::go_parse_int(zone.substr(0, colon)),
                 minutes = kube::go_parse_int(zone.substr(colon + 1));
      if (!hours) return error_value(scratch, kube::go_number_error("Atoi", zone.substr(0, colon)));
      if (!minutes) return error_value(scratch, kube::go_number_error("Atoi", zone.substr(colon + 1)));
      if (*hours > 10'000 || *hours < -10'000 || *minutes > 100'000 || *minutes < -100'000)
        throw CannotRun{fmt::format("the offset {}", go_quoted(zone))};
      offset = (*hours * 60 + (zone[0] == '-' ? -*minutes : *minutes)) * 60;
    }
  }
  return part(operation, civil_time(value.integer, offset), value.size);
}

}  // namespace slipway::cel
