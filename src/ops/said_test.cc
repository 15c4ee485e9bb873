#include "ops/said.h"

#include <gtest/gtest.h>

#include <tuple>

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

TEST(DiskFailure, SaysWhatHelpsAndWhatIsNext) {
  const auto denied = disk_failure({FailureKind::Denied, "cannot write x: Permission denied"});
  EXPECT_EQ(denied.message, "cannot write x: Permission denied");
  EXPECT_NE(denied.fix.find("chmod"), std::string::npos) << denied.fix;
  EXPECT_TRUE(denied.fix.ends_with("; then the same command goes on from here")) << denied.fix;
  const auto full = disk_failure({FailureKind::Malformed, "cannot write x: No space left on device"}, "again");
  EXPECT_NE(full.fix.find("make room"), std::string::npos);
  EXPECT_TRUE(full.fix.ends_with("; then again")) << full.fix;
  EXPECT_EQ(disk_failure({FailureKind::Throttled, "x is locked"}).cause, "another slipway is at work there");
}

/// All that SQLite cannot do is of one kind to us: its words tell a full disk from one that belongs to others.
TEST(DiskFailure, OfTheJournalIsWhatSqliteSays) {
  for (const auto& [says, cause, fix] : {std::tuple{"database or disk is full", "disk is full", "make room"},
                                         {"attempt to write a readonly database", "somebody else", "the right to"},
                                         {"disk I/O error", "in trouble", "dmesg"},
                                         {"database is locked", "another program", "fuser"},
                                         {"unable to open database file", "its folder", "put it back"}}) {
    const auto said = disk_failure({FailureKind::Denied, std::string("the journal j.db: ") + says});
    EXPECT_NE(said.cause.find(cause), std::string::npos) << says << ": " << said.cause;
    EXPECT_NE(said.fix.find(fix), std::string::npos) << says << ": " << said.fix;
  }
}

}  // namespace
}  // namespace slipway::ops
