#include "components/parts/placement.h"

#include <algorithm>

#include "catalog/instance_types.h"

namespace slipway::components {

namespace {

doc::List tolerations_of(const std::vector<spec::Taint>& taints) {
  doc::List list;
  for (const auto& taint : taints) {
    doc::Map toleration{{"key", taint.key.value}};
    if (taint.value.value.empty())
      toleration.set("operator", "Exists");
    else
      toleration.set("operator", "Equal").set("value", taint.value.value);
    toleration.set("effect", taint.effect.value);
    list.add(std::move(toleration));
  }
  return list;
}

bool any_type(const spec::NodeGroup& group, bool (*holds)(const catalog::InstanceType&)) {
  return std::ranges::any_of(group.instance_types, [&](const spec::Text& name) {
    const auto* type = catalog::find_instance_type(name.value);
    return type && holds(*type);
  });
}

}  // namespace

bool has_nvidia_gpus(const spec::NodeGroup& group) {
  return any_type(group, [](const catalog::InstanceType& type) { return type.gpu_manufacturer == "nvidia"; });
}

bool is_accelerated(const spec::NodeGroup& group) {
  return any_type(group, [](const catalog::InstanceType& type) { return type.is_accelerated(); });
}

const spec::Named<spec::NodeGroup>::Entry* system_group(const spec::Platform& platform) {
  for (const auto& entry : platform.node_groups)
    for (const auto& taint : entry.value.taints)
      if (taint.key.value == "CriticalAddonsOnly") return &entry;
  return nullptr;
}

ControllerPlacement controller_placement(const spec::Platform& platform) {
  if (const auto* system = system_group(platform))
    return {{{kNodeGroupLabel, system->name.value}}, tolerations_of(system->value.taints)};
  const spec::NodeGroup* first_tainted = nullptr;
  for (const auto& [name, group] : platform.node_groups) {
    if (is_accelerated(group)) continue;
    if (group.taints.empty()) return {};
    if (!first_tainted) first_tainted = &group;
  }
  return first_tainted ? ControllerPlacement{{}, tolerations_of(first_tainted->taints)} : ControllerPlacement{};
}

void set_placement(doc::Map& values, const ControllerPlacement& placement) {
  if (!placement.node_selector.empty()) values.set("nodeSelector", placement.node_selector);
  if (!placement.tolerations.empty()) values.set("tolerations", placement.tolerations);
}

}  // namespace slipway::components
