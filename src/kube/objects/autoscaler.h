#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kube/label_selector.h"
#include "kube/object.h"
#include "kube/objects/fields.h"
#include "kube/quantity.h"

namespace slipway::kube {

/// An object by name, in the same namespace.
struct ObjectReference {
  std::string api_version, kind, name;
  friend bool operator==(const ObjectReference&, const ObjectReference&) = default;
};

struct MetricTarget {
  std::string type = {};  // Utilization, Value, AverageValue
  std::optional<Quantity> value = {}, average_value = {};
  std::optional<std::int32_t> average_utilization = {};
  friend bool operator==(const MetricTarget&, const MetricTarget&) = default;
};

/// One of the metrics of a HorizontalPodAutoscaler.
struct MetricSpec {
  std::string type = {};  // Resource, ContainerResource, Pods, Object, External
  std::string name = {};  // of the resource or the metric
  std::string container = {};
  std::optional<LabelSelector> selector = {};
  ObjectReference described_object = {};
  MetricTarget target = {};
  friend bool operator==(const MetricSpec&, const MetricSpec&) = default;
};

struct ScalingPolicy {
  std::string type;  // Pods, Percent
  std::int32_t value = 0, period_seconds = 0;
  friend bool operator==(const ScalingPolicy&, const ScalingPolicy&) = default;
};

/// How fast one direction goes; what is absent has a default that depends on the direction.
struct ScalingRules {
  std::optional<std::int32_t> stabilization_window_seconds = {};
  std::optional<std::string> select_policy = {};  // Max, Min, Disabled
  std::optional<std::vector<ScalingPolicy>> policies = {};
  std::optional<Quantity> tolerance = {};
  friend bool operator==(const ScalingRules&, const ScalingRules&) = default;
};

struct ScalingBehavior {
  std::optional<ScalingRules> scale_up, scale_down;
  friend bool operator==(const ScalingBehavior&, const ScalingBehavior&) = default;
};

/// autoscaling/v2; one of v1 is read as the v2 object it becomes. Without metrics: cpu at 80 %.
struct HorizontalPodAutoscaler {
  Object object;
  ObjectReference target;
  std::int32_t min_replicas = 1, max_replicas = 0;
  std::vector<MetricSpec> metrics;
  std::optional<ScalingBehavior> behavior;
};

MetricSpec read_metric(const Fields& fields);
ScalingBehavior read_scaling_behavior(const Fields& fields);
ObjectReference read_object_reference(const Fields& fields);
HorizontalPodAutoscaler read_horizontal_pod_autoscaler(const doc::Node& object, Diagnostics& diagnostics);

}  // namespace slipway::kube
