#include "admission/webhooks/webhooks.h"

#include <string_view>

namespace slipway::admission {

std::optional<std::int64_t> int32_of(const doc::Node& node) {
  if (node.kind() != doc::Kind::Int || node.is_unsigned()) return std::nullopt;
  const std::int64_t value = node.integer();
  return value == static_cast<std::int32_t>(value) ? std::optional(value) : std::nullopt;
}

Refuser refused_by_controller(const doc::Node& object, const doc::Node* old, schema::Errors& errors) {
  const std::string_view version = object["apiVersion"].text(), kind = object["kind"].text();
  if (version == "kueue.x-k8s.io/v1beta1" || version == "kueue.x-k8s.io/v1beta2") {
    if (kind == "ClusterQueue")
      check_cluster_queue(object, errors);
    else if (kind == "Cohort")
      check_cohort(object, errors);
    else if (kind == "ResourceFlavor")
      check_resource_flavor(object, errors);
    else
      return Refuser::Nobody;
    return Refuser::Webhook;
  }
  if (version == "kubeflow.org/v1" && kind == "PyTorchJob") {
    check_pytorch_job(object, errors);
    return Refuser::Webhook;
  }
  if (version == "jobset.x-k8s.io/v1alpha2" && kind == "JobSet") {
    check_job_set(object, old, errors);
    return Refuser::Webhook;
  }
  if (version == "leaderworkerset.x-k8s.io/v1" && kind == "LeaderWorkerSet") {
    check_leader_worker_set(object, old, errors);
    return Refuser::Webhook;
  }
  if (version == "argoproj.io/v1alpha1" && kind == "Application") {
    check_application(object, errors);
    return Refuser::Controller;
  }
  return Refuser::Nobody;
}

}  // namespace slipway::admission
