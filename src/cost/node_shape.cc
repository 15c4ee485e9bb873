#include "cost/node_shape.h"

#include <algorithm>

#include "catalog/resolved_type.h"
#include "cost/manifest.h"
#include "cost/quantity.h"

namespace slipway::cost {
namespace {

constexpr std::string_view kKarpenter = "karpenter.k8s.aws/";
constexpr std::string_view kAutoMode = "eks.amazonaws.com/";

std::string renamed(std::string_view key, LabelStyle style) {
  if (style == LabelStyle::Karpenter || !key.starts_with(kKarpenter)) return std::string(key);
  return std::string(kAutoMode) + std::string(key.substr(kKarpenter.size()));
}

}  // namespace

Resources resources_of(const kube::ResourceList& list) {
  Resources resources;
  for (const auto& [name, amount] : list) {
    if (name == "cpu")
      resources.cpu_milli = milli(amount).value_or(0);
    else if (name == "memory")
      resources.memory_mib = mebibytes(amount).value_or(0);
    else if (name == "pods")
      resources.pods = whole_number(amount).value_or(0);
    else if (const auto count = whole_number(amount); count && *count > 0 && name.find('/') != std::string::npos)
      resources.devices[name] = *count;
  }
  return resources;
}

std::shared_ptr<const NodeShape> shape_of(const catalog::InstanceType& type, const catalog::NodeClass& node_class,
                                          LabelStyle style) {
  const auto info = catalog::info_of(type);
  if (!info || catalog::incompatibility(*info, node_class)) return nullptr;
  const auto resolved = catalog::resolve(*info, node_class, {});
  auto shape = std::make_shared<NodeShape>();
  for (const auto& label : resolved.labels) shape->labels[renamed(label.key, style)] = label.values;
  shape->capacity = resources_of(resolved.capacity);
  shape->allocatable = resources_of(resolved.allocatable());
  return shape;
}

std::int64_t limited_amount(const Resources& capacity, std::string_view resource) {
  if (resource == "cpu") return capacity.cpu_milli;
  if (resource == "memory") return capacity.memory_mib;
  if (resource == "nodes") return 1;
  if (resource == "pods") return capacity.pods;
  const auto found = capacity.devices.find(resource);
  return found == capacity.devices.end() ? 0 : found->second;
}

std::int64_t fits(const Resources& each, const Resources& free) {
  std::int64_t most = kLargestCount;
  const auto bound = [&](std::int64_t need, std::int64_t have) {
    if (need > 0) most = std::min(most, std::max<std::int64_t>(0, have) / need);
  };
  bound(each.cpu_milli, free.cpu_milli);
  bound(each.memory_mib, free.memory_mib);
  bound(each.pods, free.pods);
  for (const auto& [name, need] : each.devices) {
    const auto have = free.devices.find(name);
    bound(need, have == free.devices.end() ? 0 : have->second);
  }
  return most;
}

void take(Resources& free, const Resources& each, std::int64_t times) {
  free.cpu_milli -= each.cpu_milli * times;
  free.memory_mib -= each.memory_mib * times;
  free.pods -= each.pods * times;
  for (const auto& [name, need] : each.devices)
    if (const auto have = free.devices.find(name); have != free.devices.end()) have->second -= need * times;
}

}  // namespace slipway::cost
