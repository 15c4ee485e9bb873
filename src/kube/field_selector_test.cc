#include "kube/field_selector.h"

#include <gtest/gtest.h>

namespace slipway::kube {
namespace {

TEST(FieldSelector, ReadsAndPrints) {
  struct Case {
    std::string_view text, printed;
  };
  for (const Case& c : {
           Case{"", ""},
           {"b=1,a!=2", "a!=2,b=1"},
           {"a==b", "a=b"},
           {R"(a=b\,c)", R"(a=b\,c)"},
           {"=", ""},
           {",,a=b,", "a=b"},
           {"spec.nodeName=", "spec.nodeName="},
       }) {
    const auto selector = FieldSelector::parse(c.text);
    ASSERT_TRUE(selector) << c.text;
    EXPECT_EQ(selector->to_string(), c.printed);
  }
}

TEST(FieldSelector, SaysWhereAndWhyItCannotRead) {
  struct Case {
    std::string_view text;
    std::size_t offset;
    std::string_view message;
  };
  for (const Case& c : {
           Case{"b=1,a", 4, "invalid selector: 'b=1,a'; can't understand 'a'"},
           {"a=b=c", 3, "invalid field selector: unescaped character in value: 61"},
           {R"(a=b\x)", 3, R"(invalid field selector: invalid escape sequence: \x)"},
           {R"(a=b\)", 3, R"(invalid field selector: invalid escape sequence: \)"},
       })
    EXPECT_EQ(FieldSelector::parse(c.text).error(), (ParseError{c.offset, std::string(c.message)})) << c.text;
}

TEST(FieldSelector, AnAbsentFieldIsEmptyText) {
  EXPECT_TRUE(FieldSelector::parse("x=")->matches({}));
  EXPECT_TRUE(FieldSelector::parse("x!=a")->matches({}));
  EXPECT_FALSE(FieldSelector::parse("x=a,y=b")->matches({{"x", "a"}}));
}

}  // namespace
}  // namespace slipway::kube
