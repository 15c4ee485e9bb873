// Kubeflow's training-operator 1.9.4, pkg/webhooks/pytorch/pytorchjob_webhook.go and pkg/common/util/webhooks.go;
// the restart policy: pkg/controller.v1/common/pod.go, setRestartPolicy, which pods get as it is.
#include <string_view>

#include "admission/webhooks/webhooks.h"
#include "base/text.h"
#include "kube/names.h"

namespace slipway::admission {
namespace {

using doc::Node;
using schema::Errors;
using schema::Path;

constexpr std::string_view kContainer = "pytorch";

void check_replicas(std::string_view role, const Node& replicas, const Path& path, Errors& errors) {
  const bool is_master = role == "Master";
  if (!is_master && role != "Worker") errors.not_supported(path, role, {"Master", "Worker"});
  const Path tmpl(path, "template"), spec(tmpl, "spec"), containers(spec, "containers");
  const Node& written = replicas["template"]["spec"]["containers"];
  if (written.items().empty()) errors.required(containers, "must be specified");
  bool has_default = false;
  std::size_t i = 0;
  for (const Node& container : written.items()) {
    const Path at(containers, i++);
    if (container["image"].is_null() || (container["image"].is_string() && container["image"].text().empty()))
      errors.required(Path(at, "image"), "must be required");
    has_default = has_default || container["name"].text() == kContainer;
  }
  if (!has_default) errors.required(containers, "must have at least one container with name pytorch");
  const Node& count = replicas["replicas"];
  const bool is_number = count.kind() == doc::Kind::Int;
  if (is_master && (count.is_null() || (is_number && count.integer() != 1)))
    errors.forbidden(Path(path, "replicas"), "must be 1");
  else if (!is_master && is_number && count.integer() < 1)
    errors.forbidden(Path(path, "replicas"), "must be at least 1");
  const std::string_view policy = replicas["restartPolicy"].text();
  if (!policy.empty() && policy != "Always" && policy != "OnFailure" && policy != "Never" && policy != "ExitCode")
    errors.not_supported(Path(path, "restartPolicy"), policy, {"Always", "ExitCode", "Never", "OnFailure"});
}

}  // namespace

void check_pytorch_job(const Node& job, Errors& errors) {
  const Path spec_path("spec"), replicas_path(spec_path, "pytorchReplicaSpecs"), meta("metadata");
  const Node& name = job["metadata"]["name"];
  if (name.is_string() && !name.text().empty())
    if (const kube::Messages wrong = kube::check_dns1035_label(name.text()); !wrong.empty())
      errors.invalid(Path(meta, "name"), name.text(), "should match: " + join(wrong, ","));
  const Node &spec = job["spec"], &manager = spec["runPolicy"]["managedBy"], &replicas = spec["pytorchReplicaSpecs"];
  const Path policy(spec_path, "runPolicy");
  if (manager.is_string() && manager.text() != "kubeflow.org/training-operator" &&
      manager.text() != "kueue.x-k8s.io/multikueue")
    errors.not_supported(Path(policy, "managedBy"), manager.text(),
                         {"kubeflow.org/training-operator", "kueue.x-k8s.io/multikueue"});
  if (spec["elasticPolicy"].is_map()) {
    if (!replicas.find("Worker"))
      errors.required(Path::key(replicas_path, "Worker"), "must be configured if elastic policy is used");
    const Path elastic(spec_path, "elasticPolicy");
    if (!spec["elasticPolicy"]["nProcPerNode"].is_null() && !spec["nprocPerNode"].is_null())
      errors.forbidden(Path(elastic, "nProcPerNode"), "must not be used with spec.nprocPerNode");
  }
  if (spec.is_map() && replicas.is_null()) errors.required(replicas_path, "must be required");
  for (const doc::Member& one : replicas.members())
    if (one.value.is_map()) check_replicas(one.key.text(), one.value, Path::key(replicas_path, one.key.text()), errors);
}

}  // namespace slipway::admission
