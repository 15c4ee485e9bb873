#include "kube/objects/workloads.h"

#include "kube/objects/selection.h"

namespace slipway::kube {
namespace {

std::optional<LabelSelector> read_selector(const Fields& spec) {
  return spec.optional("selector", read_label_selector);
}
PodTemplate read_pods(const Fields& spec) { return read_pod_template(spec.map("template")); }

}  // namespace

Deployment read_deployment(const doc::Node& object, Diagnostics& diagnostics) {
  const Fields spec = Fields(object, diagnostics).map("spec");
  const Fields strategy = spec.map("strategy"), rolling = strategy.map("rollingUpdate");
  return {.object = read_object(object, diagnostics),
          .replicas = spec.integer32_or("replicas", 1),
          .selector = read_selector(spec),
          .pods = read_pods(spec),
          .strategy = strategy.text_or("type", "RollingUpdate"),
          .max_surge = rolling.int_or_percent("maxSurge").value_or(IntOrPercent("25%")),
          .max_unavailable = rolling.int_or_percent("maxUnavailable").value_or(IntOrPercent("25%")),
          .min_ready_seconds = spec.integer32_or("minReadySeconds", 0),
          .paused = spec.boolean("paused").value_or(false)};
}

ReplicaSet read_replica_set(const doc::Node& object, Diagnostics& diagnostics) {
  const Fields spec = Fields(object, diagnostics).map("spec");
  return {read_object(object, diagnostics), spec.integer32_or("replicas", 1), read_selector(spec), read_pods(spec)};
}

StatefulSet read_stateful_set(const doc::Node& object, Diagnostics& diagnostics) {
  const Fields spec = Fields(object, diagnostics).map("spec");
  const Fields update = spec.map("updateStrategy");
  return {.object = read_object(object, diagnostics),
          .replicas = spec.integer32_or("replicas", 1),
          .selector = read_selector(spec),
          .pods = read_pods(spec),
          .service_name = spec.text("serviceName"),
          .pod_management = spec.text_or("podManagementPolicy", "OrderedReady"),
          .update_strategy = update.text_or("type", "RollingUpdate"),
          .partition = update.map("rollingUpdate").integer32_or("partition", 0),
          .claims = spec.list("volumeClaimTemplates", [](const Fields& claim) {
            const Fields meta = claim.map("metadata");
            PersistentVolumeClaim out;  // of a template nobody says kind and version
            out.object = {.api_version = "v1",
                          .kind = "PersistentVolumeClaim",
                          .ns = "",
                          .name = meta.text("name"),
                          .generate_name = "",
                          .labels = meta.labels("labels"),
                          .annotations = meta.labels("annotations"),
                          .node = &claim.node()};
            out.spec = read_persistent_volume_claim_spec(claim.map("spec"));
            return out;
          })};
}

DaemonSet read_daemon_set(const doc::Node& object, Diagnostics& diagnostics) {
  const Fields spec = Fields(object, diagnostics).map("spec");
  const Fields update = spec.map("updateStrategy"), rolling = update.map("rollingUpdate");
  return {.object = read_object(object, diagnostics),
          .selector = read_selector(spec),
          .pods = read_pods(spec),
          .update_strategy = update.text_or("type", "RollingUpdate"),
          .max_unavailable = rolling.int_or_percent("maxUnavailable").value_or(IntOrPercent(1)),
          .max_surge = rolling.int_or_percent("maxSurge").value_or(IntOrPercent(0))};
}

}  // namespace slipway::kube
