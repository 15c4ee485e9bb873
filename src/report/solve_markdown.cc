#include <fmt/core.h>

#include "base/text.h"
#include "report/markdown_text.h"
#include "report/solve.h"
#include "report/solve_rows.h"

namespace slipway::report {
namespace {

std::string escaped(std::string_view text) { return markdown_escaped(text); }

std::string nodes(const provision::Outcome& outcome, bool everything) {
  const bool has_gpus = outcome.allocatable.gpus > 0;
  std::string out = fmt::format(
      "\n| nodes to buy | pool | zone | USD/hour | pods | cpu | memory |{}\n|---|---|---|--:|--:|--:|--:|{}\n",
      has_gpus ? " gpu |" : "", has_gpus ? "--:|" : "");
  const auto usage = [&](const provision::Amounts& used, const provision::Amounts& of) {
    return fmt::format("{} | {} |{}", percent(used.cpu_milli, of.cpu_milli),
                       percent(used.memory_bytes, of.memory_bytes),
                       has_gpus ? fmt::format(" {} |", percent(used.gpus, of.gpus)) : "");
  };
  for (const NodeRow& one : node_rows(outcome, everything))
    out += fmt::format("| {} | {} | {} | {} | {} | {}\n", escaped(one.what()), escaped(one.pool),
                       escaped(one.place(outcome)), escaped(one.hour_text()),
                       escaped(pods_text(one.by_source, outcome, most_sources(everything))),
                       usage(one.used, one.allocatable));
  out += fmt::format("| **{} in all** | | | **{}** | {} | {}\n\n", with_thousands(outcome.node_count),
                     escaped(money_hour(outcome.per_hour, outcome.is_estimate)), with_thousands(outcome.placed_new),
                     usage(outcome.used, outcome.allocatable));
  return out + fmt::format("{} a month of {} hours. {}.\n", escaped(money_month(outcome)), kHoursOfMonth,
                           escaped(price_basis(outcome)));
}

std::string pending(const provision::Outcome& outcome, bool everything) {
  std::string out = "\n**What stays pending**\n\n";
  for (const provision::Pending& one : outcome.pending) {
    const model::Source& source = outcome.sources[one.source];
    out += fmt::format("- {}, {} pod{}{}", escaped(source.title), with_thousands(one.count), one.count == 1 ? "" : "s",
                       source.where ? " (" + escaped(source.where.to_string()) + ")" : "");
    out += one.text.empty() ? "\n" : ": " + escaped(one.text) + '\n';
    for (const provision::PoolReason& reason : one.pools)
      out += fmt::format("  - pool {}: {}\n", escaped(reason.pool), escaped(reason.text));
    if (everything && !one.karpenter.empty()) out += fmt::format("  - Karpenter: {}\n", escaped(one.karpenter));
    for (std::size_t i = 0; i < one.fixes.size(); ++i)
      out += fmt::format("  - **{}** {}\n", i == 0 ? "fix:" : "or:", escaped(fix_text(one.fixes[i], one.count)));
  }
  return out;
}

}  // namespace

std::string solve_markdown(const Solve& solve, SolveDetail detail) {
  const provision::Outcome& outcome = solve.outcome;
  std::string out = fmt::format("### slipway solve: {}\n\n{} · Karpenter 1.14.1 · {} replicas\n",
                                escaped(summary(outcome)), escaped(outcome.region), to_string(outcome.replicas));
  if (!outcome.nodes.empty()) out += nodes(outcome, detail.everything);
  if (!outcome.existing.empty()) {
    out += "\n**On nodes that exist**\n\n";
    for (const provision::OldNodes& one : outcome.existing)
      out += fmt::format("- {}: {}\n", escaped(join(one.names, ", ")),
                         escaped(pods_text(one, outcome, most_sources(detail.everything))));
  }
  if (!outcome.pending.empty()) out += pending(outcome, detail.everything);
  for (const std::string& note : outcome.notes) out += "\n> " + escaped(note) + '\n';
  return out + markdown_findings(solve.findings);
}

}  // namespace slipway::report
