#include "kube/decode/json_cursor.h"

#include <gtest/gtest.h>

#include <vector>

namespace slipway::kube {
namespace {

TEST(JsonCursor, WalksMembersInWrittenOrder) {
  JsonCursor at(R"( { "a" : [1, {"x":"]"}] , "b\u0041":null,"a":-1.5e3 } )");
  ASSERT_EQ(at.first(), '{');
  at.enter();
  std::vector<std::string> seen;
  while (at.more()) {
    std::string key = at.key();
    seen.push_back(key + "=" + std::string(at.take()));
  }
  EXPECT_EQ(seen, (std::vector<std::string>{R"(a=[1, {"x":"]"}])", "bA=null", "a=-1.5e3"}));
}

TEST(JsonCursor, WalksListsAndWhatIsEmpty) {
  JsonCursor at(R"([ "a,\"]" , [], {}, true ])");
  at.enter();
  std::vector<std::string_view> seen;
  while (at.more()) seen.push_back(at.take());
  EXPECT_EQ(seen, (std::vector<std::string_view>{R"("a,\"]")", "[]", "{}", "true"}));
  JsonCursor empty("[]");
  empty.enter();
  EXPECT_FALSE(empty.more());
}

TEST(JsonCursor, DecodesStringsAsGoDoes) {
  struct Case {
    std::string_view literal, text;
  };
  for (const Case& c : {
           Case{R"("a\"\\\/\b\f\n\r\t")", "a\"\\/\b\f\n\r\t"},
           {R"("\u00e9\uD83D\uDE00")", "é😀"},
           {R"("\ud83dx")", "\xef\xbf\xbdx"},                  // half a pair
           {R"("\udc00\ud83d")", "\xef\xbf\xbd\xef\xbf\xbd"},  // the halves swapped
           {"\"\xff\"", "\xef\xbf\xbd"},
       })
    EXPECT_EQ(unquote_json(c.literal), c.text);
}

}  // namespace
}  // namespace slipway::kube
