#pragma once

#include <string>
#include <vector>

#include "cost/bill.h"

namespace slipway::report {

/// A row of the cost table as people read it: nodes one row each, every other part one row with its lines summed.
struct BillRow {
  std::string part;
  std::string label;  // "pool gpu-inference", "nat gateways"
  std::string what;   // "2, 3, 12 nodes", "3 of them"
  Money idle_per_hour;
  cost::ByLevel<Money> per_month;
  bool estimate = false;
  bool bounded = true;
  bool complete = true;

  /// Amounts as they are shown: "~" before what is estimated, "≥" before what is known not to be all, "no limit" for
  /// what nothing bounds, "unknown" for what has no price at all.
  std::string idle_hour_text() const;
  std::string text(cost::Level level) const;
};

/// In the bill's order. Rows that cost nothing are left out, those of nodes are not.
std::vector<BillRow> bill_rows(const cost::Bill& bill);
/// The bill's totals.
BillRow total_row(const cost::Bill& bill);

/// "prices dated 2024-07-01 to 2026-09-11 in eu-west-1 (~ estimated), 730 h a month".
std::string price_basis(const cost::Bill& bill);

/// "3", or "–" for none.
std::string count_text(std::int64_t count);
/// An hour of a node: "~0.2071", "?" when nobody knows.
std::string hour_text(const cost::NodeCount& node);

}  // namespace slipway::report
