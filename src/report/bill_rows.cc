#include "report/bill_rows.h"

#include <fmt/core.h>

#include <algorithm>

namespace slipway::report {

std::vector<BillRow> bill_rows(const cost::Bill& bill) {
  std::vector<BillRow> rows;
  std::vector<int> lines_in_row;
  for (const auto& line : bill.lines) {
    const bool alone = line.part == "nodes";
    auto row = alone ? rows.end() : std::ranges::find(rows, line.part, &BillRow::part);
    if (row == rows.end()) {
      rows.push_back({line.part, alone ? line.name : line.part, line.what, {}, {}, {}, {}, false, true});
      lines_in_row.push_back(0);
      row = rows.end() - 1;
    }
    row->idle_per_hour += line.idle.per_hour;
    row->idle_per_month += line.idle.per_month;
    row->maximum_per_hour += line.maximum.per_hour;
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

}  // namespace slipway::report
