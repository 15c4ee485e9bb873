#include "base/source.h"

#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <vector>

namespace slipway {
namespace {

TEST(SourceText, HasLinesWithoutTheirBreaks) {
  const SourceText text("a.yaml", "one\r\ntwo\n\nfour", 5);
  EXPECT_EQ(text.line(5), "one");
  EXPECT_EQ(text.line(8), "four");
  EXPECT_EQ(text.line(7), "");
  EXPECT_EQ(text.line(4), "") << "before the first";
  EXPECT_EQ(text.line(9), "") << "behind the last";
  EXPECT_EQ(text.line(6), "two") << "after one that is not there";
}

/// Asking in turn is quick because the last place is remembered: it must not show.
TEST(SourceText, HasTheSameLinesInWhateverOrderTheyAreAskedFor) {
  constexpr int kLines = 60;
  std::mt19937 random(3);
  std::vector<std::optional<SourceText>> texts(3);
  const auto name_of = [](int generation, int line) { return std::to_string(generation) + ":" + std::to_string(line); };
  std::vector<int> generations(texts.size(), -1);
  for (int asked = 0; asked < 4'000; ++asked) {
    const std::size_t which = random() % texts.size();
    if (generations[which] < 0 || random() % 16 == 0) {  // another text in the same place
      generations[which] = asked;
      std::string all;
      for (int line = 1; line <= kLines; ++line) all += name_of(asked, line) + '\n';
      texts[which].emplace("f", all);
    }
    const int line = 1 + static_cast<int>(random() % kLines);
    ASSERT_EQ(texts[which]->line(line), name_of(generations[which], line));
  }
}

}  // namespace
}  // namespace slipway
