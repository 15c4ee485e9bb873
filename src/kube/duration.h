#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace slipway::kube {

/// Go's time.Duration: 64 bits of nanoseconds, some 292 years either way.
using Duration = std::chrono::nanoseconds;

/// "1h30m", "500ms", "-1.5h", "0": units from ns to h, no days. Follows Go 1.26 time.ParseDuration, which
/// metav1.Duration uses.
Result<Duration, ParseError> parse_duration(std::string_view text);
/// Go's words for a text that parse_duration refuses.
std::string duration_go_error(std::string_view text);

/// "1h30m0s", "1.5s", "1.5µs", "0s": as Go prints it, and metav1.Duration is stored.
std::string to_string(Duration duration);
/// To the nearest multiple, halves away from zero; what does not fit is the extreme. REQUIRES: multiple > 0.
Duration rounded(Duration duration, Duration multiple);
/// In a unit, as Go's Seconds(), Minutes() and Hours() reckon it. REQUIRES: unit > 0.
double in_units(Duration duration, Duration unit);

/// An age as kubectl prints it, two or three digits of it: "3m20s", "5d2h", "2y". "<invalid>" below -1 s. Follows
/// k8s.io/apimachinery 0.36.3, pkg/util/duration.
std::string human_duration(Duration duration);
/// The same, one unit: "3m", "5d".
std::string short_human_duration(Duration duration);

/// Karpenter's consolidateAfter and expireAfter: a duration, or "Never" (so written, and no other way). Keeps the text
/// as it was written. Follows Karpenter 1.14.1, pkg/apis/v1/duration.go.
class NillableDuration {
 public:
  NillableDuration() = default;  // never
  explicit NillableDuration(Duration duration) : duration_(duration), text_(kube::to_string(duration)) {}
  static Result<NillableDuration, ParseError> parse(std::string_view text);

  bool is_never() const { return !duration_; }
  std::optional<Duration> duration() const { return duration_; }
  std::string to_string() const { return duration_ ? text_ : "Never"; }

  /// By length, not by text.
  friend bool operator==(const NillableDuration& a, const NillableDuration& b) { return a.duration_ == b.duration_; }

 private:
  std::optional<Duration> duration_;
  std::string text_;
};

}  // namespace slipway::kube
