#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "report/solve_diff.h"
#include "report/solve_diff_rows.h"
#include "report/solve_rows.h"
#include "report/terminal.h"

namespace slipway::report {

std::string solve_diff_table(const SolveDiff& diff, bool everything, Colour colour, int width) {
  const Paint paint(colour);
  const std::size_t columns = static_cast<std::size_t>(std::max(width, 60));
  const std::size_t label = std::min<std::size_t>(columns, 110) - 27;
  std::string out = paint.bold.data();
  out += hanging("", fmt::format("{} · Karpenter 1.14.1 · {} → {}", diff.after.region, diff.old_name, diff.new_name), 0,
                 columns);
  out += paint.off;
  out += hanging("", diff_summary(diff), 0, columns);
  if (diff.difference.empty()) return out + "\nNothing changes.\n";
  const auto heading = [&](std::string_view text) { out += fmt::format("\n{}{}{}\n", paint.bold, text, paint.off); };
  if (!diff.difference.nodes.empty()) {
    out += fmt::format("\n{}{}{}{}{}{}\n", paint.bold, left("Nodes", label), right("before", 7), right("after", 7),
                       right("USD/hour", 13), paint.off);
    for (const auto& one : diff.difference.nodes) {
      const auto mark = one.before < one.after ? paint.green : one.before > one.after ? paint.red : paint.off;
      const char sign = one.before < one.after ? '+' : one.before > one.after ? '-' : '~';
      out += labelled(4, fmt::format("{} {} · pool {}", one.type, one.capacity_type, one.pool), "", label,
                      right(with_thousands(one.before), 7) + right(with_thousands(one.after), 7) +
                          right(signed_money(one.hour_after - one.hour_before, 4), 13),
                      columns)
                 .replace(2, 1, fmt::format("{}{}{}", mark, sign, paint.off));
    }
    out += fmt::format("  {}{}{}{}\n", left("total", label - 2), right(with_thousands(diff.before.node_count), 7),
                       right(with_thousands(diff.after.node_count), 7),
                       right(signed_money(diff.after.per_hour - diff.before.per_hour, 4), 13));
    out += fmt::format("  {}{}\n", left(fmt::format("a month of {} hours", kHoursOfMonth), label + 12),
                       right(signed_money((diff.after.per_hour - diff.before.per_hour) * kHoursOfMonth, 2), 13));
  }
  constexpr std::size_t kMostTypes = 6;
  const std::size_t most = everything ? static_cast<std::size_t>(-1) : kMostTypes;
  if (!diff.difference.types.empty()) {
    heading("Types that may be bought");
    for (const auto& one : diff.difference.types) {
      if (!one.added.empty())
        out += hanging("  + ", fmt::format("pool {}: {}", one.pool, some_of(one.added, most)), 6, columns);
      if (!one.removed.empty())
        out += hanging("  - ", fmt::format("pool {}: {}", one.pool, some_of(one.removed, most)), 6, columns);
    }
  }
  if (!diff.difference.pods.empty()) {
    heading("Pods");
    for (const auto& one : diff.difference.pods) {
      out += fmt::format("  {}\n", printable(one.source));
      out += hanging("    before  ", places_text(one.before), 12, columns);
      out += hanging("    after   ", places_text(one.after), 12, columns);
    }
  }
  const auto& priced = diff.after.price_date.empty() ? diff.before : diff.after;
  if (!priced.price_date.empty()) {
    out += '\n';
    out += paint.dim;
    out += hanging("", price_basis(priced), 0, columns);
    out += paint.off;
  }
  return out;
}

}  // namespace slipway::report
