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
  Money idle_per_hour, idle_per_month, maximum_per_hour, maximum_per_month;
  bool estimate = false;
  bool bounded = true;
};

/// In the bill's order. Rows that cost nothing at all are left out.
std::vector<BillRow> bill_rows(const cost::Bill& bill);

}  // namespace slipway::report
