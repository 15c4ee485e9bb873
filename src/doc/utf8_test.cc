#include "doc/utf8.h"

#include <gtest/gtest.h>

#include "doc/base64.h"
#include "doc/unicode_print.h"

namespace slipway::doc {
namespace {

TEST(FirstCharacter, TakesOneByteOfWhatIsNotUtf8) {
  struct Case {
    const char* text;
    char32_t code;
    std::size_t bytes;
    bool valid;
  };
  for (const Case& c : {Case{"a", 'a', 1, true},
                        {"é", 0xE9, 2, true},
                        {"€", 0x20AC, 3, true},
                        {"😀", 0x1F600, 4, true},
                        {"\xFF", 0xFFFD, 1, false},
                        {"\xC3", 0xFFFD, 1, false},
                        {"\xC0\x80", 0xFFFD, 1, false},
                        {"\xED\xA0\x80", 0xFFFD, 1, false},
                        {"\xF4\x90\x80\x80", 0xFFFD, 1, false},
                        {"\uFFFD", 0xFFFD, 3, true}}) {
    const Utf8Character character = first_character(c.text);
    EXPECT_EQ(character.code, c.code) << c.text;
    EXPECT_EQ(character.bytes, c.bytes) << c.text;
    EXPECT_EQ(character.valid, c.valid) << c.text;
    if (!c.valid) continue;
    std::string again;
    append_utf8(again, c.code);
    EXPECT_EQ(again, c.text);
  }
  EXPECT_EQ(find_invalid_utf8("plain ascii text, é and 😀"), std::string_view::npos);
  EXPECT_EQ(find_invalid_utf8("plain ascii text\xFF"), 16u);
}

TEST(GoQuote, EscapesWhatDoesNotPrint) {
  EXPECT_EQ(go_quote("a\"\\\n\t\x01\x7F"), R"("a\"\\\n\t\x01\x7f")");
  EXPECT_EQ(go_quote("é€😀\u00A0\u00AD\u2028\uFEFF"), R"("é€😀\u00a0\u00ad\u2028\ufeff")");
  EXPECT_EQ(go_quote("\xFF\xC3"), R"("\xff\xc3")");
  EXPECT_EQ(go_quote("\U000E0001"), R"("\U000e0001")");
  EXPECT_TRUE(prints(0x1F600));
  EXPECT_FALSE(prints(0x110000));
}

TEST(Base64, NeedsItsPadding) {
  for (const char* bytes : {"", "a", "ab", "abc", "abcd"}) EXPECT_EQ(decode_base64(encode_base64(bytes)), bytes);
  EXPECT_EQ(decode_base64("aGVs\r\nbG8=\n"), "hello");
  for (const char* text : {"a", "aGk", "aGk==", "a===", "====", "aG k=", "aGk=a", "a-b_"})
    EXPECT_FALSE(decode_base64(text)) << text;
}

}  // namespace
}  // namespace slipway::doc
