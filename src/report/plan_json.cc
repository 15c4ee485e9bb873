#include <fmt/core.h>

#include "doc/json.h"
#include "doc/value.h"
#include "report/findings_json.h"
#include "report/plan.h"

namespace slipway::report {
namespace {

using doc::List;
using doc::Map;
using doc::Value;

List counted(const std::vector<platform::Counted>& kinds) {
  List list;
  for (const auto& kind : kinds) {
    List items;
    for (const auto& item : kind.items)
      items.add(Map{{"name", item.name}, {"component", item.component}, {"from", position_json(item.origin)}});
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

/// As schemas and columns name them.
constexpr cost::ByLevel<const char*> kLevelNames = {{"idle", "declared", "maximum", "atLimits"}};

List nodes(const cost::Line& line) {
  List list;
  for (const auto& node : line.nodes) {
    Map map{{"type", node.type}, {"market", node.market}, {"estimate", node.estimate}};
    if (node.per_hour) map.set("perHour", node.per_hour->to_exact_string());
    for (const auto level : cost::kLevels) map.set(kLevelNames[level], node.count[level]);
    list.add(std::move(map));
  }
  return list;
}

List reasons(const cost::Line& line) {
  List list;
  for (const auto& reason : line.reasons) list.add(Map{{"level", kLevelNames[reason.level]}, {"text", reason.text}});
  return list;
}

Map cost(const cost::Bill& bill) {
  List lines;
  for (const auto& line : bill.lines) {
    Map map{{"part", line.part},
            {"name", line.name},
            {"what", line.what},
            {"component", line.component},
            {"from", position_json(line.where)}};
    for (const auto level : cost::kLevels) map.set(kLevelNames[level], amount_with_terms(line.at(level)));
    if (line.part == "nodes") map.set("nodes", nodes(line)).set("reasons", reasons(line));
    map.set("bounded", line.bounded).set("complete", line.complete);
    map.set("estimate", line.estimate).set("notes", texts(line.notes));
    lines.add(std::move(map));
  }
  Map map{{"currency", bill.currency},
          {"region", bill.region},
          {"oldestPrice", bill.oldest_price},
          {"newestPrice", bill.newest_price},
          {"hoursPerMonth", cost::kHoursPerMonth}};
  for (const auto level : cost::kLevels) map.set(kLevelNames[level], amount(bill.at(level)));
  map.set("limitsAreBounded", bill.limits_are_bounded).set("complete", bill.is_complete);
  map.set("lines", std::move(lines)).set("notIncluded", texts(bill.not_included));
  return map;
}

}  // namespace

std::string plan_json(const Plan& plan) {
  const auto& setting = plan.graph.setting;
  List zones;
  for (const auto& zone : setting.zones) zones.add(zone);
  const Map whole{{"schemaVersion", "slipway.dev/plan/v1alpha2"},
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
                  {"findings", findings_json(plan.findings)}};
  return doc::write_json(Value(whole), doc::JsonLayout::Indented);
}

}  // namespace slipway::report
