#include "doc/json.h"
#include "report/findings_json.h"
#include "report/solve_diff.h"
#include "report/solve_json_parts.h"

namespace slipway::report {
namespace {

using doc::List;
using doc::Map;
using provision::Difference;

List texts(const std::vector<std::string>& all) {
  List out;
  for (const std::string& one : all) out.add(one);
  return out;
}

List places(const std::vector<Difference::Place>& all) {
  List out;
  for (const auto& one : all) out.add(Map{{"where", one.where}, {"count", one.count}});
  return out;
}

Map change(const Difference& difference) {
  List nodes, types, pods;
  for (const auto& one : difference.nodes)
    nodes.add(Map{{"nodePool", one.pool},
                  {"instanceType", one.type},
                  {"capacityType", one.capacity_type},
                  {"before", one.before},
                  {"after", one.after},
                  {"usdPerHourBefore", one.hour_before.to_exact_string()},
                  {"usdPerHourAfter", one.hour_after.to_exact_string()}});
  for (const auto& one : difference.types)
    types.add(Map{{"nodePool", one.pool}, {"added", texts(one.added)}, {"removed", texts(one.removed)}});
  for (const auto& one : difference.pods)
    pods.add(Map{{"source", one.source}, {"before", places(one.before)}, {"after", places(one.after)}});
  return Map{{"nodes", std::move(nodes)}, {"instanceTypes", std::move(types)}, {"pods", std::move(pods)}};
}

}  // namespace

std::string solve_diff_json(const SolveDiff& diff) {
  const Map whole{{"schemaVersion", "slipway.dev/solve-diff/v1alpha1"},
                  {"old", diff.old_name},
                  {"new", diff.new_name},
                  {"difference", change(diff.difference)},
                  {"before", outcome_json(diff.before)},
                  {"after", outcome_json(diff.after)},
                  {"findings", findings_json(diff.findings)}};
  return doc::write_json(doc::Value(whole), doc::JsonLayout::Indented);
}

}  // namespace slipway::report
