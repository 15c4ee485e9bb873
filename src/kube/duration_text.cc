// How Go (1.26 time/time.go) and kubectl (k8s.io/apimachinery 0.36.3, pkg/util/duration) print durations.
#include <fmt/core.h>

#include <limits>

#include "kube/duration.h"

namespace slipway::kube {
namespace {

using std::chrono::hours, std::chrono::minutes, std::chrono::seconds;

constexpr std::uint64_t kSecond = 1'000'000'000;

/// number / 10^decimals without zeros that carry nothing: 1500 with three is "1.5".
std::string decimal(std::uint64_t number, int decimals) {
  std::uint64_t divisor = 1;
  for (int i = 0; i < decimals; ++i) divisor *= 10;
  std::string text = fmt::format("{}", number / divisor);
  if (number % divisor == 0) return text;
  std::string fraction = fmt::format("{:0{}}", number % divisor, decimals);
  fraction.resize(fraction.find_last_not_of('0') + 1);
  return text + "." + fraction;
}

}  // namespace

std::string to_string(Duration duration) {
  const bool negative = duration.count() < 0;
  auto left = static_cast<std::uint64_t>(duration.count());
  if (negative) left = 0 - left;
  const std::string sign = negative ? "-" : "";
  if (left == 0) return "0s";
  if (left < 1'000) return sign + decimal(left, 0) + "ns";
  if (left < 1'000'000) return sign + decimal(left, 3) + "\u00B5s";
  if (left < kSecond) return sign + decimal(left, 6) + "ms";
  const std::uint64_t all_minutes = left / (60 * kSecond);
  const std::string rest = decimal(left % (60 * kSecond), 9) + "s";
  if (all_minutes == 0) return sign + rest;
  if (all_minutes < 60) return fmt::format("{}{}m{}", sign, all_minutes, rest);
  return fmt::format("{}{}h{}m{}", sign, all_minutes / 60, all_minutes % 60, rest);
}

Duration rounded(Duration duration, Duration multiple) {
  const Duration rest = duration % multiple;
  const std::int64_t size = rest.count() < 0 ? -rest.count() : rest.count();
  const std::int64_t missing = multiple.count() - size;
  if (size < missing) return duration - rest;  // less than half: no sum that could overflow
  std::int64_t away = 0;
  if (duration.count() < 0) {
    return __builtin_sub_overflow(duration.count(), missing, &away) ? Duration::min() : Duration(away);
  }
  return __builtin_add_overflow(duration.count(), missing, &away) ? Duration::max() : Duration(away);
}

double in_units(Duration duration, Duration unit) {
  return static_cast<double>(duration / unit) +
         static_cast<double>((duration % unit).count()) / static_cast<double>(unit.count());
}

std::string human_duration(Duration duration) {
  const auto in_seconds = static_cast<std::int64_t>(in_units(duration, seconds(1)));
  if (in_seconds < -1) return "<invalid>";
  if (in_seconds < 0) return "0s";
  if (in_seconds < 120) return fmt::format("{}s", in_seconds);
  const auto two = [](std::int64_t large, char unit, std::int64_t small, char small_unit) {
    return small == 0 ? fmt::format("{}{}", large, unit) : fmt::format("{}{}{}{}", large, unit, small, small_unit);
  };
  const std::int64_t in_minutes = duration / minutes(1), in_hours = duration / hours(1);
  if (in_minutes < 10) return two(in_minutes, 'm', duration / seconds(1) % 60, 's');
  if (in_minutes < 180) return fmt::format("{}m", in_minutes);
  if (in_hours < 8) return two(in_hours, 'h', in_minutes % 60, 'm');
  if (in_hours < 48) return fmt::format("{}h", in_hours);
  const std::int64_t days = in_hours / 24;
  if (days < 8) return two(days, 'd', in_hours % 24, 'h');
  if (days < 2 * 365) return fmt::format("{}d", days);
  if (days < 8 * 365) return two(days / 365, 'y', days % 365, 'd');
  return fmt::format("{}y", days / 365);
}

std::string short_human_duration(Duration duration) {
  const auto whole = [&](Duration unit) { return static_cast<std::int64_t>(in_units(duration, unit)); };
  const std::int64_t in_seconds = whole(seconds(1));
  if (in_seconds < -1) return "<invalid>";
  if (in_seconds < 0) return "0s";
  if (in_seconds < 60) return fmt::format("{}s", in_seconds);
  if (whole(minutes(1)) < 60) return fmt::format("{}m", whole(minutes(1)));
  const std::int64_t in_hours = whole(hours(1));
  if (in_hours < 24) return fmt::format("{}h", in_hours);
  if (in_hours < 24 * 365) return fmt::format("{}d", in_hours / 24);
  return fmt::format("{}y", static_cast<std::int64_t>(in_units(duration, hours(1)) / 24 / 365));
}

}  // namespace slipway::kube
