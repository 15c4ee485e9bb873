#include "components/parts/rights.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "components/parts/iam_statements.h"

namespace slipway::components {

std::vector<std::string> missing_rights(const rules::Role& role, const RightsWanted& wanted) {
  std::vector<std::string> missing;
  if (role.has_unknown_policies) return missing;
  for (const std::string_view action : actions_of(wanted.key, wanted.without))
    if (!role.grants(action)) missing.emplace_back(action);
  return missing;
}

std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 4;
  if (names.size() <= kShown) return join(names, ", ");
  return fmt::format("{} and {} more", join(std::span(names).first(kShown), ", "), names.size() - kShown);
}

void each_role(const subject::Subject& subject, const std::function<bool(const rules::Role&)>& takes,
               const std::function<void(const rules::Plan&, const rules::Role&)>& check) {
  for (const rules::Plan& plan : rules::plans(subject))
    for (const rules::Role& role : rules::roles(plan))
      if (!role.policies.empty() && takes(role)) check(plan, role);
}

}  // namespace slipway::components
