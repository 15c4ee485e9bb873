#include "kube/go_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace slipway::kube {
namespace {

TEST(GoText, ParsesIntegersAsStrconv) {
  EXPECT_EQ(go_parse_int("+010"), 10);
  EXPECT_EQ(go_parse_int("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
  for (const char* text : {"", "-", "1_000", "0x1", " 1", "1.0", "9223372036854775808"}) {
    EXPECT_FALSE(go_parse_int(text)) << text;
  }
  EXPECT_EQ(go_parse_uint("18446744073709551615"), 18446744073709551615u);
  EXPECT_FALSE(go_parse_uint("+1"));
}

TEST(GoText, SaysWhatIsMetFirst) {
  EXPECT_EQ(go_number_error("Atoi", "x\n"), "strconv.Atoi: parsing \"x\\n\": invalid syntax");
  EXPECT_EQ(go_number_error("Atoi", "99999999999999999999x"),
            "strconv.Atoi: parsing \"99999999999999999999x\": value out of range");
  EXPECT_EQ(go_number_error("Atoi", "9223372036854775808x"),
            "strconv.Atoi: parsing \"9223372036854775808x\": invalid syntax");
  EXPECT_EQ(go_number_error("ParseUint", "18446744073709551616"),
            "strconv.ParseUint: parsing \"18446744073709551616\": value out of range");
}

TEST(GoText, ReadsAnywayTheNearestNumber) {
  EXPECT_EQ(go_parse_int_anyway("12x"), 0);
  EXPECT_EQ(go_parse_int_anyway("99999999999999999999"), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(go_parse_int_anyway("-99999999999999999999"), std::numeric_limits<std::int64_t>::min());
}

TEST(GoText, KnowsUnicodesWhiteSpace) {
  EXPECT_EQ(go_trim_space(" \t\u3000a \u00A0b\u0085\n"), "a \u00A0b");
  EXPECT_EQ(go_trim_space(" \n"), "");
  EXPECT_EQ(go_fields(" a\u2028bc  d "), (std::vector<std::string_view>{"a", "bc", "d"}));
  EXPECT_TRUE(go_fields("\t").empty());
}

TEST(GoText, QuotesAsPackageTime) { EXPECT_EQ(go_time_quoted("1\u00B5\"\\\n"), R"("1\xc2\xb5\"\\\x0a")"); }

TEST(GoText, PrintsDoublesShortest) {
  for (const auto& [number, text] : {std::pair{0.0, "0"},
                                     {1.5, "1.5"},
                                     {123456.0, "123456"},
                                     {1e6, "1e+06"},
                                     {0.0001, "0.0001"},
                                     {1e-5, "1e-05"},
                                     {-2.5e300, "-2.5e+300"},
                                     {HUGE_VAL, "+Inf"}}) {
    EXPECT_EQ(go_shortest(number), text);
  }
}

TEST(GoText, TruncatesDoublesAsAmd64) {
  EXPECT_EQ(go_int64(-1.9), -1);
  for (const double number : {1e19, -1e19, std::nan("")}) {
    EXPECT_EQ(go_int64(number), std::numeric_limits<std::int64_t>::min());
  }
}

}  // namespace
}  // namespace slipway::kube
