#include "report/bill_rows.h"

#include <fmt/core.h>

#include <algorithm>

#include "cost/amount_text.h"

namespace slipway::report {
namespace {

using cost::Level;

std::string shown(Money money, int decimals, bool estimate, bool complete) {
  return !complete && money.is_zero() ? "unknown" : cost::amount_text(money, decimals, estimate, complete);
}

std::string what_of(const cost::Line& line) {
  if (line.nodes.empty()) return line.what;
  cost::Counts counts;
  for (const auto& node : line.nodes)
    for (const Level level : cost::kLevels) counts[level] += node.count[level];
  const std::string range = cost::range_of(counts);
  return range + (range == "1" ? " node" : " nodes");
}

}  // namespace

std::string BillRow::idle_hour_text() const { return shown(idle_per_hour, 4, estimate, complete); }

std::string BillRow::text(Level level) const {
  const bool is_bound = level != Level::AtLimits || bounded;
  if (!is_bound && !part.empty()) return "no limit";
  return shown(per_month[level], 2, estimate, complete && is_bound);
}

std::vector<BillRow> bill_rows(const cost::Bill& bill) {
  std::vector<BillRow> rows;
  std::vector<int> lines_in_row;
  for (const auto& line : bill.lines) {
    const bool alone = line.part == "nodes";
    auto row = alone ? rows.end() : std::ranges::find(rows, line.part, &BillRow::part);
    if (row == rows.end()) {
      BillRow made;
      made.part = line.part;
      made.label = alone ? line.name : line.part;
      made.what = what_of(line);
      rows.push_back(std::move(made));
      lines_in_row.push_back(0);
      row = rows.end() - 1;
    }
    row->idle_per_hour += line.at(Level::Idle).per_hour;
    for (const Level level : cost::kLevels) row->per_month[level] += line.at(level).per_month;
    row->estimate = row->estimate || line.estimate;
    row->bounded = row->bounded && line.bounded;
    row->complete = row->complete && line.complete;
    int& count = lines_in_row[static_cast<std::size_t>(row - rows.begin())];
    if (++count > 1) row->what = fmt::format("{} of them", count);
  }
  std::erase_if(rows, [](const BillRow& row) {
    return row.part != "nodes" && row.complete && row.per_month[Level::Maximum].is_zero() &&
           row.per_month[Level::AtLimits].is_zero();
  });
  return rows;
}

BillRow total_row(const cost::Bill& bill) {
  BillRow out;
  out.label = bill.is_complete ? "total" : "total of what has a known price";
  out.idle_per_hour = bill.at(Level::Idle).per_hour;
  for (const Level level : cost::kLevels) out.per_month[level] = bill.at(level).per_month;
  out.estimate = std::ranges::any_of(bill.lines, &cost::Line::estimate);
  out.bounded = bill.limits_are_bounded;
  out.complete = bill.is_complete;
  return out;
}

std::string price_basis(const cost::Bill& bill) {
  if (bill.oldest_price.empty()) return "no prices in " + bill.region;
  const std::string dates = bill.oldest_price == bill.newest_price
                                ? "of " + bill.oldest_price
                                : fmt::format("dated {} to {}", bill.oldest_price, bill.newest_price);
  return fmt::format("prices {} in {}{}, {} h a month", dates, bill.region,
                     total_row(bill).estimate ? " (~ estimated)" : "", cost::kHoursPerMonth);
}

std::string count_text(std::int64_t count) { return count == 0 ? "–" : std::to_string(count); }

std::string hour_text(const cost::NodeCount& node) {
  return node.per_hour ? shown(*node.per_hour, 4, node.estimate, true) : "?";
}

}  // namespace slipway::report
