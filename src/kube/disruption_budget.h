#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "kube/cron_schedule.h"
#include "kube/duration.h"
#include "kube/int_or_percent.h"

namespace slipway::kube {

/// One budget of a Karpenter NodePool: how many nodes may be disrupted at once, always or from each activation of a
/// schedule for a duration. Follows Karpenter 1.14.1, pkg/apis/v1/nodepool.go (Budget.IsActive, GetAllowedDisruptions).
class DisruptionBudget {
 public:
  /// What a budget allows while it is not active.
  static constexpr std::int64_t kUnlimited = 2'147'483'647;

  /// `nodes` is "5" or "10%". The error is that of the schedule: a duration without a schedule has an empty one.
  static Result<DisruptionBudget, ParseError> read(std::string_view nodes, std::optional<std::string_view> schedule,
                                                   std::optional<Duration> duration);
  /// Karpenter's words for what read() refuses.
  static std::string go_error(std::optional<std::string_view> schedule);

  /// From an activation until just before activation + duration. Without a duration never; at all times when the
  /// schedule never comes (30 February).
  bool is_active(Instant now) const;
  /// Of so many nodes, rounded up; kUnlimited while not active; 0 when `nodes` cannot be read.
  std::int64_t allowed_disruptions(Instant now, std::int64_t nodes) const;

  const IntOrPercent& nodes() const { return nodes_; }

 private:
  IntOrPercent nodes_;
  std::optional<CronSchedule> schedule_;  // none: always active
  Duration duration_{0};
};

}  // namespace slipway::kube
