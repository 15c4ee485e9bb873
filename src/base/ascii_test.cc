#include "base/ascii.h"

#include <gtest/gtest.h>

namespace slipway {
namespace {

TEST(Ascii, LowersLettersOfAsciiAlone) {
  EXPECT_EQ(ascii_lower(""), "");
  EXPECT_EQ(ascii_lower("@AZ[az{09"), "@az[az{09");
  EXPECT_EQ(ascii_lower("ÄÉ İ"), "ÄÉ İ") << "bytes of UTF-8 stay as they are";
}

}  // namespace
}  // namespace slipway
