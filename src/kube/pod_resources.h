#pragma once

#include <cstdint>
#include <string_view>

#include "kube/objects/pod.h"
#include "kube/resource_list.h"

namespace slipway::kube {

/// What a pod asks for in all. Follows k8s.io/component-helpers 0.36 resource/helpers.go: the containers' sum, or what
/// the init containers need at their peak where that is more (sidecars stay, each init container runs beside those
/// before it); what the pod says of itself (cpu, memory, huge pages) takes its place; overhead on top.
struct PodRequestOptions {
  bool overhead = true;
  bool pod_level = true;
  ResourceList where_missing = {};  // of each container that names no such resource
};
ResourceList pod_requests(const PodSpec& pod, const PodRequestOptions& options = {});
/// The same of limits; overhead is added only where there is a limit.
ResourceList pod_limits(const PodSpec& pod);

/// What kube-scheduler scores with where a container names no cpu or memory: 100m and 200Mi.
ResourceList scheduler_minimum();

/// The pod as the API server would store it, as far as resources go: requests from limits, the pod's own requests from
/// its limits and its containers, amounts rounded up to thousandths. Follows Kubernetes 1.36
/// pkg/apis/core/v1/defaults.go with the default feature gates.
PodSpec with_default_resources(PodSpec pod);

/// Who is evicted first when a node runs short. Follows Kubernetes 1.36 pkg/apis/core/v1/helper/qos.
enum class QosClass : std::uint8_t { BestEffort, Burstable, Guaranteed };
std::string_view to_string(QosClass qos);
QosClass qos_class(const PodSpec& pod);

}  // namespace slipway::kube
