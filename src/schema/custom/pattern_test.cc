#include "schema/custom/pattern.h"

#include <gtest/gtest.h>

namespace slipway::schema::custom {
namespace {

TEST(Pattern, IsFoundAnywhere) {
  const Pattern digits("[0-9]+"), whole("^[a-z]*$");
  EXPECT_TRUE(digits.is_in("a1b"));
  EXPECT_FALSE(digits.is_in("ab"));
  EXPECT_TRUE(digits.is_in("22"));  // and again
  EXPECT_TRUE(whole.is_in(""));
  EXPECT_FALSE(whole.is_in("a-b"));
  EXPECT_EQ(whole.expression(), "^[a-z]*$");
}

TEST(Pattern, ThatCannotBeCompiledIsInNothing) {
  for (const char* wrong : {"(", "a(?=b)", "[z-a]"}) EXPECT_FALSE(Pattern(wrong).is_in("ab")) << wrong;
}

}  // namespace
}  // namespace slipway::schema::custom
