#include "subject/cluster_kinds.h"

#include <algorithm>
#include <iterator>

#include "kube/own_groups.h"

namespace slipway::subject {
namespace {

constexpr std::string_view kOfKubernetes[] = {"APIService",
                                              "CSIDriver",
                                              "CSINode",
                                              "CertificateSigningRequest",
                                              "ClusterRole",
                                              "ClusterRoleBinding",
                                              "ClusterTrustBundle",
                                              "CustomResourceDefinition",
                                              "DeviceClass",
                                              "DeviceTaintRule",
                                              "FlowSchema",
                                              "IPAddress",
                                              "IngressClass",
                                              "MutatingAdmissionPolicy",
                                              "MutatingAdmissionPolicyBinding",
                                              "MutatingWebhookConfiguration",
                                              "Node",
                                              "PersistentVolume",
                                              "PriorityClass",
                                              "PriorityLevelConfiguration",
                                              "ResourceSlice",
                                              "RuntimeClass",
                                              "ServiceCIDR",
                                              "StorageClass",
                                              "ValidatingAdmissionPolicy",
                                              "ValidatingAdmissionPolicyBinding",
                                              "ValidatingWebhookConfiguration",
                                              "VolumeAttachment",
                                              "VolumeAttributesClass"};

struct Row {
  std::string_view group, kind;  // without a kind: all of the group
};
constexpr Row kOfProjects[] = {
    {"argoproj.io", "ClusterAnalysisTemplate"},
    {"argoproj.io", "ClusterWorkflowTemplate"},
    {"cert-manager.io", "ClusterIssuer"},
    {"cilium.io", "CiliumClusterwideNetworkPolicy"},
    {"crd.k8s.amazonaws.com", "ENIConfig"},
    {"crd.projectcalico.org", "GlobalNetworkPolicy"},
    {"crd.projectcalico.org", "GlobalNetworkSet"},
    {"eks.amazonaws.com", "IngressClassParams"},
    {"eks.amazonaws.com", "NodeClass"},
    {"elbv2.k8s.aws", "IngressClassParams"},
    {"external-secrets.io", "ClusterExternalSecret"},
    {"external-secrets.io", "ClusterPushSecret"},
    {"external-secrets.io", "ClusterSecretStore"},
    {"gateway.networking.k8s.io", "GatewayClass"},
    {"karpenter.k8s.aws", ""},
    {"karpenter.sh", ""},
    {"keda.sh", "ClusterTriggerAuthentication"},
    {"kro.run", "ResourceGraphDefinition"},
    {"kueue.x-k8s.io", "AdmissionCheck"},
    {"kueue.x-k8s.io", "ClusterQueue"},
    {"kueue.x-k8s.io", "Cohort"},
    {"kueue.x-k8s.io", "MultiKueueCluster"},
    {"kueue.x-k8s.io", "MultiKueueConfig"},
    {"kueue.x-k8s.io", "ProvisioningRequestConfig"},
    {"kueue.x-k8s.io", "ResourceFlavor"},
    {"kueue.x-k8s.io", "Topology"},
    {"kueue.x-k8s.io", "WorkloadPriorityClass"},
    {"kyverno.io", "ClusterPolicy"},
    {"nvidia.com", "ClusterPolicy"},
    {"nvidia.com", "GPUCluster"},
    {"nvidia.com", "NVIDIADriver"},
    {"policy.networking.k8s.io", "AdminNetworkPolicy"},
    {"policy.networking.k8s.io", "BaselineAdminNetworkPolicy"},
    {"policy.networking.k8s.io", "ClusterNetworkPolicy"},
    {"projectcalico.org", "GlobalNetworkPolicy"},
    {"projectcalico.org", "GlobalNetworkSet"},
    {"services.k8s.aws", "IAMRoleSelector"},
    {"snapshot.storage.k8s.io", "VolumeSnapshotClass"},
    {"snapshot.storage.k8s.io", "VolumeSnapshotContent"},
    {"trainer.kubeflow.org", "ClusterTrainingRuntime"},
    {"vpcresources.k8s.aws", "CNINode"},
};

}  // namespace

void ClusterKinds::add(const kube::Object& object) {
  if (!object.is("CustomResourceDefinition", "apiextensions.k8s.io")) return;
  const doc::Node& spec = (*object.node)["spec"];
  const std::string_view scope = spec["scope"].text();
  if (scope != "Cluster" && scope != "Namespaced") return;
  defined_.try_emplace({std::string(spec["group"].text()), std::string(spec["names"]["kind"].text())},
                       scope == "Cluster");
}

bool ClusterKinds::has(const kube::Object& object) const {
  const std::string_view group = object.group();
  if (kube::is_own_group(group)) return std::ranges::find(kOfKubernetes, object.kind) != std::end(kOfKubernetes);
  if (!defined_.empty())
    if (const auto found = defined_.find({std::string(group), object.kind}); found != defined_.end())
      return found->second;
  return std::ranges::any_of(
      kOfProjects, [&](const Row& row) { return row.group == group && (row.kind.empty() || row.kind == object.kind); });
}

bool ClusterKinds::may_have(const kube::Object& object) const {
  if (has(object)) return true;
  if (!object.kind.starts_with("Cluster") || object.kind == "Cluster") return false;
  if (object.group().ends_with("cluster.x-k8s.io")) return false;  // ClusterClass, ClusterResourceSet
  return !defined_.contains({std::string(object.group()), object.kind});
}

}  // namespace slipway::subject
