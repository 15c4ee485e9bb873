#include "kube/disruption_budget.h"

#include <fmt/core.h>

namespace slipway::kube {

Result<DisruptionBudget, ParseError> DisruptionBudget::read(std::string_view nodes,
                                                            std::optional<std::string_view> schedule,
                                                            std::optional<Duration> duration) {
  DisruptionBudget budget;
  budget.nodes_ = IntOrPercent::of_text(nodes);
  budget.duration_ = duration.value_or(Duration(0));
  if (!schedule && !duration) return budget;
  const auto parsed = CronSchedule::parse(schedule.value_or(""));
  if (!parsed) return parsed.error();
  budget.schedule_ = *parsed;
  return budget;
}

std::string DisruptionBudget::go_error(std::optional<std::string_view> schedule) {
  return fmt::format("invariant violated, invalid cron, {} (cron=<nil>)",
                     CronSchedule::go_error(schedule.value_or("")));
}

bool DisruptionBudget::is_active(Instant now) const {
  if (!schedule_) return true;
  // An activation after this instant, and not after now, holds still. Whole seconds: the schedule knows no others.
  const auto activation = schedule_->next(now - std::chrono::ceil<std::chrono::seconds>(duration_));
  return !activation || *activation <= now;
}

std::int64_t DisruptionBudget::allowed_disruptions(Instant now, std::int64_t nodes) const {
  if (!is_active(now)) return kUnlimited;
  const auto allowed = nodes_.scaled(nodes, Rounding::Up);
  return allowed ? *allowed : 0;
}

}  // namespace slipway::kube
