#include "ops/said.h"

#include <gtest/gtest.h>

namespace slipway::ops {
namespace {

TEST(OneLine, IsOneHarmlessAndNoLongerThanAsked) {
  EXPECT_EQ(one_line("a\n\n  b\tc\x1b[31m ", 80), "a b c");
  EXPECT_EQ(one_line("a\x1b[1;31;mb\x1b]0;title\x07"
                     "c\x1b[",
                     80),
            "abc");
  EXPECT_EQ(one_line("a\x1b(b\x1b", 80), "a (b") << "what is no colour is harmless all the same";
  EXPECT_EQ(one_line("abcdef", 6), "abcdef");
  EXPECT_EQ(one_line("abcdefg", 6), "abc…");
  EXPECT_EQ(one_line("€€€", 8), "€…") << "no character is cut in two";
  EXPECT_EQ(one_line("", 8), "");
  EXPECT_LE(one_line(std::string(100'000, 'x'), 50).size(), 50u);
}

TEST(DiskFailure, SaysWhetherItIsARightOrRoom) {
  const auto denied = disk_failure({FailureKind::Denied, "cannot write x: Permission denied"});
  EXPECT_EQ(denied.message, "cannot write x: Permission denied");
  EXPECT_EQ(denied.fix, "give whoever runs slipway the right to it; then the same command goes on from here");
  const auto full = disk_failure({FailureKind::Malformed, "cannot write x: No space left on device"}, "again");
  EXPECT_EQ(full.fix, "make room; then again");
  EXPECT_NE(full.cause.find("full"), std::string::npos);
  EXPECT_EQ(disk_failure({FailureKind::Throttled, "x is locked"}).cause, "another slipway is at work there");
}

}  // namespace
}  // namespace slipway::ops
