#include "kube/big_decimal.h"

#include <gtest/gtest.h>

namespace slipway::kube {
namespace {

TEST(BigDecimal, ShowsItsScale) {
  struct Case {
    std::int64_t unscaled;
    std::int32_t scale;
    const char* text;
  };
  for (const Case& c : {Case{0, 0, "0"},
                        {0, 2, "0.00"},
                        {0, -2, "0"},
                        {1, 0, "1"},
                        {100, 2, "1.00"},
                        {1, -1, "10"},
                        {5, 3, "0.005"},
                        {-5, 1, "-0.5"},
                        {-12345, 2, "-123.45"}}) {
    EXPECT_EQ((BigDecimal{c.unscaled, c.scale}.to_string()), c.text);
  }
}

TEST(BigDecimal, SumsTakeTheGreaterScale) {
  BigDecimal sum{15, 1};
  sum += BigDecimal{250, 2};
  EXPECT_EQ(sum.to_string(), "4.00");
  sum -= BigDecimal{1, -3};
  EXPECT_EQ(sum.to_string(), "-996.00");
}

TEST(BigDecimal, RoundsAwayFromZero) {
  struct Case {
    std::int64_t unscaled;
    std::int32_t scale, to;
    const char* rounded;
    bool exact;
  };
  for (const Case& c : {Case{101, 2, 1, "1.1", false},
                        {-101, 2, 1, "-1.1", false},
                        {110, 2, 1, "1.1", true},
                        {1, 9, 0, "1", false},
                        {-1, 9, 0, "-1", false},
                        {0, 9, 0, "0", true},
                        {7, 0, 2, "7.00", true},
                        {1234, 0, -3, "2000", false}}) {
    BigDecimal number{c.unscaled, c.scale};
    EXPECT_EQ(number.round_up(c.to), c.exact) << c.unscaled;
    EXPECT_EQ(number.to_string(), c.rounded) << c.unscaled;
  }
}

TEST(BigDecimal, ComparesAcrossScales) {
  EXPECT_EQ((BigDecimal{150, 2}), (BigDecimal{15, 1}));
  EXPECT_LT((BigDecimal{-1, -3}), (BigDecimal{-999, 0}));
  EXPECT_GT((BigDecimal{1, -20}), (BigDecimal{1, 20}));
}

}  // namespace
}  // namespace slipway::kube
