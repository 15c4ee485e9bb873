#include <fmt/core.h>

#include <algorithm>

#include "kube/version.h"
#include "rules/reading.h"
#include "rules/rule.h"

namespace slipway::rules {
namespace {

using subject::Subject;

/// A version of a built-in kind that is gone: since which Kubernetes, and what took its place.
struct Gone {
  std::string_view kind, version, now;
  std::uint64_t since;  // minor version
};
constexpr Gone kGone[] = {
    {"PodDisruptionBudget", "policy/v1beta1", "policy/v1", 25},
    {"PodSecurityPolicy", "policy/v1beta1", "", 25},
    {"CronJob", "batch/v1beta1", "batch/v1", 25},
    {"CronJob", "batch/v2alpha1", "batch/v1", 21},
    {"HorizontalPodAutoscaler", "autoscaling/v2beta1", "autoscaling/v2", 25},
    {"HorizontalPodAutoscaler", "autoscaling/v2beta2", "autoscaling/v2", 26},
    {"EndpointSlice", "discovery.k8s.io/v1beta1", "discovery.k8s.io/v1", 25},
    {"Event", "events.k8s.io/v1beta1", "events.k8s.io/v1", 25},
    {"RuntimeClass", "node.k8s.io/v1beta1", "node.k8s.io/v1", 25},
    {"Deployment", "extensions/v1beta1", "apps/v1", 16},
    {"Deployment", "apps/v1beta1", "apps/v1", 16},
    {"Deployment", "apps/v1beta2", "apps/v1", 16},
    {"DaemonSet", "extensions/v1beta1", "apps/v1", 16},
    {"DaemonSet", "apps/v1beta2", "apps/v1", 16},
    {"ReplicaSet", "extensions/v1beta1", "apps/v1", 16},
    {"ReplicaSet", "apps/v1beta2", "apps/v1", 16},
    {"StatefulSet", "apps/v1beta1", "apps/v1", 16},
    {"StatefulSet", "apps/v1beta2", "apps/v1", 16},
    {"NetworkPolicy", "extensions/v1beta1", "networking.k8s.io/v1", 16},
    {"Ingress", "extensions/v1beta1", "networking.k8s.io/v1", 22},
    {"Ingress", "networking.k8s.io/v1beta1", "networking.k8s.io/v1", 22},
    {"IngressClass", "networking.k8s.io/v1beta1", "networking.k8s.io/v1", 22},
    {"CustomResourceDefinition", "apiextensions.k8s.io/v1beta1", "apiextensions.k8s.io/v1", 22},
    {"ValidatingWebhookConfiguration", "admissionregistration.k8s.io/v1beta1", "admissionregistration.k8s.io/v1", 22},
    {"MutatingWebhookConfiguration", "admissionregistration.k8s.io/v1beta1", "admissionregistration.k8s.io/v1", 22},
    {"APIService", "apiregistration.k8s.io/v1beta1", "apiregistration.k8s.io/v1", 22},
    {"PriorityClass", "scheduling.k8s.io/v1beta1", "scheduling.k8s.io/v1", 22},
    {"StorageClass", "storage.k8s.io/v1beta1", "storage.k8s.io/v1", 22},
    {"CSIDriver", "storage.k8s.io/v1beta1", "storage.k8s.io/v1", 22},
    {"CSINode", "storage.k8s.io/v1beta1", "storage.k8s.io/v1", 22},
    {"VolumeAttachment", "storage.k8s.io/v1beta1", "storage.k8s.io/v1", 22},
    {"CSIStorageCapacity", "storage.k8s.io/v1beta1", "storage.k8s.io/v1", 27},
    {"Role", "rbac.authorization.k8s.io/v1beta1", "rbac.authorization.k8s.io/v1", 22},
    {"ClusterRole", "rbac.authorization.k8s.io/v1beta1", "rbac.authorization.k8s.io/v1", 22},
    {"RoleBinding", "rbac.authorization.k8s.io/v1beta1", "rbac.authorization.k8s.io/v1", 22},
    {"ClusterRoleBinding", "rbac.authorization.k8s.io/v1beta1", "rbac.authorization.k8s.io/v1", 22},
    {"Lease", "coordination.k8s.io/v1beta1", "coordination.k8s.io/v1", 22},
    {"FlowSchema", "flowcontrol.apiserver.k8s.io/v1beta2", "flowcontrol.apiserver.k8s.io/v1", 29},
    {"FlowSchema", "flowcontrol.apiserver.k8s.io/v1beta3", "flowcontrol.apiserver.k8s.io/v1", 32},
    {"PriorityLevelConfiguration", "flowcontrol.apiserver.k8s.io/v1beta2", "flowcontrol.apiserver.k8s.io/v1", 29},
    {"PriorityLevelConfiguration", "flowcontrol.apiserver.k8s.io/v1beta3", "flowcontrol.apiserver.k8s.io/v1", 32},
};

/// Kinds whose fields are the same in the new version as far as people write them.
bool is_a_new_name_only(const Gone& gone) {
  return gone.kind == "PodDisruptionBudget" || gone.kind == "CronJob" || gone.version == "autoscaling/v2beta2" ||
         gone.kind == "PriorityClass" || gone.kind == "StorageClass" || gone.version.starts_with("rbac.");
}

void check(const Subject& subject, Findings& findings) {
  const auto cluster = kube::Version::parse_major_minor(subject.context().kubernetes);
  if (!cluster) return;
  for (const kube::Object& object : subject.objects()) {
    if (object.api_version.find("beta") == std::string::npos && object.api_version.find("alpha") == std::string::npos)
      continue;
    const auto gone = std::ranges::find_if(
        kGone, [&](const Gone& one) { return one.version == object.api_version && one.kind == object.kind; });
    if (gone == std::end(kGone) || cluster.value().minor() < gone->since) continue;
    const SourceRange where = (*object.node)["apiVersion"].where();
    std::vector<FixIt> fixes;
    if (is_a_new_name_only(*gone)) fixes.push_back({where, std::string(gone->now)});
    findings.say(where, fmt::format("{} is no longer served for {}", object.api_version, object.kind),
                 fmt::format("gone since Kubernetes 1.{}", gone->since),
                 gone->now.empty() ? "" : fmt::format("write {}", gone->now), std::move(fixes));
  }
}

constexpr Rule kRules[] = {
    {"VER001", "", Severity::Error, "an API version that Kubernetes no longer serves",
     "kubectl finds no such kind, and nothing of the object is applied.", "write the version that took its place",
     "kubernetes docs, deprecated API migration guide", check},
};

}  // namespace

std::span<const Rule> api_version_rules() { return kRules; }

}  // namespace slipway::rules
