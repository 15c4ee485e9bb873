#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "kube/resource_list.h"

namespace slipway::cost {

/// Amounts that nodes have and pods ask for. Devices by their resource name: "nvidia.com/gpu".
struct Resources {
  std::int64_t cpu_milli = 0;
  std::int64_t memory_mib = 0;
  std::int64_t pods = 0;
  std::map<std::string, std::int64_t, std::less<>> devices;
  friend bool operator==(const Resources&, const Resources&) = default;
};

/// Of a node's capacity or a pod's requests. cpu and memory round up; an amount that is no sensible one is left out.
Resources resources_of(const kube::ResourceList& list);

/// What a node of this capacity takes of a pool's limit on a resource: "cpu" in thousandths, "memory" in MiB,
/// "nodes" 1.
std::int64_t limited_amount(const Resources& capacity, std::string_view resource);

/// Amounts that all nodes of a pool together may not exceed: cpu in thousandths, memory in MiB, nodes and devices in
/// units.
using Limits = std::map<std::string, std::int64_t, std::less<>>;
/// Memory in whole MiB that fit into it: requests round up, limits down. An amount beyond all sense limits nothing.
Limits limits_of(const kube::ResourceList& list);

/// How many of `each` fit into `free`; a device that `free` does not have fits never. At most kLargestCount.
std::int64_t fits(const Resources& each, const Resources& free);
/// Takes so many of `each` out of `free`. REQUIRES: they fit.
void take(Resources& free, const Resources& each, std::int64_t times);

}  // namespace slipway::cost
