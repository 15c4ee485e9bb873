#include "cost/pricing.h"

#include <algorithm>
#include <cassert>

namespace slipway::cost {
namespace {

bool is_hourly(std::string_view unit) { return unit.ends_with("hour"); }

Term term(const Quantity& quantity, const PriceRow& row) {
  std::string text = quantity.text + " × " + row.price.to_exact_string() + " USD/" + row.unit;
  if (is_hourly(row.unit)) text += " × " + std::to_string(kHoursPerMonth) + " h";
  return {std::move(text), per_month(quantity.number, row), row};
}

void add(Amount& amount, Term term) {
  amount.per_month += term.per_month;
  amount.terms.push_back(std::move(term));
}

}  // namespace

Money per_month(Number quantity, const PriceRow& row) {
  const Money sum = row.price.times(quantity);
  return is_hourly(row.unit) ? sum * kHoursPerMonth : sum;
}

LineWriter::LineWriter(Pricing& in, std::string_view part, std::string name, SourceRange where, std::string component)
    : in_(in) {
  line_.part = part;
  line_.name = std::move(name);
  line_.where = where;
  line_.component = std::move(component);
}

void LineWriter::charge(const Levels& levels, std::string_view key) {
  for (const Level level : kLevels) charge_at(level, levels[level], key);
}

void LineWriter::charge_at(Level level, const Quantity& quantity, std::string_view key) {
  if (const auto row = in_.prices.service(key)) return charge_at(level, quantity, *row);
  std::string what(key);
  std::ranges::replace(what, '/', ' ');
  leave_unpriced(what);
}

void LineWriter::leave_unpriced(std::string_view what) {
  report_unpriced(in_, line_.where, what);
  note("no price known for " + std::string(what) + ": not in the total");
  line_.complete = false;
}

void LineWriter::charge_at(Level level, const Quantity& quantity, const PriceRow& row) {
  assert(quantity.number >= Number{});
  add(line_.amounts[level], term(quantity, row));
  if (quantity.number.is_zero()) return;
  if (row.estimate) line_.estimate = true;
  Bill& bill = in_.bill;
  if (bill.oldest_price.empty() || row.date < bill.oldest_price) bill.oldest_price = row.date;
  if (row.date > bill.newest_price) bill.newest_price = row.date;
}

void LineWriter::note(std::string text) {
  if (std::ranges::find(line_.notes, text) == line_.notes.end()) line_.notes.push_back(std::move(text));
}

void LineWriter::finish() && {
  for (Amount& amount : line_.amounts.all) {
    assert(amount.per_month >= Money{} && line_.at(Level::AtLimits).per_month >= amount.per_month);
    amount.per_hour = amount.per_month.times(1, kHoursPerMonth);
  }
  in_.bill.lines.push_back(std::move(line_));
}

void report_unpriced(Pricing& in, SourceRange where, std::string_view what) {
  const std::string& region = in.graph.setting.region;
  const std::string message = in.prices.knows_region()
                                  ? "no price known for " + std::string(what) + " in " + region + ": not in the total"
                                  : "no prices of " + region + " are known: what is billed there is not in the total";
  const auto same = [&](const Diagnostic& said) { return said.id == "COST002" && said.message == message; };
  if (std::ranges::any_of(in.diagnostics.all(), same)) return;
  in.diagnostics.note("COST002", where, message);
  in.bill.is_complete = false;
}

}  // namespace slipway::cost
