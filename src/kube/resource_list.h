#pragma once

#include <functional>
#include <map>
#include <string>

#include "kube/quantity.h"

namespace slipway::kube {

/// Amounts by resource: "cpu", "memory", "nvidia.com/gpu".
using ResourceList = std::map<std::string, Quantity, std::less<>>;

/// Each amount of `more` is added; the format is that of the left side.
void add(ResourceList& list, const ResourceList& more);
/// Each amount becomes the larger one.
void raise_to(ResourceList& list, const ResourceList& other);

struct ResourceRequirements {
  ResourceList requests, limits;
  friend bool operator==(const ResourceRequirements&, const ResourceRequirements&) = default;
};

}  // namespace slipway::kube
