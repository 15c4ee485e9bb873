#include "report/bill_rows.h"

#include <fmt/core.h>

#include <algorithm>

namespace slipway::report {
namespace {

/// Nothing is nothing, however it was estimated.
std::string shown(Money money, int decimals, bool estimate) {
  return (estimate && !money.is_zero() ? "~" : "") + money.to_string(decimals);
}

}  // namespace

std::string BillRow::idle_hour_text() const { return shown(idle_per_hour, 4, estimate); }
std::string BillRow::idle_month_text() const { return shown(idle_per_month, 2, estimate); }
std::string BillRow::maximum_text() const {
  if (bounded) return shown(maximum_per_month, 2, estimate);
  return part.empty() ? "≥ " + maximum_per_month.to_string(2) : "no limit";
}

std::vector<BillRow> bill_rows(const cost::Bill& bill) {
  std::vector<BillRow> rows;
  std::vector<int> lines_in_row;
  for (const auto& line : bill.lines) {
    const bool alone = line.part == "nodes";
    auto row = alone ? rows.end() : std::ranges::find(rows, line.part, &BillRow::part);
    if (row == rows.end()) {
      rows.push_back({line.part, alone ? line.name : line.part, line.what, {}, {}, {}, false, true});
      lines_in_row.push_back(0);
      row = rows.end() - 1;
    }
    row->idle_per_hour += line.idle.per_hour;
    row->idle_per_month += line.idle.per_month;
    row->maximum_per_month += line.maximum.per_month;
    row->estimate = row->estimate || line.estimate;
    row->bounded = row->bounded && line.bounded;
    int& count = lines_in_row[static_cast<std::size_t>(row - rows.begin())];
    if (++count > 1) row->what = fmt::format("{} of them", count);
  }
  std::erase_if(rows, [](const BillRow& row) {
    return row.idle_per_month.is_zero() && row.maximum_per_month.is_zero() && row.bounded;
  });
  return rows;
}

BillRow total_row(const cost::Bill& bill) {
  const bool estimate = std::ranges::any_of(bill.lines, &cost::Line::estimate);
  return {"",
          "total",
          "",
          bill.idle.per_hour,
          bill.idle.per_month,
          bill.maximum.per_month,
          estimate,
          bill.maximum_is_bounded};
}

std::string price_basis(const cost::Bill& bill) {
  return fmt::format("prices of {} and later in {}{}, {} h a month", bill.price_date, bill.region,
                     total_row(bill).estimate ? " (~ estimated)" : "", cost::kHoursPerMonth);
}

}  // namespace slipway::report
