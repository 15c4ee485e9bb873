#include "base/text.h"

#include <gtest/gtest.h>

#include <array>

namespace slipway {
namespace {

TEST(NearMiss, NamesWhatWasMeant) {
  constexpr std::array<std::string_view, 4> fields = {"instanceTypes", "capacity", "min", "max"};
  EXPECT_EQ(near_miss("instancetypes", fields), "instanceTypes");
  EXPECT_EQ(near_miss("instaceType", fields), "instanceTypes");
  EXPECT_EQ(near_miss("cpaacity", fields), "capacity") << "two letters swapped count once";
  EXPECT_EQ(near_miss("mix", fields), "min") << "the first of equals";
  EXPECT_EQ(near_miss("zones", fields), std::nullopt);
  EXPECT_EQ(near_miss("", fields), std::nullopt);
  constexpr std::string_view kShort[] = {"a", "c", "l4", "16"};
  EXPECT_EQ(near_miss("q", kShort), std::nullopt) << "any other letter is as near";
  EXPECT_EQ(near_miss("A", kShort), "a");
  EXPECT_EQ(near_miss("l5", kShort), "l4");
  for (const char* number : {"1", "17", "77"}) EXPECT_EQ(near_miss(number, kShort), std::nullopt) << number;
  EXPECT_EQ(near_miss(std::string(100'000, 'x'), fields), std::nullopt) << "hostile input costs nothing";
}

TEST(DisplayWidth, CountsColumnsNotBytes) {
  EXPECT_EQ(display_width("abc"), 3u);
  EXPECT_EQ(display_width("2 × m7i"), 7u);
  EXPECT_EQ(display_width("日本"), 4u);
  EXPECT_EQ(display_width("e\xCC\x81"), 1u);
}

TEST(Printable, DisarmsControlCharacters) {
  EXPECT_EQ(printable("a\tb\x1b[31m"), "a b [31m");
  EXPECT_EQ(printable("\xff"
                      "a"),
            "\xEF\xBF\xBD"
            "a");
  EXPECT_EQ(printable("\xE2\x80\xAE"
                      "x"),
            "\xEF\xBF\xBD"
            "x")
      << "no text that runs backwards";
  EXPECT_EQ(printable("größe"), "größe");
}

// Eight bytes are looked at at once: each byte at each of their places, beside those that a sum might carry into.
TEST(Printable, KnowsEveryAsciiByteWhereverItStands) {
  for (const char beside : {'a', ' ', '~'})
    for (std::size_t at = 0; at < 17; ++at)
      for (int byte = 0; byte < 0x80; ++byte) {
        std::string text(17, beside);
        text[at] = static_cast<char>(byte);
        std::string shown = text;
        if (byte < 0x20 || byte == 0x7F) shown[at] = ' ';
        ASSERT_EQ(printable(text), shown) << byte << " at " << at;
      }
}

TEST(Text, SplitsJoinsAndTrims) {
  EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(trim(" \t x y\r\n"), "x y");
  const std::vector<std::string> parts = {"a", "b"};
  EXPECT_EQ(join(parts, " · "), "a · b");
  EXPECT_EQ(with_thousands(-1234567), "-1,234,567");
  EXPECT_EQ(with_thousands(999), "999");
}

}  // namespace
}  // namespace slipway
