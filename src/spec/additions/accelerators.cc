#include "spec/additions/accelerators.h"

#include <algorithm>

#include "catalog/instance_types.h"

namespace slipway::spec::additions {
namespace {

std::string_view device_of_row(const catalog::InstanceType& type) {
  if (type.gpus > 0 && type.gpu_manufacturer == "nvidia") return "nvidia.com/gpu";
  if (type.neuron_cores.value_or(0) > 0 ||
      (type.accelerators > 0 && (type.name.starts_with("inf") || type.name.starts_with("trn"))))
    return "aws.amazon.com/neuron";
  return "";
}

}  // namespace

std::string_view device_of_type(std::string_view instance_type) {
  const auto* type = catalog::find_instance_type(instance_type);
  return type ? device_of_row(*type) : "";
}

std::string_view device_of(const Texts& types, const Texts& families) {
  for (const Text& type : types)
    if (const auto device = device_of_type(type.value); !device.empty()) return device;
  for (const Text& family : families)
    for (const auto& type : catalog::types_of_family(family.value))
      if (const auto device = device_of_row(type); !device.empty()) return device;
  return "";
}

std::string_view device_of(const NodePool& pool) { return device_of(pool.instance_types, pool.families); }
std::string_view device_of(const NodeGroup& group) { return device_of(group.instance_types, {}); }

std::int64_t most_on_a_node(std::string_view device, const Texts& types, const Texts& families) {
  std::int64_t most = 0;
  const auto add = [&](const catalog::InstanceType& type) {
    if (device_of_row(type) == device) most = std::max<std::int64_t>({most, type.gpus, type.accelerators});
  };
  for (const Text& word : types)
    if (const auto* type = catalog::find_instance_type(word.value)) add(*type);
  for (const Text& family : families) std::ranges::for_each(catalog::types_of_family(family.value), add);
  return most;
}

std::vector<std::string> places_with(const Platform& platform, std::string_view device) {
  std::vector<std::string> names;
  for (const auto& [name, pool] : platform.node_pools)
    if (device_of(pool) == device) names.push_back(name.value);
  for (const auto& [name, group] : platform.node_groups)
    if (device_of(group) == device) names.push_back(name.value);
  return names;
}

}  // namespace slipway::spec::additions
