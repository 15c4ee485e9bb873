#include "kube/cron_schedule.h"

#include <gtest/gtest.h>

namespace slipway::kube {
namespace {

using namespace std::chrono;

constexpr Instant at(int year, unsigned month, unsigned day, int hour = 0, int minute = 0, int second = 0) {
  return sys_days(std::chrono::year(year) / month / day) + hours(hour) + minutes(minute) + seconds(second);
}

CronSchedule schedule(std::string_view text) {
  const auto parsed = CronSchedule::parse(text);
  EXPECT_TRUE(parsed) << text << ": " << parsed.error().message;
  return *parsed;
}

TEST(CronSchedule, NamesTheNextActivation) {
  struct Case {
    const char* text;
    Instant after, next;
  };
  for (const Case& c : {Case{"0 9 * * mon-fri", at(2026, 6, 12, 9), at(2026, 6, 15, 9)},  // after Friday comes Monday
                        {"*/15 * * * *", at(2026, 6, 15, 9, 44, 59), at(2026, 6, 15, 9, 45)},
                        {"*/15 * * * *", at(2026, 6, 15, 9, 45), at(2026, 6, 15, 10)},
                        {"5/20 8-10 * * *", at(2026, 6, 15, 10, 45), at(2026, 6, 16, 8, 5)},
                        {"@monthly", at(2026, 12, 1), at(2027, 1, 1)},
                        {"0 0 29 2 *", at(2026, 1, 1), at(2028, 2, 29)},
                        {"0 0 1,15 JAN,jul ?", at(2026, 1, 15), at(2026, 7, 1)},
                        {" @every 90m30.7s", at(2026, 6, 15), at(2026, 6, 15, 1, 30, 30)}}) {
    EXPECT_EQ(schedule(c.text).next(c.after), c.next) << c.text;
  }
}

TEST(CronSchedule, DaysAreAlternativesWhenBothAreRestricted) {
  const Instant monday = at(2026, 6, 15);                            // and so the 15th
  EXPECT_EQ(schedule("0 0 17 * 2").next(monday), at(2026, 6, 16));   // the 17th, or a Tuesday
  EXPECT_EQ(schedule("0 0 */1 * 2").next(monday), at(2026, 6, 16));  // any day that is a Tuesday
  EXPECT_EQ(schedule("0 0 */2 * 0").next(monday), at(2026, 6, 17));  // an odd day, or a Sunday
  EXPECT_EQ(schedule("0 0 ? * 0").next(monday), at(2026, 6, 21));
}

TEST(CronSchedule, GivesUpAfterFiveYears) {
  EXPECT_EQ(schedule("0 0 30 2 *").next(at(2026, 1, 1)), std::nullopt);
  EXPECT_EQ(schedule(", * * * *").next(at(2026, 1, 1)), std::nullopt);
  EXPECT_EQ(schedule("0 0 29 2 *").next(at(2096, 3, 1)), std::nullopt);  // 2100 is no leap year: none until 2104
}

TEST(CronSchedule, NamesThePreviousActivation) {
  EXPECT_EQ(schedule("0 9 * * *").previous(at(2026, 6, 15, 9)), at(2026, 6, 15, 9));
  EXPECT_EQ(schedule("0 9 * * *").previous(at(2026, 6, 15, 8, 59, 59)), at(2026, 6, 14, 9));
  EXPECT_EQ(schedule("0 0 1 1 *").previous(at(2026, 12, 31)), at(2026, 1, 1));
  EXPECT_EQ(schedule("0 0 30 2 *").previous(at(2026, 12, 31)), std::nullopt);
}

TEST(CronSchedule, SaysWhatIsWrong) {
  struct Case {
    const char* text;
    std::size_t offset;
    const char *message, *go;
  };
  for (const Case& c :
       {Case{"0 0 * * 7", 8, "day of week 7 is above 6: Sunday is 0", "end of range (7) above maximum (6): 7"},
        {"0 24 * * *", 2, "hour 24 is above 23", "end of range (24) above maximum (23): 24"},
        {"0 0 0 * *", 4, "day of month 0 is below 1", "beginning of range (0) below minimum (1): 0"},
        {"0 0 * * fri-mon", 8, "day of week 5 comes after 1",
         "beginning of range (5) beyond end of range (1): fri-mon"},
        {"*/0 * * * *", 0, "a step is 1 or more", "step of range should be a positive number: */0"},
        {"*/-5 * * * *", 2, "'-5' is no minute", "negative number (-5) not allowed: -5"},
        {"1,a * * * *", 2, "'a' is no minute",
         "failed to parse int from a: strconv.Atoi: parsing \"a\": invalid syntax"},
        {"1-2-3 * * * *", 0, "a range is first-last", "too many hyphens: 1-2-3"},
        {"1/2/3 * * * *", 0, "a range has one step at most", "too many slashes: 1/2/3"},
        {"TZ=UTC 0 0 * * *", 0, "expected five fields (minute, hour, day of month, month, day of week), found 6",
         "expected exactly 5 fields, found 6: [TZ=UTC 0 0 * * *]"},
        {"@dayly", 0, "unknown schedule '@dayly': did you mean @daily?", "unrecognized descriptor: @dayly"},
        {"@every 1d", 8, "unknown unit 'd': did you mean 24h?",
         "failed to parse duration @every 1d: time: unknown unit \"d\" in duration \"1d\""}}) {
    const auto parsed = CronSchedule::parse(c.text);
    ASSERT_FALSE(parsed) << c.text;
    EXPECT_EQ(parsed.error(), (ParseError{c.offset, c.message})) << c.text;
    EXPECT_EQ(CronSchedule::go_error(c.text), c.go);
  }
}

}  // namespace
}  // namespace slipway::kube
