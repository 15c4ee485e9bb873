#include "components/component.h"
#include "components/parts/chart_values.h"
#include "platform/fill.h"

namespace slipway::components {

namespace {

doc::List notifications(const spec::Budget& budget) {
  doc::List addresses;
  for (const auto& address : budget.notify_email) addresses.add(address.value);
  doc::List list;
  if (addresses.empty()) return list;
  const auto add = [&](std::string_view type, std::int64_t percent) {
    list.add(doc::Map{{"comparison_operator", "GREATER_THAN"},
                      {"threshold", percent},
                      {"threshold_type", "PERCENTAGE"},
                      {"notification_type", type},
                      {"subscriber_email_addresses", addresses}});
  };
  add("ACTUAL", budget.alert_percent.value);
  add("FORECASTED", 100);
  return list;
}

void expand(Expansion& in) {
  for (const auto& [name, budget] : in.platform.budgets) {
    const auto& limit = budget.limit.value;
    doc::Map arguments{{"name", in.platform.name.value + "-" + name.value},
                       {"budget_type", "COST"},
                       {"limit_amount", doc::Value(limit.substr(0, limit.find(' '))).from(budget.limit.where)},
                       {"limit_unit", "USD"},
                       {"time_unit", "MONTHLY"}};
    if (auto list = notifications(budget); !list.empty()) arguments.set("notification", std::move(list));
    in.add("aws_budgets_budget", platform::local_name(name.value), std::move(arguments),
           budget.where ? budget.where : name.where);
  }
}

bool wanted(const spec::Platform& platform) { return !platform.budgets.empty(); }

}  // namespace

extern const Component budgets = {
    "budgets", "AWS budgets that warn before money is gone", Stage::Watching, {}, wanted, nullptr, expand};

}  // namespace slipway::components
