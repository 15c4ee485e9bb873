#include "kube/quantity.h"

#include <gtest/gtest.h>

#include <limits>

namespace slipway::kube {
namespace {

Quantity quantity(std::string_view text) {
  auto parsed = Quantity::parse(text);
  EXPECT_TRUE(parsed) << text << ": " << parsed.error().message;
  return *std::move(parsed);
}

TEST(Quantity, ReadsAndPrintsCanonically) {
  struct Case {
    const char *text, *printed;
    std::int64_t milli;
  };
  for (const Case& c : {Case{"0", "0", 0},
                        {"2", "2", 2'000},
                        {"500m", "500m", 500},
                        {"1500m", "1500m", 1'500},
                        {"1.5", "1500m", 1'500},
                        {"1000m", "1", 1'000},
                        {"1.5Gi", "1536Mi", 1'610'612'736'000},
                        {"1024Mi", "1Gi", 1'073'741'824'000},
                        {"512Ki", "512Ki", 524'288'000},
                        {"20G", "20G", 20'000'000'000'000},
                        {"1e3", "1e3", 1'000'000},
                        {"12e5", "1200e3", 1'200'000'000},
                        {"0.1Gi", "107374182400m", 107'374'182'400},
                        {"-1Gi", "-1Gi", -1'073'741'824'000},
                        {"100Ki", "100Ki", 102'400'000},
                        {"1e-10", "1e-9", 1}}) {  // finer than nano rounds up
    EXPECT_EQ(quantity(c.text).to_string(), c.printed);
    EXPECT_EQ(quantity(c.text).milli_value(), c.milli) << c.text;
  }
}

TEST(Quantity, KeepsSomeTextsAsWritten) {
  for (const char* text : {"1.500", "001", "+1", "5.", "1e+03", "1E3", "1001Ki"})
    EXPECT_EQ(quantity(text).to_string(), text);
  Quantity touched = quantity("1.500");
  touched += Quantity(0);
  EXPECT_EQ(touched.to_string(), "1500m");
}

TEST(Quantity, TakesASuffixAloneForZero) {
  for (const char* text : {"Gi", "m", "e3", "-", ".", "+.Ki"}) EXPECT_TRUE(quantity(text).is_zero()) << text;
}

TEST(Quantity, SaysWhatWasMeant) {
  struct Case {
    std::string_view text;
    std::size_t offset;
    const char* message;
  };
  for (const Case& c : {Case{"16GiB", 2, "unknown suffix 'GiB': did you mean 16Gi?"},
                        {"1.5GB", 3, "unknown suffix 'GB': did you mean 1.5G?"},
                        {"16gi", 2, "unknown suffix 'gi': did you mean 16Gi?"},
                        {"4 cores", 1, "a quantity has no spaces in it"},
                        {"4cores", 1, "unknown suffix 'cores': did you mean 4?"},
                        {"1K", 1, "unknown suffix 'K': did you mean 1k?"},
                        {"50%", 2, "unknown suffix '%'"},
                        {"1,000", 1, "a quantity has no separators between its digits"},
                        {"1.2.3", 3, "a quantity has one decimal point at most"},
                        {"", 0, "expected a quantity such as 500m or 16Gi"},
                        {"none", 0, "expected a quantity such as 500m or 16Gi"},
                        {"Ei", 0, "expected a quantity such as 500m or 16Gi"}}) {
    const auto parsed = Quantity::parse(c.text);
    ASSERT_FALSE(parsed) << c.text;
    EXPECT_EQ(parsed.error(), (ParseError{c.offset, c.message})) << c.text;
  }
}

TEST(Quantity, KnowsTheServersWords) {
  EXPECT_EQ(Quantity::go_error("1Gi"), "");
  EXPECT_EQ(Quantity::go_error("1K"), "unable to parse quantity's suffix");
  EXPECT_EQ(Quantity::go_error("Ei"), "unable to parse numeric part of quantity");
  EXPECT_EQ(Quantity::go_error("16GB"),
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
}

TEST(Quantity, BoundsWhatItReads) {
  EXPECT_EQ(Quantity::parse("1e100000000").error().message, "exponent 'e100000000' is beyond the 1000 we read");
  EXPECT_EQ(Quantity::parse(std::string(1'001, '1')).error().message,
            "a quantity of 1001 characters, more than the 1000 we read");
  EXPECT_EQ(quantity("1e-100000000").to_string(), "1e-9");  // small ones cost nothing
  EXPECT_EQ(quantity("0e-100000000").to_string(), "0");
  EXPECT_GT(quantity("1e1000"), quantity("9Ei"));
}

TEST(Quantity, ReadsTheJsonOfAManifest) {
  EXPECT_EQ(Quantity::parse_json("\" 1Gi \"").value().to_string(), "1Gi");
  EXPECT_EQ(Quantity::parse_json("0.5").value().to_string(), "500m");
  EXPECT_TRUE(Quantity::parse_json("null").value().is_zero());
  EXPECT_EQ(Quantity::parse_json("\"1GB\"").error().offset, 2u);  // of the JSON text
}

TEST(Quantity, AddsExactlyAndKeepsTheLeftFormat) {
  EXPECT_EQ((quantity("100m") + quantity("1")).to_string(), "1100m");
  EXPECT_EQ((quantity("1Gi") + quantity("1G")).to_string(), "2073741824");
  EXPECT_EQ((quantity("0") + quantity("1Gi")).format(), Quantity::Format::BinarySI);
  EXPECT_EQ((Quantity() + quantity("512Mi") + quantity("512Mi")).to_string(), "1Gi");
  EXPECT_EQ((quantity("2Gi") - quantity("0.5Gi")).to_string(), "1536Mi");
  EXPECT_EQ((quantity("9223372036854775807") + Quantity(1)).to_decimal_string(), "9223372036854775808.000000000");
  EXPECT_EQ((quantity("1E") + quantity("1n")).to_decimal_string(), "1000000000000000000.000000001");
}

TEST(Quantity, MultipliesExactly) {
  Quantity product = quantity("500m");
  EXPECT_TRUE(product.multiply(3));
  EXPECT_EQ(product.to_string(), "1500m");
  Quantity large = quantity("9223372036854775807");
  EXPECT_FALSE(large.multiply(2));  // more digits than int64 has
  EXPECT_EQ(large.to_decimal_string(), "18446744073709551614.000000000");
}

TEST(Quantity, ComparesByAmount) {
  EXPECT_EQ(quantity("1000m"), quantity("1"));
  EXPECT_EQ(quantity("0.5Gi"), quantity("512Mi"));
  EXPECT_LT(quantity("1G"), quantity("1Gi"));
  EXPECT_LT(quantity("-1E"), quantity("1n"));
  EXPECT_GT(quantity("1e400"), quantity("999999999999999999e300"));
}

TEST(Quantity, RoundsUpAsItsFormDoes) {
  EXPECT_EQ(quantity("1.1").value(), 2);
  EXPECT_EQ(quantity("-1.5").value(), -2);              // short form: away from zero
  EXPECT_EQ(quantity("-0.1Gi").value(), -107'374'181);  // long form: truncated, and one more
  EXPECT_EQ(quantity("9223372036854775808").value(), std::numeric_limits<std::int64_t>::min());  // wraps
  EXPECT_EQ(quantity("9E").milli_value(), 0);
  Quantity millions = quantity("1500k");
  EXPECT_FALSE(millions.round_up(Scale::Mega));
  EXPECT_EQ(millions.to_string(), "2M");
  EXPECT_TRUE(millions.round_up(Scale::Milli));
}

TEST(Quantity, CapsBinaryAmountsOnly) {
  EXPECT_EQ(quantity("9Ei").to_decimal_string(), "9223372036854775807");
  EXPECT_EQ(quantity("10E").to_decimal_string(), "10000000000000000000");
  EXPECT_EQ(quantity("1000E").to_string(), "1");  // no suffix is left
}

TEST(Quantity, OffersWholeUnitsWhereTheyAreCheap) {
  EXPECT_EQ(quantity("2k").as_int64(), 2'000);
  EXPECT_EQ(quantity("1.0").as_int64(), std::nullopt);
  EXPECT_EQ(quantity("0.5Gi").as_int64(), std::nullopt);
  EXPECT_EQ(quantity("0.5Gi").approximate(), 536'870'912.0);
  EXPECT_EQ(quantity("100m").approximate(), 0.1);
}

TEST(Quantity, CopiesDoNotShare) {
  Quantity a = quantity("0.5Gi");
  const Quantity b = a;
  a += Quantity(1);
  EXPECT_EQ(b.to_string(), "512Mi");
  EXPECT_NE(a, b);
}

}  // namespace
}  // namespace slipway::kube
