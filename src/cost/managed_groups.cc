// EKS managed node groups.
#include <fmt/core.h>

#include <algorithm>

#include "catalog/instance_type_info.h"
#include "catalog/region_types.h"
#include "cost/fleet.h"
#include "cost/parts.h"

namespace slipway::cost {
namespace {

const platform::Resource* launch_template_of(const Arguments& group, const platform::Graph& graph) {
  for (const auto* path : {"launch_template.id", "launch_template.name"})
    if (const auto found = reference_to(group.at(path), "aws_launch_template")) return graph.find(*found);
  return nullptr;
}

/// EKS finishes a prefix with a number: what stands before the dash is the user's.
std::string name_of(const Arguments& group) {
  auto prefix = group.text("node_group_name_prefix");
  if (prefix.ends_with('-')) prefix.pop_back();
  return prefix.empty() ? group.name("node_group_name") : prefix;
}

std::vector<std::string> types_of(const Arguments& group, const platform::Resource* launch_template,
                                  std::vector<std::string>& notes) {
  auto types = group.texts("instance_types");
  if (types.empty() && launch_template)
    if (const auto* type = (*launch_template)["instance_type"].string()) types.push_back(*type);
  if (types.empty()) {
    types.emplace_back("t3.medium");
    notes.emplace_back("no instance type is written: t3.medium, which EKS takes then");
  }
  return types;
}

kube::Labels labels_of_group(const Arguments& group) {
  kube::Labels labels;
  if (const auto* written = group.at("labels").map())
    for (const auto& [key, value] : written->entries())
      if (const auto* text = value.string()) labels[key] = *text;
  labels["eks.amazonaws.com/nodegroup"] = name_of(group);
  labels["eks.amazonaws.com/capacityType"] = group.text("capacity_type", "ON_DEMAND");
  return labels;
}

std::vector<kube::Taint> taints_of_group(const Arguments& group) {
  std::vector<kube::Taint> taints;
  for (const auto* block : blocks(group.at("taint"))) {
    const auto text = [&](std::string_view name) {
      const auto* found = member(*block, name).string();
      return found ? *found : std::string{};
    };
    const auto effect = text("effect");
    if (effect == "NO_SCHEDULE") taints.push_back({text("key"), text("value"), "NoSchedule"});
    if (effect == "NO_EXECUTE") taints.push_back({text("key"), text("value"), "NoExecute"});
  }
  return taints;
}

/// Zones of a group's subnets, each once, in their order; empty where a subnet's zone is AWS's to say. One subnet, as
/// EFA and capacity blocks have it, is one zone whichever it is: the platform's first stands for it.
std::vector<std::string> zones_of_group(const Arguments& group, const platform::Graph& graph) {
  std::vector<std::string> zones;
  const auto* subnets = group.at("subnet_ids").list();
  if (!subnets) return zones;
  for (const auto& subnet : subnets->items()) {
    const auto id = reference_to(subnet, "aws_subnet");
    const auto* found = id ? graph.find(*id) : nullptr;
    const auto* zone = found ? (*found)["availability_zone"].string() : nullptr;
    if (!zone) {
      zones.clear();
      if (subnets->items().size() == 1 && !graph.setting.zones.empty()) zones.push_back(graph.setting.zones.front());
      return zones;
    }
    if (std::ranges::find(zones, *zone) == zones.end()) zones.push_back(*zone);
  }
  return zones;
}

/// On demand EKS takes the first type of the list that it gets. On Spot EC2 chooses by spare capacity, so that any of
/// them may come: the dearest is billed.
std::optional<Offer> offer_of(const std::vector<std::string>& names, Market market, SourceRange where,
                              const Prices& prices, std::vector<std::string>& notes, Diagnostics& diagnostics) {
  std::vector<Offer> offers;
  std::optional<Offer> unpriced;
  for (const auto& name : names) {
    const auto* type = catalog::find_instance_type(name);
    if (!type || !catalog::info_of(*type)) {
      const auto near = catalog::instance_type_like(name);
      diagnostics.add({"COST004",
                       Severity::Warning,
                       where,
                       "instance type '" + name + "' is not in the catalogue: not priced",
                       near && !type ? "did you mean " + std::string(*near) + "?" : "",
                       "",
                       {}});
      continue;
    }
    if (!catalog::may_be_in(name, prices.region())) report_not_in_region(name, where, prices, diagnostics);
    Offer made{type, market, market == Market::Spot ? prices.spot(name) : prices.on_demand(name), {}, {}};
    if (made.row)
      offers.push_back(std::move(made));
    else if (!unpriced)
      unpriced = std::move(made);
  }
  if (offers.empty()) return unpriced;
  const auto cheaper = [](const Offer& a, const Offer& b) { return a.per_hour() < b.per_hour(); };
  const auto cheapest = std::ranges::min_element(offers, cheaper), dearest = std::ranges::max_element(offers, cheaper);
  const auto chosen = market == Market::Spot ? dearest : offers.begin();
  if (offers.size() > 1 && market == Market::Spot)
    notes.push_back(fmt::format(
        "EC2 chooses among {} types by spare capacity: the dearest is billed; the cheapest is {} at {} USD/hour",
        offers.size(), cheapest->type->name, cheapest->per_hour().to_string(4)));
  if (market == Market::OnDemand && dearest->per_hour() > chosen->per_hour())
    notes.push_back(
        fmt::format("EKS takes the first type of the list; when there is none to be had, up to {} at {} USD/hour",
                    dearest->type->name, dearest->per_hour().to_string(4)));
  return *chosen;
}

Market market_of(const Arguments& group) {
  const auto type = group.text("capacity_type", "ON_DEMAND");
  return type == "SPOT" ? Market::Spot : type == "CAPACITY_BLOCK" ? Market::CapacityBlock : Market::OnDemand;
}

void note_market(const Arguments& group, const platform::Resource* launch_template, std::vector<std::string>& notes) {
  if (group.text("capacity_type") == "CAPACITY_BLOCK")
    notes.emplace_back("a capacity block is paid in advance at a price of its own: the on-demand price stands in");
  else if (launch_template && !(*launch_template)["capacity_reservation_specification"].is_null())
    notes.emplace_back(
        "reserved capacity costs the on-demand price whether it is used or not, less with a savings plan");
}

/// Nodes that a capacity reservation of the platform itself already pays for.
std::int64_t paid_by_reservation(const Arguments& group, Pricing& in) {
  const auto* launch_template = launch_template_of(group, in.graph);
  if (!launch_template) return 0;
  const Arguments arguments(*launch_template, in.diagnostics);
  const auto id = reference_to(
      arguments.at("capacity_reservation_specification.capacity_reservation_target.capacity_reservation_id"),
      "aws_ec2_capacity_reservation");
  const auto* reservation = id ? in.graph.find(*id) : nullptr;
  return reservation ? Arguments(*reservation, in.diagnostics).count("instance_count", 0) : 0;
}

}  // namespace

std::optional<NodeSource> read_group(const platform::Resource& resource, const platform::Graph& graph,
                                     const Prices& prices, Diagnostics& diagnostics) {
  const Arguments group(resource, diagnostics);
  const auto* launch_template = launch_template_of(group, graph);
  NodeSource source;
  source.kind = NodeSource::Kind::Group;
  source.name = "group " + name_of(group);
  source.resource = &resource;
  source.where = resource.origin;
  const auto market = market_of(group);
  auto offer = offer_of(types_of(group, launch_template, source.notes), market, resource.origin, prices, source.notes,
                        diagnostics);
  if (!offer) return std::nullopt;
  source.offers.push_back(*std::move(offer));
  source.labels = labels_of_group(group);
  source.taints = taints_of_group(group);
  source.zones = zones_of_group(group, graph);
  source.kit = kit_of_group(group, launch_template, graph, diagnostics);
  note_market(group, launch_template, source.notes);
  const auto least = group.count("scaling_config.min_size", 0);
  const auto desired = std::max(least, group.count("scaling_config.desired_size", least));
  source.grows = graph.setting.node_autoscaler.find("Cluster Autoscaler") != std::string::npos;
  source.least = source.grows ? least : desired;
  source.most = std::max(source.least, group.count("scaling_config.max_size", source.least));
  if (source.least != *source.most)
    source.notes.emplace_back(source.grows
                                  ? "at least min_size, and what pods need: Cluster Autoscaler takes away the rest"
                                  : "always desired_size: nothing adds nodes to this group or takes them away");
  return source;
}

void price_node_group(const platform::Resource& resource, Pricing& in) {
  const auto* source = in.fleet.of(resource);
  if (!source) {
    in.bill.is_complete = false;  // why is said
    return;
  }
  const Arguments group(resource, in.diagnostics);
  const auto& offer = source->offers.front();
  Counts nodes;
  for (const Level level : kLevels)
    nodes[level] = level == Level::AtLimits ? *source->most : source->standing_count(level);
  LineWriter line(in, "nodes", source->name, resource);
  line.what(fmt::format("{} × {}", range_of(nodes), offer.name()));
  line.nodes({node_count_of(offer, nodes)});
  Counts billed = nodes;
  if (const auto paid = paid_by_reservation(group, in); paid > 0) {
    for (const Level level : kLevels) billed[level] = std::max<std::int64_t>(0, nodes[level] - paid);
    line.note(fmt::format("{} instances are paid by the capacity reservation's own line",
                          std::min(paid, nodes[Level::AtLimits])));
  }
  if (offer.row)
    for (const Level level : kLevels) line.charge_at(level, quantity(billed[level]), *offer.row);
  else
    line.leave_unpriced("EC2 " + offer.name());
  charge_kit(line, nodes, source->kit);
  for (const auto& note : source->notes) line.note(note);
  for (const auto& reason : source->reasons) line.reason(reason.level, reason.text);
  if (!source->reasons.empty()) {
    line.mark_estimate();
    line.note("what Cluster Autoscaler adds is an estimate by first fit");
  }
  std::move(line).finish();
}

void price_capacity_reservation(const platform::Resource& resource, Pricing& in) {
  const Arguments arguments(resource, in.diagnostics);
  const auto type = arguments.text("instance_type");
  const auto count = arguments.count("instance_count", 0);
  LineWriter line(in, "capacity reservations", resource.id.name, resource);
  line.what(fmt::format("{} × {}, used or not", count, type));
  if (const auto row = in.prices.on_demand(type)) {
    for (const Level level : kLevels) line.charge_at(level, quantity(count), *row);
  } else {
    line.leave_unpriced("EC2 " + type);
  }
  std::move(line).finish();
}

void price_capacity_block(const platform::Resource& resource, Pricing& in) {
  report_unpriced(in, resource.origin, "a capacity block, which is paid at once when it is reserved,");
}

void price_instance(const platform::Resource& resource, Pricing& in) {
  const Arguments arguments(resource, in.diagnostics);
  const auto type = arguments.text("instance_type");
  LineWriter line(in, "instances", resource.id.name, resource);
  line.what(type + " on-demand");
  if (const auto row = in.prices.on_demand(type)) {
    for (const Level level : kLevels) line.charge_at(level, quantity(1), *row);
  } else {
    line.leave_unpriced("EC2 " + type);
  }
  NodeKit kit;
  for (const auto* path : {"root_block_device", "ebs_block_device"})
    for (const auto* block : blocks(arguments.at(path))) {
      const auto number = [&](std::string_view name) {
        return arguments.count(member(*block, name), name).value_or(0);
      };
      const auto* kind = member(*block, "volume_type").string();
      kit.volumes.push_back({kind ? *kind : "gp3", number("volume_size"), number("iops"), number("throughput")});
    }
  kit.public_ipv4 = arguments.flag("associate_public_ip_address");
  charge_kit(line, {{1, 1, 1, 1}}, kit);
  std::move(line).finish();
}

}  // namespace slipway::cost
