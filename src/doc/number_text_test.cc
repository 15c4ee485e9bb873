#include "doc/number_text.h"

#include <gtest/gtest.h>

namespace slipway::doc {
namespace {

TEST(NumberText, FollowsTheThreeFormatsOfGo) {
  struct Case {
    double number;
    const char *json, *general, *single;
  };
  for (const Case& c : {Case{1, "1", "1", "1"},
                        {-1.5, "-1.5", "-1.5", "-1.5"},
                        {123456, "123456", "123456", "123456"},
                        {1e6, "1000000", "1e+06", "1e+06"},
                        {123456789.5, "123456789.5", "1.234567895e+08", "1.2345679e+08"},
                        {1e21, "1e+21", "1e+21", "1e+21"},
                        {0.0001, "0.0001", "0.0001", "0.0001"},
                        {0.00001, "0.00001", "1e-05", "1e-05"},
                        {1e-7, "1e-7", "1e-07", "1e-07"},
                        {5e-324, "5e-324", "5e-324", "0"},
                        {16777217, "16777217", "1.6777217e+07", "1.6777216e+07"}}) {
    EXPECT_EQ(number_text(c.number), c.json);
    EXPECT_EQ(number_text_go(c.number), c.general);
    EXPECT_EQ(number_text_32(c.number), c.single);
  }
}

}  // namespace
}  // namespace slipway::doc
