// Instance types under an EC2NodeClass, as Karpenter's AWS provider 1.14.1 resolves them.
#include "catalog/instance_type_info.h"
#include "catalog/node_class.h"
#include "catalog/resolved_type.h"
#include "conformance/comparison.h"
#include "conformance/family.h"

namespace slipway::conformance {
namespace {

doc::Map quantities(const catalog::Resources& resources) {
  doc::Map all;
  for (const auto& [name, quantity] : resources) all.set(name, quantity.to_string());
  return all;
}

doc::List requirements(const catalog::ResolvedType& type) {
  doc::List all;
  for (const catalog::TypeLabel& label : type.labels) {
    doc::Map entry{{"key", label.key}, {"operator", label.values.empty() ? "DoesNotExist" : "In"}};
    if (!label.values.empty()) {
      doc::List values;
      for (const std::string& value : label.values) values.add(value);
      entry.set("values", std::move(values));
    }
    all.add(std::move(entry));
  }
  return all;
}

/// The provider looks these three figures up by name in tables that it has compiled in.
void add_compiled_in(const doc::Node& tables, catalog::InstanceTypeInfo& info) {
  const auto figure = [&](std::string_view key) {
    const doc::Node& node = tables[key];
    return node.kind() == doc::Kind::Int ? std::optional<int>(static_cast<int>(node.integer())) : std::nullopt;
  };
  info.network_bandwidth_mbps = figure("networkBandwidthMbps");
  info.branch_interfaces = figure("branchInterfaces");
  info.ipv4_per_interface_limit = figure("ipv4PerInterface");
}

doc::Value resolved(const doc::Node& input) {
  Diagnostics diagnostics;
  catalog::InstanceTypeInfo info = catalog::read_instance_type_info(input["info"]);
  add_compiled_in(input["tables"], info);
  catalog::ResolveOptions options;
  options.region = input["region"].text();
  for (const doc::Node& zone : input["offeringZones"].items()) options.offering_zones.emplace_back(zone.text());
  options.vm_memory_overhead_percent = input["options"]["vmMemoryOverheadPercent"].number();
  options.reserved_enis = static_cast<int>(input["options"]["reservedENIs"].integer());
  const auto type = catalog::resolve(info, catalog::read_node_class(input["nodeClass"], diagnostics), options);
  if (!diagnostics.all().empty()) return refused(diagnostics.all().front().message);
  return doc::Map{{"requirements", requirements(type)},
                  {"capacity", quantities(type.capacity)},
                  {"overhead", doc::Map{{"kubeReserved", quantities(type.kube_reserved)},
                                        {"systemReserved", quantities(type.system_reserved)},
                                        {"evictionThreshold", quantities(type.eviction_threshold)}}},
                  {"allocatable", quantities(type.allocatable())}};
}

}  // namespace

std::vector<Family> instance_type_families() {
  std::vector<FieldRule> amounts;
  for (const std::string_view resource :
       {"cpu", "memory", "ephemeral-storage", "pods", "pid", "nvidia.com/gpu", "amd.com/gpu", "habana.ai/gaudi",
        "aws.amazon.com/neuron", "aws.amazon.com/neuroncore", "vpc.amazonaws.com/efa", "vpc.amazonaws.com/pod-eni",
        "vpc.amazonaws.com/PrivateIPv4Address"})
    amounts.push_back({resource, same_quantity});
  return {{"karpenter", "instancetypes", resolved, amounts},
          {"karpenter", "instancetypes-nodeclass", resolved, amounts}};
}

}  // namespace slipway::conformance
