#include "cost/amount_text.h"

namespace slipway::cost {

std::string amount_text(Money amount, int decimals, bool is_estimate, bool is_all) {
  return (is_all ? "" : "≥ ") + std::string(is_estimate && !amount.is_zero() ? "~" : "") + amount.to_string(decimals);
}

}  // namespace slipway::cost
