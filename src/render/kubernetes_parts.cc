#include "render/kubernetes_parts.h"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <vector>

namespace slipway::render {

namespace {

constexpr PartInfo kParts[] = {
    {Part::Namespaces, "00-namespaces", "namespaces, with their Pod Security levels", Spread::One},
    {Part::Definitions, "10-definitions", "CustomResourceDefinitions among your own manifests", Spread::PerName},
    {Part::Access, "20-access", "service accounts, roles and who has them", Spread::PerNamespace},
    {Part::Configuration, "25-configuration", "ConfigMaps", Spread::PerName},
    {Part::Guards, "30-guards", "quotas, limits, priorities and network policies", Spread::PerNamespace},
    {Part::Storage, "40-storage", "storage classes, volumes and claims", Spread::PerNamespace},
    {Part::NodePools, "50-node-pools", "node pools and the classes of their nodes", Spread::PerName},
    {Part::Secrets, "60-secrets", "which secrets of AWS come into the cluster", Spread::PerNamespace},
    {Part::Extensions, "65-extensions", "objects of the charts' own kinds", Spread::PerName},
    {Part::Workloads, "70-workloads", "what serves, and its Services", Spread::PerName},
    {Part::Scaling, "75-scaling", "autoscaling and disruption budgets", Spread::PerName},
    {Part::IngressClasses, "80-ingress-classes", "classes of ingresses and gateways", Spread::One},
    {Part::Ingress, "85-ingress", "ways in from outside", Spread::PerName},
    {Part::Jobs, "90-jobs", "training, Ray clusters and other jobs", Spread::PerName},
    {Part::Instances, "95-instances", "objects whose kind other objects or your own charts define", Spread::PerName},
    {Part::OnDemand, "99-on-demand", "manifests with generateName: each `kubectl create` makes a new one",
     Spread::PerName},
};

enum class Scope { Cluster, Namespace };

struct Row {
  std::string_view group, kind;  // kind "": any other of the group; a group "*.x": any that ends so
  Part part;
  Scope scope;
};

constexpr Row kRows[] = {
    {"", "Namespace", Part::Namespaces, Scope::Cluster},
    {"apiextensions.k8s.io", "", Part::Definitions, Scope::Cluster},

    {"", "ServiceAccount", Part::Access, Scope::Namespace},
    {"rbac.authorization.k8s.io", "ClusterRole", Part::Access, Scope::Cluster},
    {"rbac.authorization.k8s.io", "ClusterRoleBinding", Part::Access, Scope::Cluster},
    {"rbac.authorization.k8s.io", "", Part::Access, Scope::Namespace},

    {"", "ConfigMap", Part::Configuration, Scope::Namespace},
    {"", "Secret", Part::Configuration, Scope::Namespace},

    {"scheduling.k8s.io", "", Part::Guards, Scope::Cluster},
    {"node.k8s.io", "", Part::Guards, Scope::Cluster},
    {"", "ResourceQuota", Part::Guards, Scope::Namespace},
    {"", "LimitRange", Part::Guards, Scope::Namespace},
    {"networking.k8s.io", "NetworkPolicy", Part::Guards, Scope::Namespace},
    {"admissionregistration.k8s.io", "MutatingWebhookConfiguration", Part::Instances, Scope::Cluster},
    {"admissionregistration.k8s.io", "ValidatingWebhookConfiguration", Part::Instances, Scope::Cluster},
    {"admissionregistration.k8s.io", "", Part::Guards, Scope::Cluster},
    {"apiregistration.k8s.io", "", Part::Instances, Scope::Cluster},
    {"flowcontrol.apiserver.k8s.io", "", Part::Guards, Scope::Cluster},

    {"storage.k8s.io", "CSIStorageCapacity", Part::Storage, Scope::Namespace},
    {"storage.k8s.io", "", Part::Storage, Scope::Cluster},
    {"snapshot.storage.k8s.io", "VolumeSnapshotClass", Part::Storage, Scope::Cluster},
    {"", "PersistentVolume", Part::Storage, Scope::Cluster},
    {"", "PersistentVolumeClaim", Part::Storage, Scope::Namespace},
    {"snapshot.storage.k8s.io", "", Part::Storage, Scope::Namespace},

    {"karpenter.k8s.aws", "", Part::NodePools, Scope::Cluster},
    {"eks.amazonaws.com", "NodeClass", Part::NodePools, Scope::Cluster},
    {"karpenter.sh", "", Part::NodePools, Scope::Cluster},

    {"external-secrets.io", "ClusterSecretStore", Part::Secrets, Scope::Cluster},
    {"external-secrets.io", "ClusterExternalSecret", Part::Secrets, Scope::Cluster},
    {"external-secrets.io", "", Part::Secrets, Scope::Namespace},
    {"generators.external-secrets.io", "", Part::Secrets, Scope::Namespace},

    {"services.k8s.aws", "IAMRoleSelector", Part::Extensions, Scope::Cluster},
    {"services.k8s.aws", "", Part::Extensions, Scope::Namespace},
    {"*.services.k8s.aws", "", Part::Extensions, Scope::Namespace},
    {"kro.run", "ResourceGraphDefinition", Part::Extensions, Scope::Cluster},
    {"trainer.kubeflow.org", "ClusterTrainingRuntime", Part::Extensions, Scope::Cluster},
    {"trainer.kubeflow.org", "TrainingRuntime", Part::Extensions, Scope::Namespace},
    {"argoproj.io", "ClusterWorkflowTemplate", Part::Extensions, Scope::Cluster},
    {"argoproj.io", "Workflow", Part::Jobs, Scope::Namespace},
    {"argoproj.io", "", Part::Extensions, Scope::Namespace},
    {"monitoring.coreos.com", "", Part::Extensions, Scope::Namespace},
    {"cert-manager.io", "ClusterIssuer", Part::Extensions, Scope::Cluster},
    {"cert-manager.io", "", Part::Extensions, Scope::Namespace},
    {"kueue.x-k8s.io", "LocalQueue", Part::Extensions, Scope::Namespace},
    {"kueue.x-k8s.io", "", Part::Extensions, Scope::Cluster},

    {"", "Service", Part::Workloads, Scope::Namespace},
    {"", "Node", Part::Workloads, Scope::Cluster},
    {"", "", Part::Workloads, Scope::Namespace},
    {"apps", "", Part::Workloads, Scope::Namespace},
    {"discovery.k8s.io", "", Part::Workloads, Scope::Namespace},
    {"coordination.k8s.io", "", Part::Workloads, Scope::Namespace},
    {"resource.k8s.io", "DeviceClass", Part::Configuration, Scope::Cluster},
    {"resource.k8s.io", "", Part::Configuration, Scope::Namespace},
    {"leaderworkerset.x-k8s.io", "", Part::Workloads, Scope::Namespace},

    {"keda.sh", "ClusterTriggerAuthentication", Part::Scaling, Scope::Cluster},
    {"keda.sh", "TriggerAuthentication", Part::Scaling, Scope::Namespace},
    {"keda.sh", "", Part::Scaling, Scope::Namespace},
    {"autoscaling", "", Part::Scaling, Scope::Namespace},
    {"autoscaling.k8s.io", "", Part::Scaling, Scope::Namespace},
    {"policy", "", Part::Scaling, Scope::Namespace},

    {"elbv2.k8s.aws", "IngressClassParams", Part::IngressClasses, Scope::Cluster},
    {"eks.amazonaws.com", "IngressClassParams", Part::IngressClasses, Scope::Cluster},
    {"gateway.k8s.aws", "", Part::IngressClasses, Scope::Namespace},
    {"networking.k8s.io", "IngressClass", Part::IngressClasses, Scope::Cluster},
    {"gateway.networking.k8s.io", "GatewayClass", Part::IngressClasses, Scope::Cluster},

    {"gateway.networking.k8s.io", "Gateway", Part::Ingress, Scope::Namespace},
    {"gateway.networking.k8s.io", "", Part::Ingress, Scope::Namespace},
    {"networking.k8s.io", "", Part::Ingress, Scope::Namespace},
    {"elbv2.k8s.aws", "", Part::Ingress, Scope::Namespace},
    {"eks.amazonaws.com", "TargetGroupBinding", Part::Ingress, Scope::Namespace},

    {"batch", "", Part::Jobs, Scope::Namespace},
    {"ray.io", "", Part::Jobs, Scope::Namespace},
    {"trainer.kubeflow.org", "", Part::Jobs, Scope::Namespace},
    {"kubeflow.org", "", Part::Jobs, Scope::Namespace},
    {"jobset.x-k8s.io", "", Part::Jobs, Scope::Namespace},
};

/// Groups of Kubernetes itself have no dot, or end so; those of its sub-projects end in -k8s.io or are named here.
constexpr std::string_view kNotOfKubernetesItself[] = {"gateway.networking.k8s.io", "snapshot.storage.k8s.io",
                                                       "autoscaling.k8s.io", "metrics.k8s.io"};

bool covers(const Row& row, std::string_view group) {
  if (row.group.starts_with('*')) return group.ends_with(row.group.substr(1));
  return row.group == group;
}

}  // namespace

const PartInfo& info_of(Part part) {
  const auto* found = std::ranges::find(kParts, part, &PartInfo::part);
  assert(found != std::end(kParts));
  return *found;
}

const KindInfo* find_kind(std::string_view group, std::string_view kind) {
  static const auto kInfos = [] {
    std::vector<KindInfo> infos;
    for (const auto& row : kRows)
      infos.push_back({row.part, row.scope == Scope::Namespace, static_cast<int>(infos.size())});
    return infos;
  }();
  const Row* any = nullptr;
  for (const auto& row : kRows) {
    if (!covers(row, group)) continue;
    if (row.kind == kind) return &kInfos[static_cast<std::size_t>(&row - kRows)];
    if (row.kind.empty()) any = &row;
  }
  return any ? &kInfos[static_cast<std::size_t>(any - kRows)] : nullptr;
}

std::string_view group_of(std::string_view api_version) {
  const auto slash = api_version.find('/');
  return slash == std::string_view::npos ? std::string_view() : api_version.substr(0, slash);
}

bool is_built_in(std::string_view group) {
  if (group.find('.') == std::string_view::npos) return true;
  return group.ends_with(".k8s.io") && !group.ends_with(".x-k8s.io") &&
         std::ranges::find(kNotOfKubernetesItself, group) == std::end(kNotOfKubernetesItself);
}

}  // namespace slipway::render
