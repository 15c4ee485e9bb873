#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/instance_type_info.h"
#include "catalog/node_class.h"
#include "kube/quantity.h"

namespace slipway::catalog {

/// What a type says of one label: any of `values`, or, without values, that the label does not exist.
struct TypeLabel {
  std::string_view key;             // one of the constants of Karpenter and Kubernetes: outlives everything
  std::vector<std::string> values;  // sorted, each once
  friend bool operator==(const TypeLabel&, const TypeLabel&) = default;
};

using Resources = std::map<std::string, kube::Quantity, std::less<>>;

/// An instance type as Karpenter's AWS provider (1.14.1, pkg/providers/instancetype/types.go) offers it to the
/// scheduler under one EC2NodeClass, without prices and zones of offerings.
struct ResolvedType {
  std::string name;
  std::vector<TypeLabel> labels;  // by key; a key that is absent is not known, which matches everything
  Resources capacity;             // with zero counts, as the provider has them
  Resources kube_reserved, system_reserved, eviction_threshold;

  /// Of the capacity's resources: less the three overheads.
  Resources allocatable() const;
  /// nullptr for a key it does not speak of.
  const TypeLabel* label(std::string_view key) const;
};

struct ResolveOptions {
  std::string region;
  std::vector<std::string> offering_zones;    // where EC2 offers the type; the node class's subnets narrow them
  double vm_memory_overhead_percent = 0.075;  // a fraction, whatever the name says
  int reserved_enis = 0;                      // for custom networking
};

ResolvedType resolve(const InstanceTypeInfo& info, const NodeClass& node_class, const ResolveOptions& options);

/// Why nodes of the class cannot be launched on the type; nullopt: they can. (Placement groups and nested
/// virtualisation are not looked at.) As pkg/providers/instancetype/compatibility.
std::optional<std::string> incompatibility(const InstanceTypeInfo& info, const NodeClass& node_class);

}  // namespace slipway::catalog
