#include "kube/objects/pod.h"

#include "kube/objects/selection.h"

namespace slipway::kube {
namespace {

ContainerPort read_port(const Fields& fields) {
  return {.name = fields.text("name"),
          .container_port = fields.integer32_or("containerPort", 0),
          .host_port = fields.integer32_or("hostPort", 0),
          .host_ip = fields.text("hostIP"),
          .protocol = fields.text_or("protocol", "TCP")};
}

Container read_container(const Fields& fields) {
  return {.name = fields.text("name"),
          .image = fields.text("image"),
          .resources = fields.requirements("resources"),
          .restart_policy = fields.text("restartPolicy"),
          .ports = fields.list("ports", read_port),
          .node = &fields.node()};
}

Volume read_volume(const Fields& fields) {
  Volume out{.name = fields.text("name"), .node = &fields.node()};
  if (fields.has("persistentVolumeClaim")) {
    out.source = Volume::Source::Claim;
    out.claim_name = fields.map("persistentVolumeClaim").text("claimName");
  } else if (fields.has("ephemeral")) {
    out.source = Volume::Source::EphemeralClaim;
    out.spec = fields.map("ephemeral").map("volumeClaimTemplate").optional("spec", read_persistent_volume_claim_spec);
  } else if (fields.has("emptyDir")) {
    const Fields directory = fields.map("emptyDir");
    out.source = Volume::Source::EmptyDir;
    out.medium = directory.text("medium");
    out.size_limit = directory.quantity("sizeLimit");
  } else if (fields.has("csi")) {
    out.source = Volume::Source::Csi;
    out.driver = fields.map("csi").text("driver");
  } else if (fields.has("hostPath")) {
    out.source = Volume::Source::HostPath;
  }
  return out;
}

std::string read_name(const Fields& fields) { return fields.text("name"); }

}  // namespace

PodSpec read_pod_spec(const Fields& fields) {
  PodSpec out;
  out.node = &fields.node();
  out.containers = fields.list("containers", read_container);
  out.init_containers = fields.list("initContainers", read_container);
  if (fields.has("resources")) out.resources = fields.requirements("resources");
  out.overhead = fields.resources("overhead");
  out.node_selector = fields.labels("nodeSelector");
  out.affinity = read_affinity(fields.map("affinity"));
  out.tolerations = fields.list("tolerations", read_toleration);
  out.topology_spread = fields.list("topologySpreadConstraints", read_topology_spread);
  out.priority_class_name = fields.text("priorityClassName");
  out.priority = fields.integer32("priority");
  out.preemption_policy = fields.text("preemptionPolicy");
  out.scheduler_name = fields.text_or("schedulerName", out.scheduler_name);
  out.scheduling_gates = fields.list("schedulingGates", read_name);
  out.node_name = fields.text("nodeName");
  out.volumes = fields.list("volumes", read_volume);
  out.resource_claims = fields.list("resourceClaims", read_name);
  out.service_account = fields.text_or("serviceAccountName", fields.text_or("serviceAccount", out.service_account));
  out.runtime_class_name = fields.text("runtimeClassName");
  out.host_network = fields.boolean("hostNetwork").value_or(false);
  out.restart_policy = fields.text_or("restartPolicy", out.restart_policy);
  out.termination_grace_period_seconds = fields.integer_or("terminationGracePeriodSeconds", 30);
  out.active_deadline_seconds = fields.integer("activeDeadlineSeconds");
  return out;
}

PodTemplate read_pod_template(const Fields& fields) {
  const Fields meta = fields.map("metadata");
  return {meta.labels("labels"), meta.labels("annotations"), read_pod_spec(fields.map("spec")), &fields.node()};
}

Pod read_pod(const doc::Node& object, Diagnostics& diagnostics) {
  const Fields fields(object, diagnostics);
  const Fields status = fields.map("status");
  return {.object = read_object(object, diagnostics),
          .spec = read_pod_spec(fields.map("spec")),
          .phase = status.text("phase"),
          .nominated_node_name = status.text("nominatedNodeName"),
          .is_deleting = fields.map("metadata").has("deletionTimestamp")};
}

}  // namespace slipway::kube
