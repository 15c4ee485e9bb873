#include "base/unified_diff.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace slipway {
namespace {

TEST(UnifiedDiff, ShowsTheChangeWithThreeLinesAroundIt) {
  EXPECT_EQ(unified_diff("a.yaml", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"),
            "--- a.yaml\n+++ a.yaml\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
  EXPECT_EQ(unified_diff("a", "same\n", "same\n"), "");
  EXPECT_EQ(unified_diff("a", "", "x\n"), "--- a\n+++ a\n@@ -0,0 +1,1 @@\n+x\n");
  EXPECT_EQ(unified_diff("a", "x\n", ""), "--- a\n+++ a\n@@ -1,1 +0,0 @@\n-x\n");
}

TEST(UnifiedDiff, SaysWhatTheLastLineEndsWith) {
  EXPECT_EQ(unified_diff("a", "x\ny", "x\ny\n"),
            "--- a\n+++ a\n@@ -1,2 +1,2 @@\n x\n-y\n\\ No newline at end of file\n+y\n");
}

TEST(UnifiedDiff, JoinsChangesThatAreNearAndPartsOthers) {
  std::string before, near, far;
  for (int i = 0; i < 20; ++i) {
    const std::string line = std::to_string(i) + "\n";
    before += line;
    near += i == 5 || i == 12 ? "x\n" : line;
    far += i == 5 || i == 13 ? "x\n" : line;
  }
  const auto hunks = [&](const std::string& after) {
    const auto text = unified_diff("a", before, after);
    return std::ranges::count(text, '@') / 4;
  };
  EXPECT_EQ(hunks(near), 1);
  EXPECT_EQ(hunks(far), 2);
}

TEST(UnifiedDiff, ShowsABlockThatComesAsAWhole) {
  const std::string before = "pools:\n  a:\n    taints: [x]\n    weight: 1\nlast: true\n";
  const std::string after =
      "pools:\n  a:\n    taints: [x]\n    weight: 1\n  b:\n    taints: [x]\n    weight: 1\nlast: true\n";
  EXPECT_EQ(unified_diff("a", before, after),
            "--- a\n+++ a\n@@ -2,4 +2,7 @@\n   a:\n     taints: [x]\n     weight: 1\n+  b:\n+    taints: [x]\n"
            "+    weight: 1\n last: true\n");
}

TEST(UnifiedDiff, IsColouredAndHarmlessOnATerminal) {
  EXPECT_EQ(unified_diff("a\x1b", "x\n", "\x1b[2J\n", DiffText::Printable, Colour::On),
            "\x1b[1m--- a \x1b[0m\n\x1b[1m+++ a \x1b[0m\n\x1b[36m@@ -1,1 +1,1 @@\x1b[0m\n"
            "\x1b[31m-x\x1b[0m\n\x1b[32m+ [2J\x1b[0m\n");
  EXPECT_EQ(unified_diff("a", "x\n", "\x1b\n"), "--- a\n+++ a\n@@ -1,1 +1,1 @@\n-x\n+\x1b\n");
}

std::size_t shared_lines(const std::string& a, const std::string& b) {  // each line one character and a break
  const std::size_t width = b.size() / 2 + 1;
  std::vector<std::size_t> row(width, 0);
  for (std::size_t i = 0; i < a.size(); i += 2) {
    std::size_t diagonal = 0;
    for (std::size_t j = 1; j < width; ++j) {
      const std::size_t above = row[j];
      row[j] = a[i] == b[2 * (j - 1)] ? diagonal + 1 : std::max(above, row[j - 1]);
      diagonal = above;
    }
  }
  return row[width - 1];
}

/// For every pair: as few lines are marked as the longest common subsequence allows, and what is left is the same.
TEST(CompareLines, MarksTheFewestLines) {
  std::mt19937 random(7);
  const auto text = [&](int letters) {
    std::string out;
    for (auto i = random() % 24; i > 0; --i)
      out += static_cast<char>('a' + static_cast<int>(random() % static_cast<unsigned long>(letters))), out += '\n';
    return out;
  };
  for (int run = 0; run < 5000; ++run) {
    const std::string before = text(1 + run % 6), after = text(1 + run % 5);
    const LineDiff diff = compare_lines(before, after);
    std::string left, right;
    for (std::size_t i = 0; i < diff.before.size(); ++i)
      if (!diff.gone[i]) left += diff.before[i];
    for (std::size_t i = 0; i < diff.after.size(); ++i)
      if (!diff.come[i]) right += diff.after[i];
    ASSERT_EQ(left, right) << before << "--\n" << after;
    ASSERT_EQ(left.size() / 2, shared_lines(before, after)) << before << "--\n" << after;
  }
}

TEST(CompareLines, TakesLargeTextsThatShareLittle) {
  std::string before, after;
  for (int i = 0; i < 6000; ++i) {
    before += i % 3 == 0 ? "common\n" : std::to_string(i % 7) + "\n";
    after += i % 5 == 0 ? "common\n" : std::to_string((i * 31) % 11 % 7) + "\n";
  }
  const LineDiff diff = compare_lines(before, after);
  std::string left, right;
  for (std::size_t i = 0; i < diff.before.size(); ++i)
    if (!diff.gone[i]) left += diff.before[i];
  for (std::size_t i = 0; i < diff.after.size(); ++i)
    if (!diff.come[i]) right += diff.after[i];
  EXPECT_EQ(left, right);
}

}  // namespace
}  // namespace slipway
