#include "report/solve_diff_rows.h"

#include <fmt/core.h>

#include "base/text.h"
#include "report/solve_rows.h"

namespace slipway::report {

std::string signed_money(Money amount, int decimals) {
  const std::string text = amount.to_string(decimals);
  return amount > Money() ? "+" + text : text;
}

std::string places_text(const std::vector<provision::Difference::Place>& places) {
  std::vector<std::string> all;
  for (const auto& one : places)
    all.push_back(fmt::format("{} {}{}", one.count, one.where == "pending" ? "" : "on ", one.where));
  return all.empty() ? "none" : join(all, ", ");
}

std::string some_of(const std::vector<std::string>& names, std::size_t most) {
  std::string out;
  for (std::size_t i = 0; i < names.size() && i < most; ++i) out += (i > 0 ? ", " : "") + names[i];
  return names.size() > most ? out + fmt::format(" and {} more", names.size() - most) : out;
}

std::string diff_summary(const SolveDiff& diff) {
  const auto &a = diff.before, &b = diff.after;
  const auto change = [](std::int64_t before, std::int64_t after, std::string_view noun) {
    return before == after ? fmt::format("{} {}", with_thousands(before), noun)
                           : fmt::format("{} → {} {}", with_thousands(before), with_thousands(after), noun);
  };
  return fmt::format("{} → {} USD/hour ({}), {}, {}", money_hour(a.per_hour, a.is_estimate),
                     money_hour(b.per_hour, b.is_estimate), signed_money(b.per_hour - a.per_hour, 4),
                     change(a.node_count, b.node_count, "nodes"),
                     change(a.pending_pods, b.pending_pods, "pods pending"));
}

}  // namespace slipway::report
