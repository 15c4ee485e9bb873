#include "kube/duration.h"

#include <gtest/gtest.h>

namespace slipway::kube {
namespace {

using namespace std::chrono_literals;

TEST(Duration, ReadsAndPrintsAsGo) {
  struct Case {
    const char* text;
    Duration value;
    const char* printed;
  };
  for (const Case& c : {Case{"0", 0s, "0s"},
                        {"30s", 30s, "30s"},
                        {"90m", 90min, "1h30m0s"},
                        {"1.5h", 90min, "1h30m0s"},
                        {"1h1m1s1ms1us1ns", 1h + 1min + 1s + 1ms + 1us + 1ns, "1h1m1.001001001s"},
                        {"-.5s", -500ms, "-500ms"},
                        {"1\u03BCs", 1us, "1\u00B5s"},
                        {"1500us", 1500us, "1.5ms"},
                        {"0.1ns", 0s, "0s"},
                        {"-9223372036854775808ns", Duration::min(), "-2562047h47m16.854775808s"}}) {
    const auto parsed = parse_duration(c.text);
    ASSERT_TRUE(parsed) << c.text;
    EXPECT_EQ(*parsed, c.value) << c.text;
    EXPECT_EQ(to_string(*parsed), c.printed);
  }
}

TEST(Duration, SaysWhatIsWrong) {
  struct Case {
    const char* text;
    std::size_t offset;
    const char *message, *go;
  };
  for (const Case& c :
       {Case{"7d", 1, "unknown unit 'd': did you mean 168h?", "time: unknown unit \"d\" in duration \"7d\""},
        {"1.5d", 3, "unknown unit 'd': write 24 hours for it", "time: unknown unit \"d\" in duration \"1.5d\""},
        {"5mins", 1, "unknown unit 'mins': did you mean 5m?", "time: unknown unit \"mins\" in duration \"5mins\""},
        {"1h30", 4, "a number needs a unit: ns, us, ms, s, m or h", "time: missing unit in duration \"1h30\""},
        {"", 0, "expected a duration such as 30s, 5m or 1h30m", "time: invalid duration \"\""},
        {"h", 0, "expected a duration such as 30s, 5m or 1h30m", "time: invalid duration \"h\""},
        {"2562048h", 0, "a duration has 292 years at most", "time: invalid duration \"2562048h\""}}) {
    const auto parsed = parse_duration(c.text);
    ASSERT_FALSE(parsed) << c.text;
    EXPECT_EQ(parsed.error(), (ParseError{c.offset, c.message})) << c.text;
    EXPECT_EQ(duration_go_error(c.text), c.go);
  }
}

TEST(Duration, Rounds) {
  EXPECT_EQ(rounded(1500ms, 1s), 2s);
  EXPECT_EQ(rounded(-1500ms, 1s), -2s);
  EXPECT_EQ(rounded(1499ms, 1s), 1s);
  EXPECT_EQ(rounded(Duration::max(), 1s), Duration::max());
  EXPECT_EQ(rounded(Duration::min(), 1s), Duration::min());
  EXPECT_EQ(in_units(90s, 1min), 1.5);
}

TEST(Duration, TellsAgesAsKubectl) {
  struct Case {
    Duration age;
    const char *human, *brief;
  };
  for (const Case& c : {Case{-2s, "<invalid>", "<invalid>"},
                        {-500ms, "0s", "0s"},
                        {119s, "119s", "1m"},
                        {200s, "3m20s", "3m"},
                        {600s, "10m", "10m"},
                        {3h + 20min, "3h20m", "3h"},
                        {10h + 5min, "10h", "10h"},
                        {50h, "2d2h", "2d"},
                        {24h * 30, "30d", "30d"},
                        {24h * 800, "2y70d", "2y"},
                        {24h * 365 * 9, "9y", "9y"}}) {
    EXPECT_EQ(human_duration(c.age), c.human);
    EXPECT_EQ(short_human_duration(c.age), c.brief);
  }
}

TEST(NillableDuration, KeepsTheTextAndKnowsNever) {
  EXPECT_EQ(NillableDuration::parse("720h").value().to_string(), "720h");
  EXPECT_EQ(NillableDuration::parse("1.5h").value(), NillableDuration(90min));
  EXPECT_TRUE(NillableDuration::parse("Never").value().is_never());
  EXPECT_EQ(NillableDuration().to_string(), "Never");
  EXPECT_FALSE(NillableDuration::parse("never"));
}

}  // namespace
}  // namespace slipway::kube
