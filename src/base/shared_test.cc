#include "base/shared.h"

#include <gtest/gtest.h>

#include <string>

namespace slipway {
namespace {

TEST(Shared, IsOneUntilItIsChanged) {
  Shared<std::string> one(std::string("pods alike"));
  Shared<std::string> other = one;
  EXPECT_EQ(&*one, &*other);
  EXPECT_TRUE(one.is_shared_with(other));
  other.own() += ", but one";
  EXPECT_EQ(*one, "pods alike");
  EXPECT_EQ(*other, "pods alike, but one");
  EXPECT_FALSE(one.is_shared_with(other));
  const std::string* before = &*one;
  one.own() += "!";  // nobody else has it: it stays where it is
  EXPECT_EQ(&*one, before);
  EXPECT_EQ(one->size(), 11u);
}

TEST(Shared, IsByDefaultWhatItsValueIs) {
  Shared<std::string> one, other;
  EXPECT_EQ(*one, "");
  one.own() = "a";
  EXPECT_EQ(*one, "a");
  EXPECT_EQ(*other, "");
}

}  // namespace
}  // namespace slipway
