#include "cost/amount_text.h"

#include <gtest/gtest.h>

namespace slipway::cost {
namespace {

TEST(AmountText, MarksWhatIsEstimatedAndWhatIsNotAll) {
  const Money some = *Money::parse("1234.5"), none;
  EXPECT_EQ(amount_text(some, 2, false, true), "1,234.50");
  EXPECT_EQ(amount_text(some, 2, true, true), "~1,234.50");
  EXPECT_EQ(amount_text(some, 2, true, false), "≥ ~1,234.50");
  EXPECT_EQ(amount_text(some, 0, false, false), "≥ 1,235");
  EXPECT_EQ(amount_text(none, 2, true, true), "0.00") << "nothing is nothing";
  EXPECT_EQ(amount_text(none, 2, true, false), "≥ 0.00");
}

}  // namespace
}  // namespace slipway::cost
