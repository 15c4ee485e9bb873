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

}  // namespace

std::vector<const catalog::InstanceType*> types_of(const spec::NodePool& pool) {
  std::vector<const catalog::InstanceType*> types;
  for (const auto& type : catalog::instance_types())
    if (allows(pool, type)) types.push_back(&type);
  return types;
}

bool has_only_nvidia_types(const spec::NodePool& pool) {
  const auto types = types_of(pool);
  return !types.empty() && std::ranges::all_of(types, [](const auto* type) {
    return type->gpus > 0 && type->gpu_manufacturer == "nvidia";
  });
}

}  // namespace slipway::components
