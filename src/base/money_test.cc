#include "base/money.h"

#include <gtest/gtest.h>

namespace slipway {
namespace {

Money usd(std::string_view text) { return Money::parse(text).value(); }

TEST(Money, ReadsPricesExactly) {
  for (const char* text : {"0.526", "0.0000166667", "12", "-3.5", "0", "999999999999999.999999999999"})
    EXPECT_EQ(usd(text).to_exact_string(), text);
  for (const char* text : {"", "-", ".5", "5.", "1e3", "1,000", "$1", "0.0000000000001", "1234567890123456"})
    EXPECT_FALSE(Money::parse(text)) << text;
}

TEST(Money, PrintsRoundedHalfAwayFromZero) {
  EXPECT_EQ(usd("0.005").to_string(2), "0.01");
  EXPECT_EQ(usd("-0.005").to_string(2), "-0.01");
  EXPECT_EQ(usd("0.0049").to_string(2), "0.00");
  EXPECT_EQ(usd("1234567.891").to_string(2), "1,234,567.89");
  EXPECT_EQ(usd("999.995").to_string(2), "1,000.00");
  EXPECT_EQ(usd("0.1").to_string(4), "0.1000");
  EXPECT_EQ(usd("1500").to_string(0), "1,500");
}

TEST(Money, AddsUpWithoutBinaryFractions) {
  Money sum;
  for (int i = 0; i < 10; ++i) sum += usd("0.1");
  EXPECT_EQ(sum, usd("1"));
  EXPECT_EQ(usd("0.526") * 730, usd("383.98"));
}

TEST(Money, MultipliesByFractionsAndDecimals) {
  EXPECT_EQ(usd("10").times(1, 3).to_exact_string(), "3.333333333333");
  EXPECT_EQ(usd("0.526").times(usd("0.69")), usd("0.36294"));
  EXPECT_EQ(usd("98765432.1").times(usd("12345.6789")), usd("1219326311126.35269"));
  EXPECT_EQ(usd("-2").times(usd("0.5")), usd("-1"));
}

}  // namespace
}  // namespace slipway
