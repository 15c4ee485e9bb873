#include <fmt/core.h>

#include "base/text.h"
#include "report/bill_rows.h"
#include "report/markdown_text.h"
#include "report/plan.h"

namespace slipway::report {
namespace {

using cost::Level;

std::string counted(std::string_view label, const std::vector<platform::Counted>& kinds, bool versions) {
  if (kinds.empty()) return "";
  std::string list;
  for (const auto& kind : kinds) {
    if (!list.empty()) list += " · ";
    list +=
        versions ? markdown_escaped(kind.kind) : fmt::format("{} {}", markdown_escaped(kind.kind), kind.items.size());
  }
  return fmt::format("| {} | {} | {} |\n", label, platform::total(kinds), list);
}

std::string details(const std::vector<platform::Counted>& kinds) {
  std::string out;
  for (const auto& kind : kinds)
    for (const auto& item : kind.items)
      out += fmt::format("| {} | {} | {} |\n", markdown_escaped(kind.type), markdown_escaped(item.name),
                         markdown_escaped(item.origin.to_string()));
  return out;
}

std::string why(const cost::Bill& bill) {
  std::string out =
      "\n<details><summary>Why: the arithmetic and its prices</summary>\n\n| line | arithmetic | USD/month | price "
      "|\n|---|---|--:|---|\n";
  for (const auto& line : bill.lines) {
    const auto terms = [&](std::string_view level, const cost::Amount& amount) {
      for (const auto& term : amount.terms)
        out += fmt::format("| {} {} ({}) | {} | {} | {}: {} USD per {}, {}, {} {}{} |\n", markdown_escaped(line.part),
                           markdown_escaped(line.name), level, markdown_escaped(term.text), term.per_month.to_string(2),
                           markdown_escaped(term.row.what), term.row.price.to_exact_string(),
                           markdown_escaped(term.row.unit), term.row.region, markdown_escaped(term.row.source),
                           term.row.date, term.row.estimate ? "; estimate: " + markdown_escaped(term.row.how) : "");
    };
    for (const Level level : cost::kLevels) terms(cost::to_string(level), line.at(level));
  }
  out += '\n';
  for (const auto& line : bill.lines)
    for (const auto& reason : line.reasons)
      out += fmt::format("- {}, {}: {}\n", markdown_escaped(line.name), cost::to_string(reason.level),
                         markdown_escaped(reason.text));
  return out + "\n</details>\n";
}

std::string nodes(const cost::Bill& bill) {
  std::string out;
  for (const auto& line : bill.lines)
    for (const auto& node : line.nodes) {
      out += fmt::format("| {} | {} {} | {} ", markdown_escaped(line.name), node.type, node.market, hour_text(node));
      for (const Level level : cost::kLevels)
        out += fmt::format("| {} ",
                           level == Level::AtLimits && !line.bounded ? "no limit" : count_text(node.count[level]));
      out += "|\n";
    }
  if (out.empty()) return out;
  return "\n| which nodes there are | type | USD per hour | idle | declared | maximum | at limits "
         "|\n|---|---|--:|--:|--:|--:|--:|\n" +
         out;
}

}  // namespace

std::string plan_markdown(const Plan& plan, PlanDetail detail) {
  const auto& setting = plan.graph.setting;
  const auto& bill = plan.bill;
  std::string out =
      fmt::format("### slipway plan: {}\n\n{} · EKS {}{}\n\n", markdown_escaped(setting.platform),
                  markdown_escaped(setting.region), markdown_escaped(setting.version),
                  setting.node_autoscaler.empty() ? "" : " · " + markdown_escaped(setting.node_autoscaler));
  out += "| what will exist | | |\n|---|--:|---|\n";
  out += counted("AWS", plan.inventory.aws, false) + counted("Kubernetes", plan.inventory.kubernetes, false) +
         counted("Charts", plan.inventory.charts, true);
  if (detail.everything)
    out += "\n<details><summary>All of it</summary>\n\n| kind | name | from |\n|---|---|---|\n" +
           details(plan.inventory.aws) + details(plan.inventory.kubernetes) + details(plan.inventory.charts) +
           "\n</details>\n";
  out +=
      "\n| what it costs, USD | idle per hour | idle per month | declared | maximum | at limits "
      "|\n|---|--:|--:|--:|--:|--:|\n";
  const auto cells = [](const BillRow& row, std::string_view bold) {
    std::string text = fmt::format(" {0}{1}{0} |", bold, row.idle_hour_text());
    for (const Level level : cost::kLevels) text += fmt::format(" {0}{1}{0} |", bold, row.text(level));
    return text + '\n';
  };
  for (const auto& row : bill_rows(bill))
    out += fmt::format("| {}{}{} |", markdown_escaped(row.label), row.what.empty() ? "" : " · ",
                       markdown_escaped(row.what)) +
           cells(row, "");
  const BillRow total = total_row(bill);
  out += fmt::format("| **{}** |", total.label) + cells(total, "**") + nodes(bill) + '\n';
  std::string basis = price_basis(bill);
  basis[0] = 'P';
  out += markdown_escaped(basis) + '.';
  if (!bill.not_included.empty()) out += " Not included: " + markdown_escaped(join(bill.not_included, ", ")) + ".";
  out += '\n';
  if (detail.why_cost) out += why(bill);
  return out + markdown_findings(plan.findings);
}

}  // namespace slipway::report
