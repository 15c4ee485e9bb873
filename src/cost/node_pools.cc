// What NodePools cost: nodes for minimum replicas at idle, limits filled with the dearest nodes at most.
#include <fmt/core.h>

#include <algorithm>

#include "cost/node_source.h"
#include "cost/parts.h"
#include "cost/pool_limit.h"

namespace slipway::cost {
namespace {

void charge_nodes(LineWriter& line, const NodeSource& source, Level level, const std::vector<Nodes>& nodes) {
  if (nodes.empty() && !source.offers.empty()) line.charge_at(level, quantity(0), source.offers.front().row);
  std::int64_t all = 0;
  for (const auto& [offer, count] : nodes) {
    const auto& of = source.offers[offer];
    line.charge_at(level, quantity(count), of.row);
    if (of.fee) line.charge_at(level, quantity(count), *of.fee);
    all += count;
  }
  if (all > 0)
    for (const auto& charge : charges_of(source.kit)) line.charge_at(level, all * charge.quantity, charge.key);
}

std::string describe(const NodeSource& source, const std::vector<Nodes>& nodes) {
  std::string text;
  for (const auto& [offer, count] : nodes)
    text += (text.empty() ? "" : " + ") + fmt::format("{} × {}", count, source.offers[offer].name());
  return text;
}

/// Static pools: so many nodes, of any of the types; the dearest at most.
std::vector<Nodes> dearest_replicas(const NodeSource& source) {
  if (source.offers.empty() || *source.most == 0) return {};
  const auto dearest = std::ranges::max_element(
      source.offers, [](const Offer& a, const Offer& b) { return a.per_hour() < b.per_hour(); });
  return {{static_cast<std::size_t>(dearest - source.offers.begin()), *source.most}};
}

std::string with_markets(const NodeSource& source) {
  const auto spot = std::ranges::any_of(source.offers, [](const Offer& each) { return each.market == Market::Spot; });
  const auto on_demand =
      std::ranges::any_of(source.offers, [](const Offer& each) { return each.market == Market::OnDemand; });
  if (spot && on_demand) return "spot at idle, the on-demand price for the maximum: both are allowed";
  return spot ? "spot prices move: they are what was seen lately" : "";
}

void report_no_limit(const NodeSource& source, const Fill& fill, Pricing& in) {
  const auto where = source.object && source.object->root().where() ? source.object->root().where() : source.where;
  const bool has_limits = !source.limits.empty();
  in.diagnostics.add(
      {"COST001",
       Severity::Warning,
       where,
       source.name + (has_limits ? " has limits that do not bound it: " + fill.unbounded_by + " takes nothing of them"
                                 : " has no limits: nothing bounds what it may cost"),
       {},
       has_limits ? "add limits.cpu" : "add limits (cpu, memory, nvidia.com/gpu) to the NodePool",
       {}});
}

void price_maximum(LineWriter& line, const NodeSource& source, Pricing& in) {
  const Money extra = kit_per_month(source.kit, in.prices);
  std::string at_most;
  if (source.most) {
    const auto nodes = dearest_replicas(source);
    charge_nodes(line, source, Level::Maximum, nodes);
    line.note("a static pool: the cheapest of its types at idle, the dearest for the maximum");
    at_most = describe(source, nodes);
  } else if (const Fill fill = dearest_fill(source.offers, source.limits, extra); fill.bounded) {
    charge_nodes(line, source, Level::Maximum, fill.nodes);
    line.note(fill.exact ? "maximum: the dearest nodes that all limits allow together"
                         : "maximum: the limit that allows least, filled with its dearest nodes and rounded up");
    if (const auto other = cheapest_fill(source.offers, source.limits, extra); other && other->count > 0)
      line.note(fmt::format("filled with {} × {} it would be {} USD a month", other->count,
                            source.offers[other->offer].name(), other->per_month.to_string(2)));
    at_most = describe(source, fill.nodes);
  } else {
    report_no_limit(source, fill, in);
    line.leave_unbounded();
    in.bill.maximum_is_bounded = false;
    charge_nodes(line, source, Level::Maximum, source.standing);
    at_most = "no limit";
  }
  const auto idle = describe(source, source.standing);
  line.what(idle == at_most ? idle : (idle.empty() ? "0" : idle) + " to " + (at_most.empty() ? "0" : at_most));
}

void price_pool(LineWriter line, const NodeSource& source, Pricing& in) {
  if (source.offers.empty()) {
    line.what("no instance type meets its requirements");
    std::move(line).finish();
    return;
  }
  charge_nodes(line, source, Level::Idle, source.standing);
  price_maximum(line, source, in);
  if (const auto text = with_markets(source); !text.empty()) line.note(text);
  if (!source.standing.empty() && source.grows) {
    line.mark_estimate();
    line.note(
        "idle nodes: minimum replicas placed by first fit on the cheapest type that holds a pod; "
        "DaemonSets and the pods of charts are not counted");
  }
  for (const auto& note : source.kit.notes) line.note(note);
  for (const auto& note : source.notes) line.note(note);
  std::move(line).finish();
}

}  // namespace

void price_node_pool(const platform::Object& object, Pricing& in) {
  if (const auto* source = in.fleet.of(object)) price_pool(LineWriter(in, "nodes", source->name, object), *source, in);
}

void price_built_in_pools(const platform::Resource& cluster, Pricing& in) {
  for (const auto& source : in.fleet.sources())
    if (source.kind == NodeSource::Kind::BuiltInPool && source.resource == &cluster)
      price_pool(LineWriter(in, "nodes", source.name, cluster), source, in);
}

}  // namespace slipway::cost
