// What NodePools cost: the nodes that Karpenter would buy at each level, and the dearest that their limits allow.
#include <fmt/core.h>

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "catalog/cluster_limits.h"
#include "catalog/region_types.h"
#include "cost/fleet.h"
#include "cost/parts.h"
#include "cost/pool_limit.h"

namespace slipway::cost {
namespace {

void charge_nodes(LineWriter& line, const NodeSource& source, Level level, const std::vector<Nodes>& nodes) {
  std::int64_t all = 0;
  for (const auto& [offer, count] : nodes) {
    const auto& of = source.offers[offer];
    if (of.market == Market::Reserved)
      line.note(
          "reserved capacity costs the on-demand price whether it is used or not: here what is used; a capacity "
          "block is paid in advance at a price of its own");
    if (of.row)
      line.charge_at(level, quantity(count), *of.row);
    else
      line.leave_unpriced("EC2 " + of.name());
    if (of.fee) line.charge_at(level, quantity(count), *of.fee);
    all += count;
  }
  if (all > 0)
    for (const auto& charge : charges_of(source.kit)) line.charge_at(level, all * charge.quantity, charge.key);
}

Money cost_of(const NodeSource& source, const std::vector<Nodes>& nodes, Money extra) {
  Money sum;
  for (const auto& [offer, count] : nodes) sum += (source.offers[offer].per_hour() * kHoursPerMonth + extra) * count;
  return sum;
}

/// Static pools: so many nodes, of any of the types; the dearest at most.
std::vector<Nodes> dearest_replicas(const NodeSource& source) {
  if (source.offers.empty() || *source.most == 0) return {};
  const auto dearest = std::ranges::max_element(
      source.offers, [](const Offer& a, const Offer& b) { return a.per_hour() < b.per_hour(); });
  return {{static_cast<std::size_t>(dearest - source.offers.begin()), *source.most}};
}

void report_no_limit(const NodeSource& source, const Fill& fill, Pricing& in) {
  const auto where = source.object && source.object->root().where() ? source.object->root().where() : source.where;
  const auto say = [&](const std::string& what, const char* fix) {
    in.diagnostics.add({"COST001", Severity::Warning, where, source.name + what, {}, fix, {}});
  };
  if (source.limits.empty())
    say(" has no limits: nothing bounds what it may cost", "add limits (cpu, memory, nvidia.com/gpu) to the NodePool");
  else if (fill.is_touched)
    say(fmt::format(" has limits that do not bound it: they allow more than {} nodes of {}, and no cluster has so many",
                    with_thousands(catalog::kMostNodes), fill.unbounded_by),
        "write limits that are meant: what all its nodes may have together");
  else
    say(" has limits that do not bound it: " + fill.unbounded_by + " takes nothing of them", "add limits.cpu");
}

/// The nodes at the limits; notes how they were found.
std::vector<Nodes> nodes_at_limits(LineWriter& line, const NodeSource& source, Pricing& in) {
  const Money extra = kit_per_month(source.kit, in.prices);
  std::vector<Nodes> nodes;
  if (source.most) {
    nodes = dearest_replicas(source);
    line.note("a static pool: the cheapest of its types, at its limits the dearest");
  } else if (const Fill fill = dearest_fill(source.offers, source.limits, extra); fill.bounded) {
    nodes = fill.nodes;
    line.note(fill.exact ? "at limits: the dearest nodes that all limits allow together"
                         : "at limits: the limit that allows least, filled with its dearest nodes and rounded up");
    if (const auto other = cheapest_fill(source.offers, source.limits, extra); other && other->count > 0)
      line.note(fmt::format("filled with {} × {} it would be {} USD a month", other->count,
                            source.offers[other->offer].name(), other->per_month.to_string(2)));
  } else {
    report_no_limit(source, fill, in);
    line.leave_unbounded();
    in.bill.limits_are_bounded = false;
  }
  // Nothing costs more than at the limits: a static pool without types, or a limit on nodes, which Karpenter may
  // overshoot.
  for (const Level level : {Level::Idle, Level::Declared, Level::Maximum})
    if (cost_of(source, source.standing[level], extra) > cost_of(source, nodes, extra)) nodes = source.standing[level];
  return nodes;
}

std::vector<NodeCount> counts_by_type(const NodeSource& source, const ByLevel<std::vector<Nodes>>& nodes) {
  std::vector<Counts> counts(source.offers.size());
  for (const Level level : kLevels)
    for (const auto& [offer, count] : nodes[level]) counts[offer][level] += count;
  std::vector<NodeCount> out;
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (counts[i] != Counts{}) out.push_back(node_count_of(source.offers[i], counts[i]));
  const auto key = [](const NodeCount& of) {
    const auto& all = of.count.all;
    return std::tuple(-all[1], -all[2], -all[0], -all[3], of.type, of.market);
  };
  std::ranges::sort(out, [&](const NodeCount& a, const NodeCount& b) { return key(a) < key(b); });
  return out;
}

/// "2 × c7i.large spot + 1 × m7i.large spot"
std::string describe(const std::vector<NodeCount>& nodes, Level level) {
  std::string text;
  for (const auto& each : nodes)
    if (each.count[level] > 0)
      text += fmt::format("{}{} × {} {}", text.empty() ? "" : " + ", each.count[level], each.type, each.market);
  return text.empty() ? "no nodes" : text;
}

/// The types that a pool names and that the region is not known to have.
void report_types_elsewhere(const platform::Object& pool, Pricing& in) {
  for (const auto& one : pool.root()["spec"]["template"]["spec"]["requirements"].items()) {
    if (one["key"].text() != "node.kubernetes.io/instance-type" || one["operator"].text() != "In") continue;
    for (const auto& type : one["values"].items())
      if (catalog::find_instance_type(type.text()) && !catalog::may_be_in(type.text(), in.prices.region()))
        report_not_in_region(type.text(), type.where() ? type.where() : pool.origin, in.prices, in.diagnostics);
  }
}

void price_pool(LineWriter line, const NodeSource& source, Pricing& in) {
  for (const auto& note : source.kit.notes) line.note(note);
  for (const auto& note : source.notes) line.note(note);
  if (!in.fleet.is_decided()) {
    line.what("not decided: no prices of the region are known");
    line.leave_unpriced("its nodes");
    return std::move(line).finish();
  }
  if (source.offers.empty()) {
    line.what("no type to be had");
    if (source.object) report_types_elsewhere(*source.object, in);
    return std::move(line).finish();
  }
  ByLevel<std::vector<Nodes>> nodes = source.standing;
  nodes[Level::AtLimits] = nodes_at_limits(line, source, in);
  for (const Level level : kLevels) charge_nodes(line, source, level, nodes[level]);
  std::vector<NodeCount> counts = counts_by_type(source, nodes);
  const std::string declared = describe(counts, Level::Declared);
  std::string text = declared;
  for (const Level level : {Level::Idle, Level::Maximum})
    if (const auto at = describe(counts, level); at != declared)
      text = level == Level::Idle ? fmt::format("idle {}, declared {}", at, text) : text + ", maximum " + at;
  line.what(std::move(text));
  line.nodes(std::move(counts));
  for (const auto& reason : source.reasons) line.reason(reason.level, reason.text);
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
