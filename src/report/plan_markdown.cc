#include <fmt/core.h>

#include "base/text.h"
#include "report/bill_rows.h"
#include "report/plan.h"

namespace slipway::report {
namespace {

/// Text that a Markdown table or paragraph shows as it is.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    if (std::string_view("\\`*_[]<>|#").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string counted(std::string_view label, const std::vector<platform::Counted>& kinds, bool versions) {
  if (kinds.empty()) return "";
  std::string list;
  for (const auto& kind : kinds) {
    if (!list.empty()) list += " · ";
    list += versions ? escaped(kind.kind) : fmt::format("{} {}", escaped(kind.kind), kind.items.size());
  }
  return fmt::format("| {} | {} | {} |\n", label, platform::total(kinds), list);
}

std::string details(const std::vector<platform::Counted>& kinds) {
  std::string out;
  for (const auto& kind : kinds)
    for (const auto& item : kind.items)
      out +=
          fmt::format("| {} | {} | {} |\n", escaped(kind.type), escaped(item.name), escaped(item.origin.to_string()));
  return out;
}

std::string why(const cost::Bill& bill) {
  std::string out =
      "\n<details><summary>Why: the arithmetic and its prices</summary>\n\n| line | arithmetic | USD/month | price "
      "|\n|---|---|--:|---|\n";
  for (const auto& line : bill.lines) {
    const auto terms = [&](std::string_view level, const cost::Amount& amount) {
      for (const auto& term : amount.terms)
        out += fmt::format("| {} {} ({}) | {} | {} | {}: {} USD per {}, {}, {} {}{} |\n", escaped(line.part),
                           escaped(line.name), level, escaped(term.text), term.per_month.to_string(2),
                           escaped(term.row.what), term.row.price.to_exact_string(), escaped(term.row.unit),
                           term.row.region, escaped(term.row.source), term.row.date,
                           term.row.estimate ? "; estimate: " + escaped(term.row.how) : "");
    };
    terms("idle", line.idle);
    terms("maximum", line.maximum);
  }
  return out + "\n</details>\n";
}

}  // namespace

std::string plan_markdown(const Plan& plan, PlanDetail detail) {
  const auto& setting = plan.graph.setting;
  const auto& bill = plan.bill;
  std::string out = fmt::format("### slipway plan: {}\n\n{} · EKS {}{}\n\n", escaped(setting.platform),
                                escaped(setting.region), escaped(setting.version),
                                setting.node_autoscaler.empty() ? "" : " · " + escaped(setting.node_autoscaler));
  out += "| what will exist | | |\n|---|--:|---|\n";
  out += counted("AWS", plan.inventory.aws, false) + counted("Kubernetes", plan.inventory.kubernetes, false) +
         counted("Charts", plan.inventory.charts, true);
  if (detail.everything)
    out += "\n<details><summary>All of it</summary>\n\n| kind | name | from |\n|---|---|---|\n" +
           details(plan.inventory.aws) + details(plan.inventory.kubernetes) + details(plan.inventory.charts) +
           "\n</details>\n";
  out += "\n| what it costs, USD | idle per hour | idle per month | maximum per month |\n|---|--:|--:|--:|\n";
  for (const auto& row : bill_rows(bill))
    out += fmt::format("| {}{}{} | {} | {} | {} |\n", escaped(row.label), row.what.empty() ? "" : " · ",
                       escaped(row.what), row.idle_hour_text(), row.idle_month_text(), row.maximum_text());
  const BillRow total = total_row(bill);
  out += fmt::format("| **total** | **{}** | **{}** | **{}** |\n\n", total.idle_hour_text(), total.idle_month_text(),
                     total.maximum_text());
  std::string basis = price_basis(bill);
  basis[0] = 'P';
  out += escaped(basis) + '.';
  if (!bill.not_included.empty()) out += " Not included: " + escaped(join(bill.not_included, ", ")) + ".";
  out += '\n';
  if (detail.why_cost) out += why(bill);
  const int errors = plan.findings.count(Severity::Error), warnings = plan.findings.count(Severity::Warning),
            notes = plan.findings.count(Severity::Note);
  if (errors + warnings + notes > 0) {
    out += fmt::format("\n**Findings**: {} errors, {} warnings, {} notes\n\n", errors, warnings, notes);
    for (const auto& found : plan.findings.all()) {
      out += fmt::format("- {} {} [{}]{}{}\n", to_string(found.severity), escaped(found.message), found.id,
                         found.where ? " " + escaped(found.where.to_string()) : "",
                         found.fix.empty() ? "" : "; fix: " + escaped(found.fix));
    }
  }
  return out;
}

}  // namespace slipway::report
