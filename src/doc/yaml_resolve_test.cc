#include "doc/yaml_resolve.h"

#include <gtest/gtest.h>

#include <cmath>

namespace slipway::doc {
namespace {

TEST(ResolvePlain, KnowsIntegersOfFourBases) {
  struct Case {
    const char* text;
    std::int64_t value;
  };
  for (const Case& c : {Case{"0", 0},
                        {"-0", 0},
                        {"+7", 7},
                        {"00", 0},
                        {"0777", 511},
                        {"-07", -7},
                        {"0o17", 15},
                        {"0O7", 7},
                        {"0x1F", 31},
                        {"0X1f", 31},
                        {"-0x10", -16},
                        {"0b11", 3},
                        {"+0b1", 1},
                        {"0b-1", -1},
                        {"1_000", 1000},
                        {"1__0_", 10},
                        {"0x_1", 1},
                        {"123456789012345678", 123456789012345678},
                        {"9223372036854775807", INT64_MAX},
                        {"-9223372036854775808", INT64_MIN}}) {
    const YamlScalar scalar = resolve_plain(c.text);
    EXPECT_EQ(scalar.kind, Kind::Int) << c.text;
    EXPECT_EQ(scalar.integer, c.value) << c.text;
    EXPECT_FALSE(scalar.is_unsigned) << c.text;
  }
  EXPECT_TRUE(resolve_plain("9223372036854775808").is_unsigned);
  EXPECT_TRUE(resolve_plain("0xffffffffffffffff").is_unsigned);
}

TEST(ResolvePlain, KnowsNumbersWithAPointOrAnExponent) {
  struct Case {
    const char* text;
    double value;
  };
  for (const Case& c : {Case{"1.5", 1.5},
                        {"1.", 1},
                        {".5", .5},
                        {"-.5", -.5},
                        {"+1.5", 1.5},
                        {"1e3", 1000},
                        {"1E+3", 1000},
                        {"1.e3", 1000},
                        {"08", 8},
                        {"1_0.5_0", 10.5},
                        {"1e-400", 0},
                        {".1_05", .105},
                        {".1e1_0", 1e9},
                        {"+18446744073709551615", 18446744073709551615.0},
                        {"18446744073709551616", 18446744073709551616.0},
                        {".inf", INFINITY},
                        {"-.INF", -INFINITY},
                        {"+.Inf", INFINITY}}) {
    const YamlScalar scalar = resolve_plain(c.text);
    EXPECT_EQ(scalar.kind, Kind::Float) << c.text;
    EXPECT_EQ(scalar.number, c.value) << c.text;
  }
  EXPECT_TRUE(std::isnan(resolve_plain(".NaN").number));
}

TEST(ResolvePlain, KnowsWords) {
  for (const char* text : {"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"})
    EXPECT_TRUE(resolve_plain(text).boolean) << text;
  for (const char* text : {"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"}) {
    EXPECT_EQ(resolve_plain(text).kind, Kind::Bool) << text;
    EXPECT_FALSE(resolve_plain(text).boolean) << text;
  }
  for (const char* text : {"", "~", "null", "Null", "NULL"}) EXPECT_EQ(resolve_plain(text).kind, Kind::Null) << text;
}

TEST(ResolvePlain, LeavesTheRestText) {
  for (const char* text : {"a",
                           "tRue",
                           "yEs",
                           "TRue",
                           "oN",
                           "nULL",
                           "falsE",
                           "tr\x15"
                           "e",
                           "nul",
                           "trued",
                           "name",
                           "-",
                           "+",
                           ".",
                           "..",
                           "1.2.3",
                           "1e",
                           "e3",
                           ".e3",
                           "_1",
                           "0xg",
                           "0b2",
                           "0o8",
                           "1:30",
                           "2026-01-02",
                           "100m",
                           "1Gi",
                           "0x1p3",
                           "1e309",
                           "._5",
                           ".5_",
                           ".5__0",
                           ".5_e1",
                           ".iNF",
                           "Infinity",
                           "<<",
                           "=",
                           "1-1",
                           "--1",
                           "+-1",
                           "0x",
                           "-0b-1",
                           "½",
                           "nan",
                           "none"})
    EXPECT_EQ(resolve_plain(text).kind, Kind::String) << text;
}

TEST(IsYamlTimestamp, TakesFourForms) {
  for (const char* text : {"2026-01-02", "2026-1-2", "2024-02-29", "2026-01-02T03:04:05Z", "2026-1-2t3:4:5+09:00",
                           "2026-01-02T03:04:05.123456789012-00:00", "2026-01-02 03:04:05", "2026-01-02   3:4:5.5"})
    EXPECT_TRUE(is_yaml_timestamp(text)) << text;
  for (const char* text :
       {"2026-13-01", "2026-02-29", "2026-01-00", "26-01-02", "2026-01-02T03:04:05", "2026-01-02T24:00:00Z",
        "2026-01-02T03:04:05+9:00", "2026-01-02 03:04:05Z", "2026-01-02 ", "2026-01-02x", ""})
    EXPECT_FALSE(is_yaml_timestamp(text)) << text;
}

}  // namespace
}  // namespace slipway::doc
