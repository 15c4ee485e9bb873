#include "kube/int_or_percent.h"

#include <gtest/gtest.h>

#include "doc/value.h"

namespace slipway::kube {
namespace {

std::int64_t scaled(std::string text, std::int64_t total, Rounding rounding) {
  return IntOrPercent(std::move(text)).scaled(total, rounding).value();
}

TEST(IntOrPercent, TakesItsShareOfTheTotal) {
  EXPECT_EQ(scaled("25%", 10, Rounding::Up), 3);
  EXPECT_EQ(scaled("25%", 10, Rounding::Down), 2);
  EXPECT_EQ(scaled("-10%", 15, Rounding::Up), -1);
  EXPECT_EQ(scaled("+150%", 3, Rounding::Down), 4);
  EXPECT_EQ(IntOrPercent(7).scaled(3, Rounding::Up).value(), 7);
}

TEST(IntOrPercent, RefusesTextsThatAreNoPercentage) {
  const IntOrPercent plain(std::string("10")), fraction(std::string("1.5%"));
  EXPECT_EQ(plain.scaled(3, Rounding::Up).error().message, "'10' is no percentage such as 25%");
  EXPECT_EQ(plain.int_value(), 10);
  EXPECT_EQ(plain.scale_go_error(), "invalid value for IntOrString: invalid type: string is not a percentage");
  EXPECT_EQ(fraction.scale_go_error(),
            "invalid value for IntOrString: invalid value \"1.5%\": strconv.Atoi: parsing \"1.5\": invalid syntax");
}

TEST(IntOrPercent, ReadsAFieldOfAManifest) {
  const auto read = [](doc::Value value) { return IntOrPercent::read(doc::freeze(value, {}).root()); };
  EXPECT_EQ(read(3).value(), IntOrPercent(3));
  EXPECT_EQ(read("3").value(), IntOrPercent(std::string("3")));
  EXPECT_EQ(read(nullptr).value(), IntOrPercent(0));
  EXPECT_EQ(read(2.0).value(), IntOrPercent(2));
  EXPECT_EQ(read(2.5).error().message, "expected a whole number of 32 bits, or a percentage such as 25%");
  EXPECT_EQ(read(std::int64_t{1} << 31).error().message,
            "expected a whole number of 32 bits, or a percentage such as 25%");
  EXPECT_EQ(read(true).error().message, "expected a number or a percentage such as 25%, not a boolean");
  const doc::Document beyond = doc::freeze(std::int64_t{1} << 31, {});
  EXPECT_EQ(IntOrPercent::go_error(beyond.root()),
            "json: cannot unmarshal number 2147483648 into Go value of type int32");
}

TEST(IntOrPercent, TakesANumberFromATextAsKarpenterDoes) {
  EXPECT_EQ(IntOrPercent::of_text("5"), IntOrPercent(5));
  EXPECT_EQ(IntOrPercent::of_text("5%"), IntOrPercent(std::string("5%")));
}

}  // namespace
}  // namespace slipway::kube
