#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "cost/amount_text.h"
#include "cost/parts.h"

namespace slipway::cost {
namespace {

/// What these bring goes again when nobody asks for it; the rest of a bill is there all month.
bool comes_and_goes(const Line& line) { return line.part == "nodes" || line.part == "fargate" || line.part == "batch"; }

/// What the month costs however little runs: minimum replicas, and the usage that the spec expects.
Money steady(const Bill& bill) {
  Money sum;
  for (const auto& line : bill.lines) sum += line.at(comes_and_goes(line) ? Level::Idle : Level::Declared).per_month;
  return sum;
}

std::string at(Level level) {
  switch (level) {
    case Level::Idle:
      return "with nobody using it";
    case Level::Declared:
      return "as it is declared";
    case Level::Maximum:
      return "at maximum replicas";
    case Level::AtLimits:
      break;
  }
  return "with every group and pool at its limits";
}

std::string amount(const Bill& bill, Level level) {
  const bool is_estimate = std::ranges::any_of(bill.lines, &Line::estimate);
  const bool is_bound = bill.is_complete && (level != Level::AtLimits || bill.limits_are_bounded);
  return amount_text(bill.at(level).per_month, 2, is_estimate, is_bound);
}

/// What runs to its end ends before the month does, and is reckoned as if it did not.
bool has_jobs(const Pricing& in, Level level) {
  return (level == Level::Declared || level == Level::Maximum) &&
         std::ranges::any_of(
             in.workloads, [&](const model::Workload& pods) { return pods.runs_to_end && counts_of(pods)[level] > 0; });
}

void hold(const Pricing& in, std::string_view name, Money limit, SourceRange where) {
  const Bill& bill = in.bill;
  const auto first = std::ranges::find_if(kLevels, [&](Level level) { return bill.at(level).per_month > limit; });
  if (first == std::end(kLevels)) return;
  const Money all = bill.at(*first).per_month, always = steady(bill);
  const bool is_declared =
      *first == Level::Idle || *first == Level::Declared;  // more needs more than the spec asks for
  std::string message =
      fmt::format("the platform costs {} USD a month {}{}, and budget {} is {} USD", amount(bill, *first), at(*first),
                  has_jobs(in, *first) ? ", if its jobs ran all month" : "", printable(name), limit.to_string(2));
  if (*first != Level::Idle && always <= limit)
    message +=
        fmt::format(": it lasts for {:.0f} of {} h of that",
                    kHoursPerMonth * (limit - always).approximate() / (all - always).approximate(), kHoursPerMonth);
  for (auto level = first + 1; level != std::end(kLevels); ++level)
    if (bill.at(*level).per_month > bill.at(*(level - 1)).per_month)
      message += fmt::format("; {} {}", at(*level), amount(bill, *level));
  const auto dearest =
      std::ranges::max_element(bill.lines, {}, [&](const Line& line) { return line.at(*first).per_month; });
  in.diagnostics.add(
      {"COST009",
       is_declared ? Severity::Warning : Severity::Note,
       where,
       std::move(message),
       {},
       fmt::format("raise the limit, or let less run: most of it is {}{}{}, {}{} USD a month",
                   printable(dearest->part == "nodes" ? "" : dearest->part),
                   dearest->part == "nodes" || dearest->name.empty() ? "" : " ", printable(dearest->name),
                   dearest->estimate ? "~" : "", dearest->at(*first).per_month.to_string(2)),
       {}});
}

}  // namespace

void hold_against_budgets(const Pricing& in) {
  for (const auto* budget : in.graph.of_type("aws_budgets_budget")) {
    const Arguments arguments(*budget, in.diagnostics);
    const doc::Value& written = arguments.at("limit_amount");
    const auto* text = written.string();
    const auto limit = text ? Money::parse(*text) : std::nullopt;
    if (limit) hold(in, arguments.name("name"), *limit, written.where() ? written.where() : budget->origin);
  }
}

}  // namespace slipway::cost
