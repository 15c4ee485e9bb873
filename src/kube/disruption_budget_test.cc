#include "kube/disruption_budget.h"

#include <gtest/gtest.h>

namespace slipway::kube {
namespace {

using namespace std::chrono;

const Instant kNine = sys_days(year(2026) / June / 15) + hours(9);

DisruptionBudget budget(std::string_view nodes, std::optional<std::string_view> schedule = {},
                        std::optional<Duration> length = {}) {
  return DisruptionBudget::read(nodes, schedule, length).value();
}

TEST(DisruptionBudget, AllowsItsShareRoundedUp) {
  EXPECT_EQ(budget("10%").allowed_disruptions(kNine, 11), 2);
  EXPECT_EQ(budget("0").allowed_disruptions(kNine, 11), 0);
  EXPECT_EQ(budget("5").allowed_disruptions(kNine, 2), 5);
  EXPECT_EQ(budget("abc").allowed_disruptions(kNine, 11), 0);  // fails closed
}

TEST(DisruptionBudget, HoldsFromAnActivationForItsDuration) {
  const DisruptionBudget hours_of_work = budget("0", "0 9 * * mon-fri", hours(8));
  EXPECT_FALSE(hours_of_work.is_active(kNine - seconds(1)));
  EXPECT_TRUE(hours_of_work.is_active(kNine));
  EXPECT_TRUE(hours_of_work.is_active(kNine + hours(8) - seconds(1)));
  EXPECT_FALSE(hours_of_work.is_active(kNine + hours(8)));
  EXPECT_EQ(hours_of_work.allowed_disruptions(kNine + hours(8), 11), DisruptionBudget::kUnlimited);
}

TEST(DisruptionBudget, IsNeverActiveWithoutADurationAndAlwaysWithoutAnActivation) {
  EXPECT_FALSE(budget("0", "* * * * *").is_active(kNine));
  EXPECT_TRUE(budget("0", "0 0 30 2 *", hours(1)).is_active(kNine));
  EXPECT_TRUE(budget("0", "@every 1h", hours(1)).is_active(kNine));  // counts from the start of the window
}

TEST(DisruptionBudget, NeedsAScheduleForItsDuration) {
  EXPECT_FALSE(DisruptionBudget::read("1", std::nullopt, hours(1)));
  EXPECT_EQ(DisruptionBudget::go_error(std::nullopt),
            "invariant violated, invalid cron, expected exactly 5 fields, found 0: [] (cron=<nil>)");
}

}  // namespace
}  // namespace slipway::kube
