#include "kube/selector.h"

#include <gtest/gtest.h>

namespace slipway::kube {
namespace {

TEST(Selector, ReadsTextAndPrintsItSorted) {
  struct Case {
    std::string_view text, printed;
  };
  for (const Case& c : {
           Case{"", ""},
           {"b=1,a=2", "a=2,b=1"},
           {" a == b ", "a==b"},
           {"a in (c, b),!d,e", "a in (b,c),!d,e"},
           {"a notin (b),x!=y", "a notin (b),x!=y"},
           {"n>3,n<9", "n>3,n<9"},
           {"a=", "a="},
           {"a in ()", "a in ()"},
           {"a in (,b)", "a in (,b)"},
           {"in in (in)", "in in (in)"},
       }) {
    const auto selector = Selector::parse(c.text);
    ASSERT_TRUE(selector) << c.text;
    EXPECT_EQ(selector->to_string(), c.printed);
    EXPECT_EQ(*Selector::parse(selector->to_string()), *selector) << c.text;
  }
}

TEST(Selector, SaysWhereAndWhyItCannotRead) {
  struct Case {
    std::string_view text;
    std::size_t offset;
    std::string_view message;
  };
  for (
      const Case& c : {
          Case{"a,", 2, "found '', expected: identifier after ','"},
          {",a", 0, "found ',', expected: !, identifier, or 'end of string'"},
          {"a b", 2, "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"},
          {"a in b", 5, "unable to parse requirement: found 'b' expected: '('"},
          {"a in (b", 7, "unable to parse requirement: found '', expected: ',' or ')'"},
          {"!a=b", 2, "found '=', expected: ',' or 'end of string'"},
          {"n>x", 0,
           R"(unable to parse requirement: values[0]: Invalid value: "x": for 'Gt', 'Lt' operators, the value must be an integer)"},
      }) {
    const auto selector = Selector::parse(c.text);
    ASSERT_FALSE(selector) << c.text;
    EXPECT_EQ(selector.error(), (ParseError{c.offset, std::string(c.message)})) << c.text;
  }
}

TEST(Selector, Matches) {
  const Labels labels = {{"app", "a"}, {"gpus", "8"}, {"empty", ""}};
  struct Case {
    std::string_view text;
    bool matches;
  };
  for (const Case& c : {
           Case{"", true},
           {"app=a", true},
           {"app=b", false},
           {"app!=b", true},
           {"absent!=b", true},
           {"app in (a,b)", true},
           {"app notin (a,b)", false},
           {"absent notin (a)", true},
           {"app", true},
           {"!app", false},
           {"empty=", true},
           {"absent=", false},
           {"gpus>7,gpus<9", true},
           {"gpus>8", false},
           {"app>1", false},
       })
    EXPECT_EQ(Selector::parse(c.text)->matches(labels), c.matches) << c.text;
  EXPECT_FALSE((Selector{true, {}}).matches(labels));
}

}  // namespace
}  // namespace slipway::kube
