#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/instance_types.h"
#include "catalog/node_class.h"
#include "cost/requirement.h"
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

/// Whose labels a node carries: karpenter.k8s.aws/instance-… or, in EKS Auto Mode, eks.amazonaws.com/instance-….
enum class LabelStyle { Karpenter, AutoMode };

/// An instance type as a node of some class: what Karpenter expects of it before it is there (catalog/resolved_type.h).
struct NodeShape {
  LabelValues labels;  // all that the type speaks of
  Resources capacity;  // as limits count it
  Resources allocatable;
};

/// nullptr: the catalogue lacks what a node needs.
std::shared_ptr<const NodeShape> shape_of(const catalog::InstanceType& type, const catalog::NodeClass& node_class,
                                          LabelStyle style);

/// What a node of this capacity takes of a pool's limit on a resource: "cpu" in thousandths, "memory" in MiB,
/// "nodes" 1.
std::int64_t limited_amount(const Resources& capacity, std::string_view resource);

/// How many of `each` fit into `free`; a device that `free` does not have fits never. At most kLargestCount.
std::int64_t fits(const Resources& each, const Resources& free);
/// Takes so many of `each` out of `free`. REQUIRES: they fit.
void take(Resources& free, const Resources& each, std::int64_t times);

}  // namespace slipway::cost
