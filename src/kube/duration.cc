#include "kube/duration.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/text.h"
#include "kube/go_text.h"

namespace slipway::kube {
namespace {

constexpr std::uint64_t kLimit = std::uint64_t{1} << 63;  // one more than fits: what the most negative duration has

enum class Fault : std::uint8_t { Malformed, TooLong, NoUnit, UnknownUnit };

struct Refusal {
  Fault fault;
  std::size_t offset;
  std::string_view unit = {};
};

struct Unit {
  std::string_view text;
  std::uint64_t nanoseconds;
};
constexpr Unit kUnits[] = {{"ns", 1},          {"us", 1'000},        {"\u00B5s", 1'000},  // micro sign
                           {"\u03BCs", 1'000},                                            // Greek mu
                           {"ms", 1'000'000},  {"s", 1'000'000'000}, {"m", 60'000'000'000}, {"h", 3'600'000'000'000}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

class DurationReader {
 public:
  explicit DurationReader(std::string_view text) : text_(text) {}

  Result<Duration, Refusal> read() {
    const bool negative = text_.starts_with('-');
    if (negative || text_.starts_with('+')) at_ = 1;
    if (text_.substr(at_) == "0") return Duration(0);
    if (at_ == text_.size()) return Refusal{Fault::Malformed, 0};
    std::uint64_t total = 0;
    while (at_ < text_.size()) {
      const std::size_t start = at_;
      const auto term = read_term();
      if (!term) return term.error();
      total += *term;  // twice the limit is 0, and passes, as in Go
      if (total > kLimit) return Refusal{Fault::TooLong, start};
    }
    if (negative) return Duration(static_cast<std::int64_t>(0 - total));
    if (total == kLimit) return Refusal{Fault::TooLong, 0};
    return Duration(static_cast<std::int64_t>(total));
  }

 private:
  /// A number and its unit, in nanoseconds, at most kLimit.
  Result<std::uint64_t, Refusal> read_term() {
    const std::size_t start = at_;
    if (!is_digit(text_[at_]) && text_[at_] != '.') return Refusal{Fault::Malformed, start};
    std::uint64_t whole = 0;
    for (; at_ < text_.size() && is_digit(text_[at_]); ++at_) {
      if (whole > kLimit / 10) return Refusal{Fault::TooLong, start};
      whole = whole * 10 + static_cast<std::uint64_t>(text_[at_] - '0');
      if (whole > kLimit) return Refusal{Fault::TooLong, start};
    }
    std::size_t digits = at_ - start;
    fraction_ = 0;
    fraction_scale_ = 1;
    if (at_ < text_.size() && text_[at_] == '.') {
      const std::size_t point = at_++;
      read_fraction();
      digits += at_ - point - 1;
    }
    if (digits == 0) return Refusal{Fault::Malformed, start};

    const std::size_t unit_start = at_;
    while (at_ < text_.size() && text_[at_] != '.' && !is_digit(text_[at_])) ++at_;
    const std::string_view written = text_.substr(unit_start, at_ - unit_start);
    if (written.empty()) return Refusal{Fault::NoUnit, unit_start};
    const auto unit = std::ranges::find(kUnits, written, &Unit::text);
    if (unit == std::end(kUnits)) return Refusal{Fault::UnknownUnit, unit_start, written};
    if (whole > kLimit / unit->nanoseconds) return Refusal{Fault::TooLong, start};
    whole *= unit->nanoseconds;
    if (fraction_ > 0) {
      whole += static_cast<std::uint64_t>(static_cast<double>(fraction_) *
                                          (static_cast<double>(unit->nanoseconds) / fraction_scale_));
      if (whole > kLimit) return Refusal{Fault::TooLong, start};
    }
    return whole;
  }

  /// As many digits as 63 bits hold; the rest is skipped.
  void read_fraction() {
    bool full = false;
    for (; at_ < text_.size() && is_digit(text_[at_]); ++at_) {
      if (full || (full = fraction_ > (kLimit - 1) / 10)) continue;
      const std::uint64_t more = fraction_ * 10 + static_cast<std::uint64_t>(text_[at_] - '0');
      if ((full = more > kLimit)) continue;
      fraction_ = more;
      fraction_scale_ *= 10;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint64_t fraction_ = 0;  // of the term at hand: fraction_ / fraction_scale_
  double fraction_scale_ = 1;
};

/// Other notations' units, and ours.
constexpr std::pair<std::string_view, std::string_view> kMeant[] = {
    {"sec", "s"},  {"secs", "s"},  {"second", "s"}, {"seconds", "s"}, {"S", "s"},
    {"min", "m"},  {"mins", "m"},  {"M", "m"},      {"minute", "m"},  {"minutes", "m"},
    {"hour", "h"}, {"hours", "h"}, {"hr", "h"},     {"hrs", "h"},     {"H", "h"}};

std::string explain_unit(std::string_view before, std::string_view unit) {
  const std::string message = fmt::format("unknown unit '{}'", printable(unit));
  if (unit == "d" || unit == "w") {
    const std::int64_t hours = unit == "d" ? 24 : 168;
    const auto count = go_parse_int(before);
    if (!count || *count <= 0 || *count > 10'000) return fmt::format("{}: write {} hours for it", message, hours);
    return fmt::format("{}: did you mean {}h?", message, *count * hours);
  }
  for (const auto& [written, meant] : kMeant) {
    if (unit == written) return fmt::format("{}: did you mean {}{}?", message, printable(before), meant);
  }
  return message;
}

std::string explain(std::string_view text, const Refusal& refusal) {
  switch (refusal.fault) {
    case Fault::TooLong:
      return "a duration has 292 years at most";
    case Fault::NoUnit:
      return "a number needs a unit: ns, us, ms, s, m or h";
    case Fault::UnknownUnit:
      return explain_unit(text.substr(0, refusal.offset), refusal.unit);
    case Fault::Malformed:
      break;
  }
  return "expected a duration such as 30s, 5m or 1h30m";
}

}  // namespace

Result<Duration, ParseError> parse_duration(std::string_view text) {
  const auto read = DurationReader(text).read();
  if (read) return *read;
  return ParseError{read.error().offset, explain(text, read.error())};
}

std::string duration_go_error(std::string_view text) {
  const auto read = DurationReader(text).read();
  if (read) return "";
  const Refusal& refusal = read.error();
  const std::string quoted = go_time_quoted(text);
  if (refusal.fault == Fault::NoUnit) return "time: missing unit in duration " + quoted;
  if (refusal.fault != Fault::UnknownUnit) return "time: invalid duration " + quoted;
  return fmt::format("time: unknown unit {} in duration {}", go_time_quoted(refusal.unit), quoted);
}

Result<NillableDuration, ParseError> NillableDuration::parse(std::string_view text) {
  if (text == "Never") return NillableDuration();
  const auto duration = parse_duration(text);
  if (!duration) return duration.error();
  NillableDuration result(*duration);
  result.text_ = text;
  return result;
}

}  // namespace slipway::kube
