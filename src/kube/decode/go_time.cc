#include "kube/decode/go_time.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <optional>

#include "kube/go_text.h"

namespace slipway::kube {
namespace {

constexpr std::string_view kLayouts[] = {"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05.000000Z07:00"};

bool is_digit(std::string_view text, std::size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; }

/// Reads part after part of a layout. The first part that is wrong makes the error; nothing is read after it.
class TimeReader {
 public:
  TimeReader(std::string_view text, TimeLayout layout) : text_(text), rest_(text), layout_(layout) {}

  Result<std::int64_t, ParseError> read() {
    const int year = read_year();
    literal('-');
    const int month = number("01", 2, 1, 12, "month");
    literal('-');
    const int day = number("02", 2, 0, 99, "day");
    literal('T');
    const int hour = number("15", 1, 0, 23, "hour");
    literal(':');
    const int minute = number("04", 2, 0, 59, "minute");
    literal(':');
    const int second = number("05", 2, 0, 59, "second");
    const int nanosecond = layout_ == TimeLayout::Microseconds ? exact_fraction() : any_fraction();
    const int offset = read_offset();
    if (!error_ && !rest_.empty()) fail_with(": extra text: " + go_time_quoted(rest_));
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (!error_ && !date.ok()) fail_with(": day out of range");
    if (error_) return *error_;
    const std::int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max() / 1'000'000'000 - 1;
    const std::int64_t seconds =
        std::clamp(days * 86'400 + hour * 3'600 + minute * 60 + second - offset, -kMost, kMost);
    return seconds * 1'000'000'000 + nanosecond;
  }

 private:
  void fail_with(const std::string& message) {
    if (!error_) error_ = ParseError{text_.size() - rest_.size(), "parsing time " + go_time_quoted(text_) + message};
  }
  void fail(std::string_view layout_part) {
    fail_with(" as " + go_time_quoted(kLayouts[static_cast<std::size_t>(layout_)]) + ": cannot parse " +
              go_time_quoted(rest_) + " as " + go_time_quoted(layout_part));
  }

  void literal(char c) {
    if (error_) return;
    if (!rest_.starts_with(c)) return fail({&c, 1});
    rest_.remove_prefix(1);
  }

  int read_year() {
    if (rest_.size() < 4 || !is_digit(rest_, 0) || !is_digit(rest_, 1) || !is_digit(rest_, 2) || !is_digit(rest_, 3)) {
      fail("2006");
      return 0;
    }
    const int year = (rest_[0] - '0') * 1000 + (rest_[1] - '0') * 100 + (rest_[2] - '0') * 10 + (rest_[3] - '0');
    rest_.remove_prefix(4);
    return year;
  }

  /// Two digits, or one where `fewest` is 1.
  int number(std::string_view layout_part, int fewest, int least, int most, std::string_view what) {
    if (error_) return 0;
    const int digits = !is_digit(rest_, 0) ? 0 : !is_digit(rest_, 1) ? 1 : 2;
    if (digits < fewest) {
      fail(layout_part);
      return 0;
    }
    const int value = digits == 1 ? rest_[0] - '0' : (rest_[0] - '0') * 10 + (rest_[1] - '0');
    rest_.remove_prefix(static_cast<std::size_t>(digits));
    if (value < least || value > most) fail_with(fmt::format(": {} out of range", what));
    return value;
  }

  /// Nanoseconds of ".123456" at the front, of `digits` digits; digits beyond nine are not looked at.
  int take_fraction(std::size_t digits) {
    int value = 0;
    for (std::size_t i = 1; i <= 9; ++i) value = value * 10 + (i <= digits ? rest_[i] - '0' : 0);
    rest_.remove_prefix(digits + 1);
    return value;
  }
  bool starts_fraction() const { return rest_.starts_with('.') || rest_.starts_with(','); }

  int any_fraction() {
    if (error_ || !starts_fraction() || !is_digit(rest_, 1)) return 0;
    std::size_t digits = 1;
    while (is_digit(rest_, digits + 1)) ++digits;
    return take_fraction(digits);
  }

  int exact_fraction() {
    if (error_) return 0;
    bool is_whole = starts_fraction();
    for (std::size_t i = 1; i <= 6; ++i) is_whole = is_whole && is_digit(rest_, i);
    if (is_whole) return take_fraction(6);
    fail(".000000");
    return 0;
  }

  /// Seconds east of UTC.
  int read_offset() {
    if (error_) return 0;
    if (rest_.starts_with('Z')) {
      rest_.remove_prefix(1);
      return 0;
    }
    const std::string_view all = rest_;
    if (all.size() < 6 || all[3] != ':') {
      fail("Z07:00");
      return 0;
    }
    rest_.remove_prefix(6);  // a complaint about the range points behind it
    const bool hour_ok = is_digit(all, 1) && is_digit(all, 2);
    const bool minute_ok = hour_ok && is_digit(all, 4) && is_digit(all, 5);
    const int hour = hour_ok ? (all[1] - '0') * 10 + (all[2] - '0') : 0;
    const int minute = minute_ok ? (all[4] - '0') * 10 + (all[5] - '0') : 0;
    if (minute > 60)
      fail_with(": time zone offset minute out of range");
    else if (hour > 24)
      fail_with(": time zone offset hour out of range");
    if (!minute_ok || (all[0] != '+' && all[0] != '-')) {
      rest_ = all;
      fail("Z07:00");
    }
    const int seconds = hour * 3'600 + minute * 60;
    return all[0] == '-' ? -seconds : seconds;
  }

  std::string_view text_, rest_;
  TimeLayout layout_;
  std::optional<ParseError> error_;
};

}  // namespace

Result<std::int64_t, ParseError> parse_time(std::string_view text, TimeLayout layout) {
  return TimeReader(text, layout).read();
}

}  // namespace slipway::kube
