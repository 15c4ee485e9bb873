#include "kube/decode/go_time.h"

#include <gtest/gtest.h>

namespace slipway::kube {
namespace {

TEST(GoTime, ReadsRfc3339) {
  struct Case {
    std::string_view text;
    std::int64_t nanoseconds;
  };
  constexpr std::int64_t kSecond = 1'000'000'000;
  for (const Case& c : {
           Case{"1970-01-01T00:00:00Z", 0},
           {"1970-01-01T01:00:00+01:00", 0},
           {"1969-12-31T23:00:00-01:00", 0},
           {"2026-01-02T03:04:05Z", 1'767'323'045 * kSecond},
           {"1970-01-01T00:00:01.5Z", kSecond + kSecond / 2},
           {"1970-01-01T00:00:01,25Z", kSecond + kSecond / 4},
           {"1970-01-01T3:00:00Z", 3 * 3'600 * kSecond},  // Go takes an hour of one digit
           {"2024-02-29T00:00:00Z", 1'709'164'800 * kSecond},
       })
    EXPECT_EQ(parse_time(c.text, TimeLayout::Seconds).value(), c.nanoseconds) << c.text;
  EXPECT_EQ(parse_time("1970-01-01T00:00:00.000001Z", TimeLayout::Microseconds).value(), 1'000);
}

TEST(GoTime, RefusesInGosWords) {
  const std::string layout = R"( as "2006-01-02T15:04:05Z07:00": cannot parse )";
  struct Case {
    std::string_view text;
    std::string said;
  };
  for (const Case& c : {
           Case{"yesterday", layout + R"("yesterday" as "2006")"},
           {"2026-1-02T03:04:05Z", layout + R"("1-02T03:04:05Z" as "01")"},
           {"2026-01-02 03:04:05Z", layout + R"(" 03:04:05Z" as "T")"},
           {"2026-01-02T03:04:05", layout + R"("" as "Z07:00")"},
           {"2026-01-02T03:04:05+0100", layout + R"("+0100" as "Z07:00")"},
           {"", layout + R"("" as "2006")"},
           {"2026-13-02T03:04:05Z", ": month out of range"},
           {"2026-02-30T03:04:05Z", ": day out of range"},
           {"2026-01-02T24:04:05Z", ": hour out of range"},
           {"2026-01-02T03:04:60Z", ": second out of range"},
           {"2026-01-02T03:04:05+25:00", ": time zone offset hour out of range"},
           {"2026-01-02T03:04:05Zx", R"(: extra text: "x")"},
       })
    EXPECT_EQ(parse_time(c.text, TimeLayout::Seconds).error().message,
              "parsing time \"" + std::string(c.text) + "\"" + c.said);
  EXPECT_EQ(
      parse_time("2026-01-02T03:04:05Z", TimeLayout::Microseconds).error().message,
      R"(parsing time "2026-01-02T03:04:05Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "Z" as ".000000")");
}

}  // namespace
}  // namespace slipway::kube
