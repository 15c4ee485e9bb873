#include "base/quote.h"

#include <gtest/gtest.h>

namespace slipway {
namespace {

TEST(Quote, PrintsTextAsGoDoes) {
  struct Case {
    std::string_view text, quoted;
  };
  for (const Case& c : {
           Case{"", R"("")"},
           {"a b", R"("a b")"},
           {"say \"hi\" \\", R"("say \"hi\" \\")"},
           {"a\tb\n", R"("a\tb\n")"},
           {"\x1b[0m\x7f", R"("\x1b[0m\x7f")"},
           {"é日本", R"("é日本")"},
           {"\xc2\xa0", R"("\u00a0")"},              // no-break space
           {"\xe2\x80\x8b", R"("\u200b")"},          // zero width space
           {"\xf3\xa0\x80\x81", R"("\U000e0001")"},  // a tag character
           {"\xff\xc3", R"("\xff\xc3")"},            // no UTF-8
       })
    EXPECT_EQ(go_quoted(c.text), c.quoted);
}

TEST(Quote, WritesJsonStringsAsGoDoes) {
  struct Case {
    std::string_view text, quoted;
  };
  for (const Case& c : {
           Case{"a\"b\\", R"("a\"b\\")"},
           {"<a&b>", R"("\u003ca\u0026b\u003e")"},
           {"\x01\n\b", R"("\u0001\n\b")"},
           {"é\xe2\x80\xa8", R"("é\u2028")"},
           {"\xff", R"("\ufffd")"},
       })
    EXPECT_EQ(json_quoted(c.text), c.quoted);
}

TEST(Quote, LowersAsGoDoes) {
  struct Case {
    std::string_view text, lower;
  };
  for (const Case& c : {
           Case{"Nginx:V1", "nginx:v1"},
           {"ÀÉ日ß", "àé日ß"},
           {"ĀāĂ", "āāă"},                  // every second one
           {"\xe2\x84\xaa\xc4\xb0", "ki"},  // the Kelvin sign, I with a dot
           {"Ⱥẞ\xff", "ⱥß\xef\xbf\xbd"},
       })
    EXPECT_EQ(go_lower(c.text), c.lower);
}

TEST(Quote, ReadsRunesAsGoDoes) {
  EXPECT_EQ(first_rune("é").rune, 0xE9u);
  EXPECT_EQ(first_rune("\xf0\x9f\x98\x80").rune, 0x1F600u);
  for (const std::string_view broken :
       {"\x80", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82"}) {
    EXPECT_FALSE(first_rune(broken).valid);
    EXPECT_EQ(first_rune(broken).size, 1);
  }
  for (const char32_t rune : {U'a', U'é', U'日', U'\U0001F600'}) {
    std::string text;
    append_rune(text, rune);
    EXPECT_EQ(first_rune(text).rune, rune);
    EXPECT_EQ(first_rune(text).size, static_cast<int>(text.size()));
  }
}

}  // namespace
}  // namespace slipway
