#include <fmt/core.h>

#include "base/text.h"
#include "report/markdown_text.h"
#include "report/solve_diff.h"
#include "report/solve_diff_rows.h"
#include "report/solve_rows.h"

namespace slipway::report {

std::string solve_diff_markdown(const SolveDiff& diff, bool everything) {
  const auto escaped = [](std::string_view text) { return markdown_escaped(text); };
  std::string out = fmt::format("### slipway solve: {} → {}\n\n{} · Karpenter 1.14.1 · {}\n", escaped(diff.old_name),
                                escaped(diff.new_name), escaped(diff.after.region), escaped(diff_summary(diff)));
  if (diff.difference.empty()) return out + "\nNothing changes.\n";
  if (!diff.difference.nodes.empty()) {
    out += "\n| nodes | pool | before | after | USD/hour |\n|---|---|--:|--:|--:|\n";
    for (const auto& one : diff.difference.nodes)
      out += fmt::format("| {} {} | {} | {} | {} | {} |\n", escaped(one.type), escaped(one.capacity_type),
                         escaped(one.pool), with_thousands(one.before), with_thousands(one.after),
                         signed_money(one.hour_after - one.hour_before, 4));
    out +=
        fmt::format("| **total** | | {} | {} | **{}** |\n", with_thousands(diff.before.node_count),
                    with_thousands(diff.after.node_count), signed_money(diff.after.per_hour - diff.before.per_hour, 4));
    out += fmt::format("\n{} USD a month of {} hours. {}.\n",
                       signed_money((diff.after.per_hour - diff.before.per_hour) * kHoursOfMonth, 2), kHoursOfMonth,
                       escaped(price_basis(diff.after.price_date.empty() ? diff.before : diff.after)));
  }
  constexpr std::size_t kMostTypes = 6;
  const std::size_t most = everything ? static_cast<std::size_t>(-1) : kMostTypes;
  if (!diff.difference.types.empty()) {
    out += "\n**Types that may be bought**\n\n";
    for (const auto& one : diff.difference.types) {
      if (!one.added.empty())
        out += fmt::format("- added in pool {}: {}\n", escaped(one.pool), escaped(some_of(one.added, most)));
      if (!one.removed.empty())
        out += fmt::format("- removed in pool {}: {}\n", escaped(one.pool), escaped(some_of(one.removed, most)));
    }
  }
  if (!diff.difference.pods.empty()) {
    out += "\n| pods of | before | after |\n|---|---|---|\n";
    for (const auto& one : diff.difference.pods)
      out += fmt::format("| {} | {} | {} |\n", escaped(one.source), escaped(places_text(one.before)),
                         escaped(places_text(one.after)));
  }
  return out;
}

}  // namespace slipway::report
