#include "components/parts/pool_types.h"

#include <algorithm>

namespace slipway::components {

namespace {

/// An empty list restricts nothing.
bool allows(const spec::Texts& listed, std::string_view value) {
  return listed.empty() || std::ranges::any_of(listed, [&](const spec::Text& text) { return text.value == value; });
}

bool allows(const spec::NodePool& pool, const catalog::InstanceType& type) {
  if (!allows(pool.families, type.family) || !allows(pool.sizes, type.size)) return false;
  if (!allows(pool.instance_types, type.name) || !allows(pool.architectures, type.arch)) return false;
  if (type.gpus < pool.min_gpus.value) return false;
  return pool.max_gpus.value == 0 || type.gpus <= pool.max_gpus.value;
}

bool is_nvidia(const catalog::InstanceType* type) { return type->gpus > 0 && type->gpu_manufacturer == "nvidia"; }

}  // namespace

std::vector<const catalog::InstanceType*> types_of(const spec::NodePool& pool) {
  std::vector<const catalog::InstanceType*> types;
  for (const auto& type : catalog::instance_types())
    if (allows(pool, type)) types.push_back(&type);
  return types;
}

bool has_only_nvidia_types(const spec::NodePool& pool) {
  const auto types = types_of(pool);
  return !types.empty() && std::ranges::all_of(types, is_nvidia);
}

bool has_only_nvidia_types(const spec::NodeGroup& group) {
  return !group.instance_types.empty() && std::ranges::all_of(group.instance_types, [](const spec::Text& name) {
    const auto* type = catalog::find_instance_type(name.value);
    return type && is_nvidia(type);
  });
}

}  // namespace slipway::components
