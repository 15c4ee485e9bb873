#pragma once

#include <string_view>

#include "doc/node.h"
#include "kube/resource_list.h"

namespace slipway::schema::builtin {

/// What the containers of a pod ask for ("requests") or may have ("limits") together: AggregateContainerRequests and
/// AggregateContainerLimits of component-helpers 0.36.3 resource/helpers.go.
kube::ResourceList sum_of_containers(const doc::Node& pod_spec, std::string_view amounts);

/// What a pod as a whole may ask for: cpu, memory, huge pages.
bool is_pod_resource(std::string_view name);

}  // namespace slipway::schema::builtin
