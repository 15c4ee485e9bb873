#include "components/parts/gpu_pools.h"

#include <algorithm>

#include "catalog/instance_types.h"
#include "components/parts/placement.h"

namespace slipway::components {

namespace {

bool is_nvidia(const catalog::InstanceType& type) { return type.gpu_manufacturer == "nvidia"; }

bool asks_for_gpus(const doc::Node& requirements) {
  return std::ranges::any_of(requirements.items(), [](const doc::Node& requirement) {
    return requirement["key"].text().find("/instance-gpu-") != std::string_view::npos;
  });
}

spec::AmiFamily family_of(const spec::Platform& platform, const spec::NodePool& pool) {
  const auto* node_class = platform.node_classes.find(pool.node_class.value);
  return node_class ? node_class->ami_family.value : spec::AmiFamily::Al2023;
}

bool is_auto(const spec::Platform& platform) { return platform.autoscaler.nodes.value == spec::NodeAutoscaler::Auto; }

}  // namespace

bool has_nvidia_gpus(const spec::NodePool& pool) {
  const auto of_family = [](const spec::Text& family) {
    return std::ranges::any_of(catalog::types_of_family(family.value), is_nvidia);
  };
  const auto of_name = [](const spec::Text& name) {
    const auto* type = catalog::find_instance_type(name.value);
    return type && is_nvidia(*type);
  };
  return pool.min_gpus.value > 0 || std::ranges::any_of(pool.instance_types, of_name) ||
         std::ranges::any_of(pool.families, of_family) || (pool.requirements && asks_for_gpus(*pool.requirements));
}

bool has_nvidia_gpus(const spec::Platform& platform) {
  return std::ranges::any_of(platform.node_groups.entries, [](const auto& e) { return has_nvidia_gpus(e.value); }) ||
         std::ranges::any_of(platform.node_pools.entries, [](const auto& e) { return has_nvidia_gpus(e.value); });
}

bool needs_device_plugin(const spec::Platform& platform) {
  const auto group_does = [](const auto& e) {
    return e.value.ami_family.value == spec::AmiFamily::Al2023 && has_nvidia_gpus(e.value);
  };
  const auto pool_does = [&](const auto& e) {
    return !is_auto(platform) && family_of(platform, e.value) == spec::AmiFamily::Al2023 && has_nvidia_gpus(e.value);
  };
  return std::ranges::any_of(platform.node_groups.entries, group_does) ||
         std::ranges::any_of(platform.node_pools.entries, pool_does);
}

bool has_efa(const spec::Platform& platform) {
  return std::ranges::any_of(platform.node_groups.entries, [](const auto& e) { return e.value.efa.value; }) ||
         std::ranges::any_of(platform.node_classes.entries, [](const auto& e) { return e.value.efa.value; });
}

std::vector<std::string> bottlerocket_pools(const spec::Platform& platform) {
  std::vector<std::string> names;
  for (const auto& [name, pool] : platform.node_pools)
    if (family_of(platform, pool) == spec::AmiFamily::Bottlerocket && has_nvidia_gpus(pool))
      names.push_back(name.value);
  return names;
}

std::vector<std::string> bottlerocket_groups(const spec::Platform& platform) {
  std::vector<std::string> names;
  for (const auto& [name, group] : platform.node_groups)
    if (group.ami_family.value == spec::AmiFamily::Bottlerocket && has_nvidia_gpus(group)) names.push_back(name.value);
  return names;
}

bool is_named(const spec::Platform& platform, std::string_view component) {
  return std::ranges::any_of(platform.components, [&](const auto& use) { return use.name.value == component; });
}

}  // namespace slipway::components
