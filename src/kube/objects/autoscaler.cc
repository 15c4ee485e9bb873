#include "kube/objects/autoscaler.h"

#include "kube/objects/selection.h"

namespace slipway::kube {
namespace {

MetricTarget read_target(const Fields& fields) {
  return {.type = fields.text("type"),
          .value = fields.quantity("value"),
          .average_value = fields.quantity("averageValue"),
          .average_utilization = fields.integer32("averageUtilization")};
}

/// The field that holds the rest of a metric of this type.
std::string_view member_of(std::string_view type) {
  if (type == "Resource") return "resource";
  if (type == "ContainerResource") return "containerResource";
  if (type == "Pods") return "pods";
  if (type == "Object") return "object";
  return "external";
}

MetricSpec cpu_utilization(std::int32_t percent) {
  MetricSpec out{.type = "Resource", .name = "cpu"};
  out.target = {.type = "Utilization", .average_utilization = percent};
  return out;
}

ScalingRules read_rules(const Fields& fields) {
  ScalingRules out{.stabilization_window_seconds = fields.integer32("stabilizationWindowSeconds"),
                   .tolerance = fields.quantity("tolerance")};
  if (fields.has("selectPolicy")) out.select_policy = fields.text("selectPolicy");
  if (fields.has("policies"))
    out.policies = fields.list("policies", [](const Fields& one) {
      return ScalingPolicy{one.text("type"), one.integer32_or("value", 0), one.integer32_or("periodSeconds", 0)};
    });
  return out;
}

}  // namespace

ObjectReference read_object_reference(const Fields& fields) {
  return {fields.text("apiVersion"), fields.text("kind"), fields.text("name")};
}

MetricSpec read_metric(const Fields& fields) {
  MetricSpec out{.type = fields.text("type")};
  const Fields source = fields.map(member_of(out.type)), metric = source.map("metric");
  const bool is_resource = out.type.ends_with("Resource");
  out.name = is_resource ? source.text("name") : metric.text("name");
  out.container = source.text("container");
  out.selector = metric.optional("selector", read_label_selector);
  out.described_object = read_object_reference(source.map("describedObject"));
  out.target = read_target(source.map("target"));
  return out;
}

ScalingBehavior read_scaling_behavior(const Fields& fields) {
  return {fields.optional("scaleUp", read_rules), fields.optional("scaleDown", read_rules)};
}

HorizontalPodAutoscaler read_horizontal_pod_autoscaler(const doc::Node& object, Diagnostics& diagnostics) {
  const Fields spec = Fields(object, diagnostics).map("spec");
  HorizontalPodAutoscaler out{.object = read_object(object, diagnostics),
                              .target = read_object_reference(spec.map("scaleTargetRef")),
                              .min_replicas = spec.integer32_or("minReplicas", 1),
                              .max_replicas = spec.integer32_or("maxReplicas", 0),
                              .metrics = spec.list("metrics", read_metric),
                              .behavior = spec.optional("behavior", read_scaling_behavior)};
  if (out.metrics.empty())
    out.metrics.push_back(cpu_utilization(spec.integer32_or("targetCPUUtilizationPercentage", 80)));
  return out;
}

}  // namespace slipway::kube
