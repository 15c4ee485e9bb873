#include "components/parts/launch_template.h"

#include "catalog/efa_layouts.h"
#include "catalog/instance_types.h"
#include "components/parts/names.h"
#include "components/parts/node_volumes.h"
#include "components/parts/user_data.h"
#include "platform/fill.h"

namespace slipway::components {

namespace {

bool is_neuron(const catalog::InstanceType& type) { return type.accelerators > 0 && type.neuron_cores.value_or(0) > 0; }

doc::Map metadata_options(const spec::NodeGroup& group) {
  return {{"http_endpoint", "enabled"},
          {"http_tokens", "required"},
          {"http_put_response_hop_limit", group.metadata_hop_limit.value}};
}

doc::List security_groups() {
  doc::List groups;
  groups.add(kNodeSecurityGroup.attribute("id"));
  return groups;
}

/// One for each card's device; subnets come from the node group. Only the first takes addresses.
doc::List interfaces_of(const catalog::EfaLayout& layout) {
  doc::List interfaces;
  for (const auto& interface : layout.interfaces)
    interfaces.add(doc::Map{{"network_card_index", interface.network_card},
                            {"device_index", interface.device},
                            {"interface_type", interface.type},
                            {"security_groups", security_groups()},
                            {"delete_on_termination", true}});
  return interfaces;
}

doc::List tag_specifications(const Expansion& in, const std::string& name) {
  doc::List specifications;
  for (const char* resource : {"instance", "volume", "network-interface"}) {
    doc::Map tags{{"Name", in.graph.setting.cluster + "-" + name}};
    for (const auto& [key, value] : in.platform.aws.tags) tags.set(key.value, value.value);
    if (in.is_active("node-termination-handler")) tags.set("aws-node-termination-handler/managed", "");
    specifications.add(doc::Map{{"resource_type", resource}, {"tags", std::move(tags)}});
  }
  return specifications;
}

void set_network(Expansion& in, const std::string& name, const spec::NodeGroup& group, doc::Map& arguments) {
  const auto layout = group.efa.value && !group.instance_types.empty()
                          ? catalog::efa_layout(group.instance_types.front().value, catalog::EfaLayoutKind::Recommended)
                          : std::nullopt;
  if (!layout) {
    arguments.set("vpc_security_group_ids", security_groups());
    return;
  }
  arguments.set("network_interfaces", interfaces_of(*layout));
  if (group.capacity.value == spec::Capacity::CapacityBlock) return;  // a block is one cluster already
  const auto placement =
      in.add("aws_placement_group", platform::local_name(name),
             {{"name", in.graph.setting.cluster + "-" + name}, {"strategy", "cluster"}}, group.efa.where);
  arguments.set("placement", doc::Map{{"group_name", placement.attribute("name")}});
}

void set_capacity(const spec::NodeGroup& group, doc::Map& arguments) {
  const bool block = group.capacity.value == spec::Capacity::CapacityBlock;
  if (block) {
    arguments.set("instance_market_options", doc::Map{{"market_type", "capacity-block"}});
    if (!group.instance_types.empty()) arguments.set("instance_type", group.instance_types.front().value);
  }
  if (block || group.capacity.value == spec::Capacity::Reserved)
    arguments.set(
        "capacity_reservation_specification",
        doc::Map{{"capacity_reservation_target", doc::Map{{"capacity_reservation_id", group.reservation.value}}}});
}

}  // namespace

GroupHardware hardware_of(const spec::NodeGroup& group) {
  GroupHardware hardware;
  for (const auto& name : group.instance_types) {
    const auto* type = catalog::find_instance_type(name.value);
    if (!type) continue;
    hardware.arm64 |= type->arch == "arm64";
    hardware.neuron |= is_neuron(*type);
    hardware.nvidia |= type->gpu_manufacturer == "nvidia";
    if (hardware.gpu_name.empty()) hardware.gpu_name = type->gpu_name;
    if (group.efa.value && hardware.efa_interfaces == 0) hardware.efa_interfaces = type->efa_interfaces;
  }
  return hardware;
}

std::string ami_type(const spec::NodeGroup& group) {
  const auto hardware = hardware_of(group);
  const std::string arch = hardware.arm64 ? "ARM_64" : "x86_64";
  if (group.ami_family.value == spec::AmiFamily::Bottlerocket)
    return "BOTTLEROCKET_" + arch + (hardware.nvidia ? "_NVIDIA" : "");
  return "AL2023_" + arch + (hardware.nvidia ? "_NVIDIA" : hardware.neuron ? "_NEURON" : "_STANDARD");
}

platform::ResourceId add_launch_template(Expansion& in, const std::string& name, const spec::NodeGroup& group) {
  doc::Map arguments{{"name", in.graph.setting.cluster + "-" + name},
                     {"description", "Nodes of group " + name + " of " + in.graph.setting.cluster},
                     {"block_device_mappings", block_device_mappings(group.volumes, group.ami_family.value)},
                     {"metadata_options", metadata_options(group)}};
  set_network(in, name, group, arguments);
  set_capacity(group, arguments);
  const auto text = user_data({group.ami_family.value, group.kubelet, group.instance_store_raid.value,
                               group.volumes.data.has_value(), &group.sysctls});
  if (!text.empty()) arguments.set("user_data", text);
  arguments.set("tag_specifications", tag_specifications(in, name));
  return in.add("aws_launch_template", platform::local_name(name), std::move(arguments), group.where);
}

}  // namespace slipway::components
