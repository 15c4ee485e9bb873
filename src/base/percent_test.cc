#include "base/percent.h"

#include <gtest/gtest.h>

namespace slipway {
namespace {

TEST(Percent, EscapesAllButWhatStaysAsItIs) {
  struct Case {
    std::string_view text, stay, escaped;
  };
  for (const Case& c : {Case{"", "-._~", ""}, Case{"aZ09-._~", "-._~", "aZ09-._~"}, Case{"a b/c", "-._~", "a%20b%2Fc"},
                        Case{"a b/c", "/", "a%20b/c"}, Case{"é%", "-._~", "%C3%A9%25"},
                        Case{std::string_view("\0\n", 2), "", "%00%0A"}, Case{"k=v,x", "", "k%3Dv%2Cx"}}) {
    EXPECT_EQ(percent_escaped(c.text, c.stay), c.escaped);
    EXPECT_EQ(percent_unescaped(c.escaped), c.text);
  }
}

TEST(Percent, WhatIsNoEscapeStays) {
  for (const char* text : {"%", "%4", "100%", "%zz", "%4g", "a%"}) EXPECT_EQ(percent_unescaped(text), text);
  EXPECT_EQ(percent_unescaped("%7b%7D%"), "{}%");
  EXPECT_EQ(percent_unescaped("%2541"), "%41") << "once";
}

}  // namespace
}  // namespace slipway
