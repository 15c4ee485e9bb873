#include "cost/resources.h"

#include <algorithm>

#include "cost/manifest.h"
#include "cost/quantity.h"

namespace slipway::cost {

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

Limits limits_of(const kube::ResourceList& list) {
  Limits limits;
  for (const auto& [name, amount] : list) {
    if (name == "cpu") {
      if (const auto cpu = milli(amount)) limits[name] = *cpu;
    } else if (name == "memory") {
      if (mebibytes(amount)) limits[name] = amount.value() >> 20;
    } else if (const auto count = whole_number(amount)) {
      limits[name] = *count;
    }
  }
  return limits;
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
