#include "kube/api_lifetimes.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace slipway::kube {
namespace {

constexpr std::string_view kGuide = "kubernetes docs, deprecated API migration guide",
                           kTypes = "k8s.io/api 0.36.3, APILifecycleIntroduced and APILifecycleRemoved of the kind",
                           kChangelog = "kubernetes/kubernetes, CHANGELOG-1.21.md and CHANGELOG-1.22.md",
                           kKarpenter = "karpenter.sh docs, upgrade guide and v1beta1 migration";

constexpr ApiLifetime kLifetimes[] = {
    {"admissionregistration.k8s.io/v1", "MutatingAdmissionPolicy", "1.36", "", "", kTypes},
    {"admissionregistration.k8s.io/v1", "MutatingAdmissionPolicyBinding", "1.36", "", "", kTypes},
    {"admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", "1.30", "", "", kTypes},
    {"admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicyBinding", "1.30", "", "", kTypes},
    {"admissionregistration.k8s.io/v1alpha1", "ValidatingAdmissionPolicy", "1.26", "1.32",
     "admissionregistration.k8s.io/v1", kTypes},
    {"admissionregistration.k8s.io/v1alpha1", "ValidatingAdmissionPolicyBinding", "1.26", "1.32",
     "admissionregistration.k8s.io/v1", kTypes},
    {"admissionregistration.k8s.io/v1beta1", "MutatingWebhookConfiguration", "1.9", "1.22",
     "admissionregistration.k8s.io/v1", kGuide},
    {"admissionregistration.k8s.io/v1beta1", "ValidatingAdmissionPolicy", "1.28", "1.34",
     "admissionregistration.k8s.io/v1", kTypes},
    {"admissionregistration.k8s.io/v1beta1", "ValidatingAdmissionPolicyBinding", "1.28", "1.34",
     "admissionregistration.k8s.io/v1", kTypes},
    {"admissionregistration.k8s.io/v1beta1", "ValidatingWebhookConfiguration", "1.9", "1.22",
     "admissionregistration.k8s.io/v1", kGuide},
    {"apiextensions.k8s.io/v1beta1", "CustomResourceDefinition", "1.7", "1.22", "apiextensions.k8s.io/v1", kGuide},
    {"apiregistration.k8s.io/v1beta1", "APIService", "1.7", "1.22", "apiregistration.k8s.io/v1", kGuide, "", true},
    {"apps/v1beta1", "ControllerRevision", "1.7", "1.16", "apps/v1", kTypes},
    {"apps/v1beta1", "Deployment", "1.6", "1.16", "apps/v1", kGuide},
    {"apps/v1beta1", "DeploymentRollback", "1.6", "1.16", "", kTypes, "kubectl rollout undo"},
    {"apps/v1beta1", "Scale", "1.6", "1.16", "autoscaling/v1", kTypes},
    {"apps/v1beta1", "StatefulSet", "1.5", "1.16", "apps/v1", kGuide},
    {"apps/v1beta2", "ControllerRevision", "1.8", "1.16", "apps/v1", kTypes},
    {"apps/v1beta2", "DaemonSet", "1.8", "1.16", "apps/v1", kGuide},
    {"apps/v1beta2", "Deployment", "1.8", "1.16", "apps/v1", kGuide},
    {"apps/v1beta2", "ReplicaSet", "1.8", "1.16", "apps/v1", kGuide},
    {"apps/v1beta2", "Scale", "1.8", "1.16", "autoscaling/v1", kTypes},
    {"apps/v1beta2", "StatefulSet", "1.8", "1.16", "apps/v1", kGuide},
    {"authentication.k8s.io/v1", "SelfSubjectReview", "1.28", "", "", kTypes},
    {"authentication.k8s.io/v1alpha1", "SelfSubjectReview", "1.26", "1.32", "authentication.k8s.io/v1", kTypes},
    {"authentication.k8s.io/v1beta1", "SelfSubjectReview", "1.27", "1.33", "authentication.k8s.io/v1", kTypes},
    {"authentication.k8s.io/v1beta1", "TokenReview", "1.4", "1.22", "authentication.k8s.io/v1", kGuide},
    {"authorization.k8s.io/v1", "LocalSubjectAccessReview", "1.19", "", "", kTypes},
    {"authorization.k8s.io/v1", "SelfSubjectAccessReview", "1.19", "", "", kTypes},
    {"authorization.k8s.io/v1", "SelfSubjectRulesReview", "1.19", "", "", kTypes},
    {"authorization.k8s.io/v1beta1", "LocalSubjectAccessReview", "1.2", "1.22", "authorization.k8s.io/v1", kGuide},
    {"authorization.k8s.io/v1beta1", "SelfSubjectAccessReview", "1.2", "1.22", "authorization.k8s.io/v1", kGuide},
    {"authorization.k8s.io/v1beta1", "SelfSubjectRulesReview", "1.8", "1.22", "authorization.k8s.io/v1", kTypes},
    {"authorization.k8s.io/v1beta1", "SubjectAccessReview", "1.2", "1.22", "authorization.k8s.io/v1", kGuide},
    {"autoscaling/v2", "HorizontalPodAutoscaler", "1.23", "", "", kTypes},
    {"autoscaling/v2beta1", "HorizontalPodAutoscaler", "1.8", "1.25", "autoscaling/v2", kGuide},
    {"autoscaling/v2beta2", "HorizontalPodAutoscaler", "1.12", "1.26", "autoscaling/v2", kGuide, "", true},
    {"batch/v1", "CronJob", "1.21", "", "", kTypes},
    {"batch/v1beta1", "CronJob", "1.8", "1.25", "batch/v1", kGuide, "", true},
    {"batch/v2alpha1", "CronJob", "", "1.21", "batch/v1", kChangelog},
    {"certificates.k8s.io/v1", "CertificateSigningRequest", "1.19", "", "", kTypes},
    {"certificates.k8s.io/v1beta1", "CertificateSigningRequest", "1.12", "1.22", "certificates.k8s.io/v1", kGuide},
    {"coordination.k8s.io/v1beta1", "Lease", "1.12", "1.22", "coordination.k8s.io/v1", kGuide, "", true},
    {"discovery.k8s.io/v1", "EndpointSlice", "1.21", "", "", kTypes},
    {"discovery.k8s.io/v1beta1", "EndpointSlice", "1.16", "1.25", "discovery.k8s.io/v1", kGuide},
    {"events.k8s.io/v1", "Event", "1.19", "", "", kTypes},
    {"events.k8s.io/v1beta1", "Event", "1.8", "1.25", "events.k8s.io/v1", kGuide},
    {"extensions/v1beta1", "DaemonSet", "1.1", "1.16", "apps/v1", kGuide},
    {"extensions/v1beta1", "Deployment", "1.1", "1.16", "apps/v1", kGuide},
    {"extensions/v1beta1", "DeploymentRollback", "1.2", "1.16", "", kTypes, "kubectl rollout undo"},
    {"extensions/v1beta1", "Ingress", "1.1", "1.22", "networking.k8s.io/v1", kGuide},
    {"extensions/v1beta1", "NetworkPolicy", "1.3", "1.16", "networking.k8s.io/v1", kGuide},
    {"extensions/v1beta1", "PodSecurityPolicy", "", "1.16", "", kGuide,
     "Pod Security admission (labels of the namespace)"},
    {"extensions/v1beta1", "ReplicaSet", "1.2", "1.16", "apps/v1", kGuide},
    {"extensions/v1beta1", "Scale", "1.1", "1.16", "autoscaling/v1", kTypes},
    {"flowcontrol.apiserver.k8s.io/v1", "FlowSchema", "1.29", "", "", kTypes},
    {"flowcontrol.apiserver.k8s.io/v1", "PriorityLevelConfiguration", "1.29", "", "", kTypes},
    {"flowcontrol.apiserver.k8s.io/v1beta1", "FlowSchema", "1.20", "1.26", "flowcontrol.apiserver.k8s.io/v1", kGuide},
    {"flowcontrol.apiserver.k8s.io/v1beta1", "PriorityLevelConfiguration", "1.20", "1.26",
     "flowcontrol.apiserver.k8s.io/v1", kGuide},
    {"flowcontrol.apiserver.k8s.io/v1beta2", "FlowSchema", "1.23", "1.29", "flowcontrol.apiserver.k8s.io/v1", kGuide},
    {"flowcontrol.apiserver.k8s.io/v1beta2", "PriorityLevelConfiguration", "1.23", "1.29",
     "flowcontrol.apiserver.k8s.io/v1", kGuide},
    {"flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema", "1.26", "1.32", "flowcontrol.apiserver.k8s.io/v1", kGuide},
    {"flowcontrol.apiserver.k8s.io/v1beta3", "PriorityLevelConfiguration", "1.26", "1.32",
     "flowcontrol.apiserver.k8s.io/v1", kGuide},
    {"karpenter.k8s.aws/v1", "EC2NodeClass", "1.0", "", "", kKarpenter},
    {"karpenter.k8s.aws/v1alpha1", "AWSNodeTemplate", "", "0.33", "karpenter.k8s.aws/v1", kKarpenter,
     "karpenter.k8s.aws/v1 EC2NodeClass"},
    {"karpenter.k8s.aws/v1beta1", "EC2NodeClass", "0.32", "1.1", "karpenter.k8s.aws/v1", kKarpenter},
    {"karpenter.sh/v1", "NodeClaim", "1.0", "", "", kKarpenter},
    {"karpenter.sh/v1", "NodePool", "1.0", "", "", kKarpenter},
    {"karpenter.sh/v1alpha5", "Machine", "", "0.33", "karpenter.sh/v1", kKarpenter, "karpenter.sh/v1 NodeClaim"},
    {"karpenter.sh/v1alpha5", "Provisioner", "", "0.33", "karpenter.sh/v1", kKarpenter, "karpenter.sh/v1 NodePool"},
    {"karpenter.sh/v1beta1", "NodeClaim", "0.32", "1.1", "karpenter.sh/v1", kKarpenter},
    {"karpenter.sh/v1beta1", "NodePool", "0.32", "1.1", "karpenter.sh/v1", kKarpenter},
    {"networking.k8s.io/v1", "IPAddress", "1.33", "", "", kTypes},
    {"networking.k8s.io/v1", "Ingress", "1.19", "", "", kTypes},
    {"networking.k8s.io/v1", "IngressClass", "1.19", "", "", kTypes},
    {"networking.k8s.io/v1", "ServiceCIDR", "1.33", "", "", kTypes},
    {"networking.k8s.io/v1beta1", "Ingress", "1.14", "1.22", "networking.k8s.io/v1", kGuide},
    {"networking.k8s.io/v1beta1", "IngressClass", "1.18", "1.22", "networking.k8s.io/v1", kGuide, "", true},
    {"node.k8s.io/v1", "RuntimeClass", "1.20", "", "", kTypes},
    {"node.k8s.io/v1beta1", "RuntimeClass", "1.13", "1.25", "node.k8s.io/v1", kGuide, "", true},
    {"policy/v1", "Eviction", "1.22", "", "", kTypes},
    {"policy/v1", "PodDisruptionBudget", "1.21", "", "", kTypes},
    {"policy/v1beta1", "Eviction", "1.5", "1.25", "policy/v1", kTypes},
    {"policy/v1beta1", "PodDisruptionBudget", "1.5", "1.25", "policy/v1", kGuide, "", true},
    {"policy/v1beta1", "PodSecurityPolicy", "1.10", "1.25", "", kGuide,
     "Pod Security admission (labels of the namespace)"},
    {"rbac.authorization.k8s.io/v1alpha1", "ClusterRole", "", "1.22", "rbac.authorization.k8s.io/v1", kChangelog, "",
     true},
    {"rbac.authorization.k8s.io/v1alpha1", "ClusterRoleBinding", "", "1.22", "rbac.authorization.k8s.io/v1", kChangelog,
     "", true},
    {"rbac.authorization.k8s.io/v1alpha1", "Role", "", "1.22", "rbac.authorization.k8s.io/v1", kChangelog, "", true},
    {"rbac.authorization.k8s.io/v1alpha1", "RoleBinding", "", "1.22", "rbac.authorization.k8s.io/v1", kChangelog, "",
     true},
    {"rbac.authorization.k8s.io/v1beta1", "ClusterRole", "1.6", "1.22", "rbac.authorization.k8s.io/v1", kGuide, "",
     true},
    {"rbac.authorization.k8s.io/v1beta1", "ClusterRoleBinding", "1.6", "1.22", "rbac.authorization.k8s.io/v1", kGuide,
     "", true},
    {"rbac.authorization.k8s.io/v1beta1", "Role", "1.6", "1.22", "rbac.authorization.k8s.io/v1", kGuide, "", true},
    {"rbac.authorization.k8s.io/v1beta1", "RoleBinding", "1.6", "1.22", "rbac.authorization.k8s.io/v1", kGuide, "",
     true},
    {"resource.k8s.io/v1", "DeviceClass", "1.34", "", "", kTypes},
    {"resource.k8s.io/v1", "ResourceClaim", "1.34", "", "", kTypes},
    {"resource.k8s.io/v1", "ResourceClaimTemplate", "1.34", "", "", kTypes},
    {"resource.k8s.io/v1", "ResourceSlice", "1.34", "", "", kTypes},
    {"scheduling.k8s.io/v1beta1", "PriorityClass", "1.11", "1.22", "scheduling.k8s.io/v1", kGuide, "", true},
    {"storage.k8s.io/v1", "CSIStorageCapacity", "1.24", "", "", kTypes},
    {"storage.k8s.io/v1", "VolumeAttributesClass", "1.34", "", "", kTypes},
    {"storage.k8s.io/v1alpha1", "CSIStorageCapacity", "1.19", "1.24", "storage.k8s.io/v1", kTypes},
    {"storage.k8s.io/v1alpha1", "VolumeAttachment", "1.9", "1.24", "storage.k8s.io/v1", kTypes},
    {"storage.k8s.io/v1alpha1", "VolumeAttributesClass", "1.29", "1.35", "storage.k8s.io/v1", kTypes},
    {"storage.k8s.io/v1beta1", "CSIDriver", "1.14", "1.22", "storage.k8s.io/v1", kGuide, "", true},
    {"storage.k8s.io/v1beta1", "CSINode", "1.14", "1.22", "storage.k8s.io/v1", kGuide, "", true},
    {"storage.k8s.io/v1beta1", "CSIStorageCapacity", "1.21", "1.27", "storage.k8s.io/v1", kGuide, "", true},
    {"storage.k8s.io/v1beta1", "StorageClass", "1.4", "1.22", "storage.k8s.io/v1", kGuide, "", true},
    {"storage.k8s.io/v1beta1", "VolumeAttachment", "1.10", "1.22", "storage.k8s.io/v1", kGuide, "", true},
};

constexpr auto key_of = [](const ApiLifetime& one) { return std::pair(one.api_version, one.kind); };
static_assert(std::ranges::adjacent_find(kLifetimes, std::ranges::greater_equal{}, key_of) == std::end(kLifetimes),
              "keep versions sorted by apiVersion and kind, each once");

}  // namespace

std::string ApiLifetime::fix() const {
  if (now.empty()) return fmt::format("use {}", instead);
  return fmt::format("write it as {}", instead.empty() ? now : instead);
}

std::span<const ApiLifetime> api_lifetimes() { return kLifetimes; }

const ApiLifetime* api_lifetime(std::string_view api_version, std::string_view kind) {
  const std::pair wanted(api_version, kind);
  const auto found = std::ranges::lower_bound(kLifetimes, wanted, {}, key_of);
  return found != std::end(kLifetimes) && key_of(*found) == wanted ? &*found : nullptr;
}

const ApiLifetime* gone_api(std::string_view api_version, std::string_view kind) {
  const ApiLifetime* found = api_lifetime(api_version, kind);
  return found && !found->gone.empty() ? found : nullptr;
}

}  // namespace slipway::kube
