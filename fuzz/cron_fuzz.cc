// Schedules: next() is after, agrees with looking at every minute, and previous() leads back to it.
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "kube/cron_schedule.h"
#include "kube/disruption_budget.h"

namespace {

using namespace std::chrono;
using slipway::kube::CronSchedule;
using slipway::kube::Instant;

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

/// The first three bytes choose the instant, the rest is the schedule.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  const auto offset = seconds((data[0] << 16 | data[1] << 8 | data[2]) * 11);  // over some six years
  const Instant now = sys_days(year(2024) / 1 / 1) + offset;
  const std::string_view text(reinterpret_cast<const char*>(data) + 3, size - 3);
  const auto schedule = CronSchedule::parse(text);
  require(schedule.has_value() == CronSchedule::go_error(text).empty());
  if (!schedule) {
    require(schedule.error().offset <= text.size() && !schedule.error().message.empty());
    return 0;
  }
  const auto next = schedule->next(now);
  if (!next) return 0;
  require(*next > now);
  if (text.find('@') != std::string_view::npos) return 0;  // "@every" counts from the instant asked
  require(*next - floor<minutes>(*next) == seconds(0));
  // Nothing in between: from anywhere before it, it is next; and it is the latest at itself.
  require(schedule->next(now + (*next - now) / 2) == next && schedule->next(*next - seconds(1)) == next);
  require(schedule->previous(*next) == next);
  const auto previous = schedule->previous(now);
  if (previous) require(*previous <= now && schedule->next(*previous) == next);
  const auto budget = slipway::kube::DisruptionBudget::read("1", text, hours(1));
  require(budget.has_value() && budget->is_active(*next) && budget->is_active(*next + minutes(59)));
  return 0;
}
