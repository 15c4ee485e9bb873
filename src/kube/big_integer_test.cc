#include "kube/big_integer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace slipway::kube {
namespace {

constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

BigInteger of(std::string_view text) {
  const bool negative = text.starts_with('-');
  BigInteger number = BigInteger::of_digits(text.substr(negative ? 1 : 0));
  if (negative) number.negate();
  return number;
}

TEST(BigInteger, PrintsWhatItRead) {
  for (const char* text : {"0", "7", "-7", "4294967295", "4294967296", "1000000000", "9223372036854775808",
                           "-340282366920938463463374607431768211456", "100000000000000000000000000000000000000001"}) {
    EXPECT_EQ(of(text).to_string(), text);
  }
  EXPECT_EQ(BigInteger(kLeast).to_string(), "-9223372036854775808");
}

TEST(BigInteger, AddsWithEitherSign) {
  struct Case {
    const char *a, *b, *sum;
  };
  for (const Case& c : {Case{"0", "0", "0"},
                        {"18446744073709551615", "1", "18446744073709551616"},
                        {"18446744073709551616", "-1", "18446744073709551615"},
                        {"5", "-18446744073709551616", "-18446744073709551611"},
                        {"-5", "5", "0"}}) {
    BigInteger sum = of(c.a), back = of(c.sum);
    sum += of(c.b);
    back -= of(c.b);
    EXPECT_EQ(sum.to_string(), c.sum) << c.a << " + " << c.b;
    EXPECT_EQ(back.to_string(), c.a) << c.sum << " - " << c.b;
  }
}

TEST(BigInteger, MultipliesAndDivides) {
  BigInteger number = of("-18446744073709551615");
  number *= 18446744073709551615u;
  EXPECT_EQ(number.to_string(), "-340282366920938463426481119284349108225");
  number.multiply(-10);
  EXPECT_EQ(number.to_string(), "3402823669209384634264811192843491082250");
  number.multiply(kLeast);
  EXPECT_EQ(number.to_string(), "-31385508676933403815776123446828947445970264868371038208000");
  EXPECT_EQ(number.divide(1'001), 983u);
  EXPECT_EQ(number.to_string(), "-31354154522410992822953170276552395050919345522848190017");
}

TEST(BigInteger, ShiftsByPowersOfTen) {
  BigInteger number = 123;
  number.shift_decimal(20);
  EXPECT_EQ(number.to_string(), "12300000000000000000000");
  EXPECT_TRUE(number.unshift_decimal(20));
  EXPECT_EQ(number.to_string(), "123");
  EXPECT_FALSE(number.unshift_decimal(1));
  EXPECT_EQ(number.to_string(), "12");
  EXPECT_FALSE(number.unshift_decimal(2'000'000'000));  // at once
  EXPECT_EQ(number.to_string(), "0");
  EXPECT_TRUE(number.unshift_decimal(1));
}

TEST(BigInteger, ComparesBySignAndSize) {
  const char* ascending[] = {"-18446744073709551616", "-4294967296", "-1", "0", "1", "4294967295",
                             "18446744073709551616"};
  for (std::size_t i = 0; i < std::size(ascending); ++i) {
    for (std::size_t j = 0; j < std::size(ascending); ++j) {
      EXPECT_EQ(of(ascending[i]) <=> of(ascending[j]), i <=> j) << ascending[i] << ' ' << ascending[j];
    }
  }
}

TEST(BigInteger, NarrowsAsGoDoes) {
  EXPECT_TRUE(of("9223372036854775807").fits_int64());
  EXPECT_FALSE(of("9223372036854775808").fits_int64());
  EXPECT_TRUE(of("-9223372036854775808").fits_int64());
  EXPECT_FALSE(of("18446744073709551616").fits_int64());
  EXPECT_EQ(of("9223372036854775808").low_int64(), kLeast);
  EXPECT_EQ(of("-18446744073709551617").low_int64(), -1);
}

TEST(BigInteger, RoundsToTheNearestDouble) {
  EXPECT_EQ(of("9007199254740993").to_double(), 9007199254740992.0);  // a tie, to even
  EXPECT_EQ(of("9007199254740995").to_double(), 9007199254740996.0);  // a tie, to even
  EXPECT_EQ(of("-36893488147419111425").to_double(), -36893488147419111424.0);
  EXPECT_EQ(of("170141183460469269510619166673045815297").to_double(), 170141183460469269510619166673045815296.0);
  BigInteger huge = 1;
  huge.shift_decimal(308);
  EXPECT_EQ(huge.to_double(), 1e308);
  huge.shift_decimal(1);
  EXPECT_TRUE(std::isinf(huge.to_double()));
}

}  // namespace
}  // namespace slipway::kube
