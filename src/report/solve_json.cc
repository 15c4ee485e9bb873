#include "doc/json.h"
#include "report/findings_json.h"
#include "report/solve.h"
#include "report/solve_json_parts.h"
#include "report/solve_rows.h"

namespace slipway::report {

using doc::List;
using doc::Map;
using doc::Value;
using provision::Outcome;

namespace {

List texts(const std::vector<std::string>& all) {
  List out;
  for (const std::string& one : all) out.add(one);
  return out;
}

Map amounts(const provision::Amounts& of) {
  return Map{{"cpuMilli", of.cpu_milli}, {"memoryBytes", of.memory_bytes}, {"gpus", of.gpus}};
}

Value price(const std::optional<model::HourPrice>& of) {
  if (!of) return nullptr;
  return Map{{"usdPerHour", of->usd.to_exact_string()}, {"estimate", of->is_estimate}, {"date", of->date}};
}

List pods(const std::vector<provision::PodsOf>& of, const Outcome& outcome) {
  List out;
  for (const auto& [source, count] : of) {
    const model::Source& from = outcome.sources[source];
    out.add(Map{{"source", from.title}, {"from", position_json(from.where)}, {"count", count}});
  }
  return out;
}

Map node(const provision::NewNodes& of, const Outcome& outcome) {
  return Map{{"count", of.count},
             {"nodePool", of.pool},
             {"instanceType", of.type()},
             {"capacityType", of.capacity_type},
             {"zones", texts(of.zones)},
             {"price", price(of.price)},
             {"instanceTypes", texts(of.types)},
             {"pods", pods(of.pods, outcome)},
             {"requested", amounts(of.used)},
             {"allocatable", amounts(of.allocatable)}};
}

Map pending(const provision::Pending& of, const Outcome& outcome) {
  const model::Source& from = outcome.sources[of.source];
  List pools, fixes;
  for (const provision::PoolReason& one : of.pools) {
    Map losses;
    for (const auto& [what, count] : one.losses) losses.set(what, static_cast<std::int64_t>(count));
    pools.add(Map{{"nodePool", one.pool},
                  {"kind", one.kind},
                  {"reason", one.text},
                  {"types", static_cast<std::int64_t>(one.types)},
                  {"lost", std::move(losses)}});
  }
  for (const provision::Fix& one : of.fixes)
    fixes.add(Map{{"changes", texts(one.changes)},
                  {"nodePool", one.pool},
                  {"instanceType", one.type},
                  {"price", price(one.price)},
                  {"frees", one.frees ? doc::Value(*one.frees) : doc::Value()}});
  return Map{{"source", from.title},    {"from", position_json(from.where)},
             {"count", of.count},       {"fault", of.counts},
             {"reason", of.text},       {"nodePools", std::move(pools)},
             {"message", of.karpenter}, {"fixes", std::move(fixes)}};
}

}  // namespace

Map outcome_json(const Outcome& outcome) {
  List nodes, existing, waiting;
  for (const auto& one : outcome.nodes) nodes.add(node(one, outcome));
  for (const auto& one : outcome.existing)
    existing.add(Map{{"nodes", texts(one.names)}, {"pods", pods(one.pods, outcome)}});
  for (const auto& one : outcome.pending) waiting.add(pending(one, outcome));
  return Map{{"setting", Map{{"region", outcome.region},
                             {"zones", texts(outcome.zones)},
                             {"karpenter", "1.14.1"},
                             {"replicas", std::string(to_string(outcome.replicas))}}},
             {"pods", Map{{"count", outcome.pods},
                          {"onNewNodes", outcome.placed_new},
                          {"onExistingNodes", outcome.placed_old},
                          {"pending", outcome.pending_pods}}},
             {"nodes", std::move(nodes)},
             {"existing", std::move(existing)},
             {"pending", std::move(waiting)},
             {"total", Map{{"nodes", outcome.node_count},
                           {"usdPerHour", outcome.per_hour.to_exact_string()},
                           {"usdPerMonth", (outcome.per_hour * kHoursOfMonth).to_exact_string()},
                           {"estimate", outcome.is_estimate},
                           {"complete", !outcome.has_unpriced},
                           {"priceDate", outcome.price_date},
                           {"requested", amounts(outcome.used)},
                           {"allocatable", amounts(outcome.allocatable)}}},
             {"notes", texts(outcome.notes)}};
}

std::string solve_json(const Solve& solve) {
  Map whole{{"schemaVersion", "slipway.dev/solve/v1alpha1"}};
  const Map outcome = outcome_json(solve.outcome);
  for (const auto& [key, value] : outcome.entries()) whole.set(key, value);
  whole.set("findings", findings_json(solve.findings));
  return doc::write_json(Value(whole), doc::JsonLayout::Indented);
}

}  // namespace slipway::report
