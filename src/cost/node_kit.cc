#include "cost/node_kit.h"

#include <fmt/core.h>

#include <algorithm>

#include "cost/manifest.h"
#include "kube/objects/node_classes.h"

namespace slipway::cost {
namespace {

using doc::Node;

constexpr std::int64_t kDefaultRoot = 20;    // GiB, AL2023 and managed node groups
constexpr std::int64_t kBottlerocketOs = 4;  // its second volume holds images
constexpr std::int64_t kAutoModeStorage = 80;

std::vector<Volume> default_volumes(bool bottlerocket) {
  if (bottlerocket) return {{"gp3", kBottlerocketOs, 0, 0}, {"gp3", kDefaultRoot, 0, 0}};
  return {{"gp3", kDefaultRoot, 0, 0}};
}

/// A Bottlerocket node keeps its images on the second device; a mapping of one leaves the other at its default.
std::string_view missing_device(bool bottlerocket, bool has_root, bool has_data) {
  if (!has_root) return bottlerocket ? "/dev/xvda" : "root";
  return bottlerocket && !has_data ? "/dev/xvdb" : "";
}

void complete(NodeKit& kit, bool bottlerocket, bool has_root, bool has_data) {
  const auto missing = missing_device(bottlerocket, has_root, has_data);
  if (missing.empty()) return;
  const std::int64_t size = missing == "/dev/xvda" ? kBottlerocketOs : kDefaultRoot;
  kit.volumes.push_back({"gp3", size, 0, 0});
  kit.notes.push_back(fmt::format("no size is given for the {} volume: {} GiB gp3 is assumed", missing, size));
}

std::int64_t count(std::int64_t written) { return std::clamp<std::int64_t>(written, 0, kLargestCount); }

bool is_root(std::string_view device) { return device == "/dev/xvda" || device == "/dev/sda1"; }

std::optional<Volume> volume_of(const doc::Map& mapping, const Arguments& arguments) {
  const auto ebs = blocks(member(mapping, "ebs"));
  if (ebs.empty()) return std::nullopt;
  const auto number = [&](std::string_view name) {
    return arguments.count(member(*ebs.front(), name), "block_device_mappings.ebs." + std::string(name)).value_or(0);
  };
  const auto* type = member(*ebs.front(), "volume_type").string();
  return Volume{type ? *type : "gp3", number("volume_size"), number("iops"), number("throughput")};
}

bool in_public_subnet(const Arguments& group, const platform::Graph& graph) {
  const auto subnet = reference_to(group.at("subnet_ids"), "aws_subnet");
  const auto* found = subnet ? graph.find(*subnet) : nullptr;
  const auto* mapped = found ? (*found)["map_public_ip_on_launch"].boolean() : nullptr;
  return mapped && *mapped;
}

NodeKit kit_of_auto_mode(const Node& object) {
  Diagnostics unheard;  // what is wrong with a node class is for the rules to say
  const auto node_class = kube::read_auto_node_class(object, unheard);
  NodeKit kit;
  kit.volumes = {{"gp3", gibibytes(node_class.storage_size).value_or(kAutoModeStorage), count(node_class.storage_iops),
                  count(node_class.storage_throughput)}};
  return kit;
}

NodeKit kit_of_ec2_class(const Node& object) {
  Diagnostics unheard;
  const auto node_class = kube::read_ec2_node_class(object, unheard);
  const bool bottlerocket =
      node_class.ami_family == "Bottlerocket" ||
      std::ranges::any_of(node_class.amis, [](const auto& term) { return term.alias.starts_with("bottlerocket"); });
  NodeKit kit;
  bool has_root = false, has_data = false;
  for (const auto& device : node_class.block_devices) {
    (device.is_root || is_root(device.device_name) ? has_root : has_data) = true;
    kit.volumes.push_back({device.type.empty() ? "gp3" : device.type,
                           device.size ? gibibytes(*device.size).value_or(kDefaultRoot) : kDefaultRoot,
                           count(device.iops.value_or(0)), count(device.throughput.value_or(0))});
  }
  complete(kit, bottlerocket, has_root, has_data);
  kit.public_ipv4 = node_class.associate_public_ip.value_or(false);
  return kit;
}

}  // namespace

const platform::Object* class_of_pool(const kube::NodePool& pool, const platform::Graph& graph) {
  const auto& reference = pool.nodes.node_class;
  for (const auto* object : graph.of_kind(reference.kind))
    if (object->name() == reference.name) return object;
  return nullptr;
}

std::vector<Charge> charges_of(const NodeKit& kit) {
  std::vector<Charge> charges;
  for (const auto& volume : kit.volumes)
    for (auto& charge : charges_of(volume)) charges.push_back(std::move(charge));
  if (kit.public_ipv4) charges.push_back({quantity(1, "address"), "public-ipv4/hour"});
  return charges;
}

void charge_kit(LineWriter& line, const Counts& nodes, const NodeKit& kit) {
  for (const auto& charge : charges_of(kit)) line.charge(times(nodes, charge.quantity), charge.key);
  for (const auto& note : kit.notes) line.note(note);
}

Money kit_per_month(const NodeKit& kit, const Prices& prices) {
  Money sum;
  for (const auto& charge : charges_of(kit))
    if (const auto row = prices.service(charge.key)) sum += per_month(charge.quantity.number, *row);
  return sum;
}

NodeKit kit_of_group(const Arguments& group, const platform::Resource* launch_template, const platform::Graph& graph,
                     Diagnostics& diagnostics) {
  const bool bottlerocket = group.text("ami_type").starts_with("BOTTLEROCKET");
  NodeKit kit;
  kit.public_ipv4 = in_public_subnet(group, graph);
  if (!launch_template) {
    kit.volumes = default_volumes(bottlerocket);
    kit.volumes.back().gigabytes = group.count("disk_size", kDefaultRoot);
    return kit;
  }
  const Arguments arguments(*launch_template, diagnostics);
  bool has_root = false, has_data = false;
  for (const auto* mapping : blocks(arguments.at("block_device_mappings"))) {
    auto volume = volume_of(*mapping, arguments);
    if (!volume) continue;
    const auto* device = member(*mapping, "device_name").string();
    (device && is_root(*device) ? has_root : has_data) = true;
    kit.volumes.push_back(*std::move(volume));
  }
  complete(kit, bottlerocket, has_root, has_data);
  for (const auto* interface : blocks(arguments.at("network_interfaces"))) {
    const auto& wanted = member(*interface, "associate_public_ip_address");
    if ((wanted.boolean() && *wanted.boolean()) || (wanted.string() && *wanted.string() == "true"))
      kit.public_ipv4 = true;
  }
  return kit;
}

NodeKit kit_of_pool(const kube::NodePool& pool, const platform::Graph& graph) {
  static const Node kNothing;
  const auto& reference = pool.nodes.node_class;
  const auto* object = class_of_pool(pool, graph);
  const auto& root = object ? object->root() : kNothing;
  NodeKit kit = reference.group == "eks.amazonaws.com" ? kit_of_auto_mode(root) : kit_of_ec2_class(root);
  if (!object && !reference.name.empty())
    kit.notes.push_back(fmt::format("node class {} is not in the platform: its volumes are assumed", reference.name));
  return kit;
}

}  // namespace slipway::cost
