#include "kube/objects/service.h"

#include "kube/objects/fields.h"
#include "kube/objects/selection.h"

namespace slipway::kube {

Service read_service(const doc::Node& object, Diagnostics& diagnostics) {
  const Fields spec = Fields(object, diagnostics).map("spec");
  return {.object = read_object(object, diagnostics),
          .type = spec.text_or("type", "ClusterIP"),
          .selector = spec.labels("selector"),
          .ports = spec.list("ports",
                             [](const Fields& port) {
                               return ServicePort{.name = port.text("name"),
                                                  .port = port.integer32_or("port", 0),
                                                  .target_port = port.int_or_percent("targetPort"),
                                                  .node_port = port.integer32_or("nodePort", 0),
                                                  .protocol = port.text_or("protocol", "TCP")};
                             }),
          .cluster_ip = spec.text("clusterIP"),
          .load_balancer_class = spec.text("loadBalancerClass"),
          .external_traffic_policy = spec.text("externalTrafficPolicy"),
          .external_name = spec.text("externalName")};
}

PodDisruptionBudget read_pod_disruption_budget(const doc::Node& object, Diagnostics& diagnostics) {
  const Fields fields(object, diagnostics);
  const Fields spec = fields.map("spec");
  return {.object = read_object(object, diagnostics),
          .min_available = spec.int_or_percent("minAvailable"),
          .max_unavailable = spec.int_or_percent("maxUnavailable"),
          .selector = spec.optional("selector", read_label_selector),
          .unhealthy_pod_eviction = spec.text_or("unhealthyPodEvictionPolicy", "IfHealthyBudget"),
          .disruptions_allowed = fields.map("status").integer32("disruptionsAllowed")};
}

}  // namespace slipway::kube
