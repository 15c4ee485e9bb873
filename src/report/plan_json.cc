#include <fmt/core.h>

#include "doc/json.h"
#include "doc/value.h"
#include "report/plan.h"

namespace slipway::report {
namespace {

using doc::List;
using doc::Map;
using doc::Value;

Value position(const SourceRange& where) {
  if (!where) return nullptr;
  Map map{{"file", where.source->name()}};
  if (where.line > 0) map.set("line", where.line).set("column", where.column);
  return map;
}

List counted(const std::vector<platform::Counted>& kinds) {
  List list;
  for (const auto& kind : kinds) {
    List items;
    for (const auto& item : kind.items)
      items.add(Map{{"name", item.name}, {"component", item.component}, {"from", position(item.origin)}});
    list.add(Map{{"kind", kind.kind},
                 {"type", kind.type},
                 {"count", static_cast<std::int64_t>(kind.items.size())},
                 {"items", std::move(items)}});
  }
  return list;
}

Map amount(const cost::Amount& amount) {
  return Map{{"perHour", amount.per_hour.to_exact_string()}, {"perMonth", amount.per_month.to_exact_string()}};
}

Map amount_with_terms(const cost::Amount& of) {
  Map map = amount(of);
  List terms;
  for (const auto& term : of.terms) {
    Map price{{"what", term.row.what},        {"usd", term.row.price.to_exact_string()},
              {"unit", term.row.unit},        {"region", term.row.region},
              {"source", term.row.source},    {"date", term.row.date},
              {"estimate", term.row.estimate}};
    if (term.row.estimate) price.set("how", term.row.how);
    terms.add(
        Map{{"arithmetic", term.text}, {"perMonth", term.per_month.to_exact_string()}, {"price", std::move(price)}});
  }
  map.set("terms", std::move(terms));
  return map;
}

List texts(const std::vector<std::string>& all) {
  List list;
  for (const auto& text : all) list.add(text);
  return list;
}

Map cost(const cost::Bill& bill) {
  List lines;
  for (const auto& line : bill.lines)
    lines.add(Map{{"part", line.part},
                  {"name", line.name},
                  {"what", line.what},
                  {"component", line.component},
                  {"from", position(line.where)},
                  {"idle", amount_with_terms(line.idle)},
                  {"maximum", amount_with_terms(line.maximum)},
                  {"bounded", line.bounded},
                  {"estimate", line.estimate},
                  {"notes", texts(line.notes)}});
  return Map{{"currency", bill.currency},
             {"region", bill.region},
             {"priceDate", bill.price_date},
             {"hoursPerMonth", cost::kHoursPerMonth},
             {"idle", amount(bill.idle)},
             {"maximum", amount(bill.maximum)},
             {"maximumIsBounded", bill.maximum_is_bounded},
             {"lines", std::move(lines)},
             {"notIncluded", texts(bill.not_included)}};
}

List findings(const Diagnostics& diagnostics) {
  List list;
  for (const auto& found : diagnostics.all()) {
    Map map{{"id", found.id},
            {"severity", std::string(to_string(found.severity))},
            {"message", found.message},
            {"from", position(found.where)}};
    if (!found.hint.empty()) map.set("hint", found.hint);
    if (!found.fix.empty()) map.set("fix", found.fix);
    list.add(std::move(map));
  }
  return list;
}

}  // namespace

std::string plan_json(const Plan& plan) {
  const auto& setting = plan.graph.setting;
  List zones;
  for (const auto& zone : setting.zones) zones.add(zone);
  const Map whole{{"schemaVersion", "slipway.dev/plan/v1alpha1"},
                  {"platform", Map{{"name", setting.platform},
                                   {"cluster", setting.cluster},
                                   {"kubernetesVersion", setting.version},
                                   {"region", setting.region},
                                   {"zones", std::move(zones)},
                                   {"nodeAutoscaler", setting.node_autoscaler}}},
                  {"inventory", Map{{"aws", counted(plan.inventory.aws)},
                                    {"kubernetes", counted(plan.inventory.kubernetes)},
                                    {"charts", counted(plan.inventory.charts)}}},
                  {"cost", cost(plan.bill)},
                  {"findings", findings(plan.findings)}};
  return doc::write_json(Value(whole), doc::JsonLayout::Indented);
}

}  // namespace slipway::report
