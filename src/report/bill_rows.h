#pragma once

#include <string>
#include <vector>

#include "cost/bill.h"

namespace slipway::report {

/// A row of the cost table as people read it: nodes one row each, every other part one row with its lines summed.
struct BillRow {
  std::string part;
  std::string label;  // "pool gpu-inference", "nat gateways"
  std::string what;   // "2 × t3.small on-demand", "3 of them"
  Money idle_per_hour, idle_per_month, maximum_per_month;
  bool estimate = false;
  bool bounded = true;

  /// The three amounts as they are shown: "~" before what is estimated, "no limit" for what nothing bounds.
  std::string idle_hour_text() const, idle_month_text() const, maximum_text() const;
};

/// In the bill's order. Rows that cost nothing at all are left out.
std::vector<BillRow> bill_rows(const cost::Bill& bill);
/// The bill's totals; without a bound the maximum is shown as "≥ …".
BillRow total_row(const cost::Bill& bill);

/// "prices of 2026-07-20 and later in eu-west-1 (~ estimated), 730 h a month".
std::string price_basis(const cost::Bill& bill);

}  // namespace slipway::report
