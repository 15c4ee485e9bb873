#include "admission/project_groups.h"

#include <algorithm>

namespace slipway::admission {
namespace {

// Read out of the CustomResourceDefinitions in all releases of each project's repository, 2026-11-27. What lived for a
// while counts too: an old controller may still serve it.
struct Project {
  std::string_view group, name;
};
constexpr Project kProjects[] = {
    {"acme.cert-manager.io", "cert-manager 1.21"},
    {"cert-manager.io", "cert-manager 1.21"},
    {"elbv2.k8s.aws", "AWS Load Balancer Controller 3.5"},
    {"external-secrets.io", "External Secrets 2.9"},
    {"gateway.networking.k8s.io", "Gateway API 1.6"},
    {"helm.toolkit.fluxcd.io", "Flux's helm-controller 1.6"},
    {"inference.networking.k8s.io", "Gateway API Inference Extension 1.6"},
    {"inference.networking.x-k8s.io", "Gateway API Inference Extension 1.6"},
    {"jobset.x-k8s.io", "JobSet 0.12"},
    {"karpenter.k8s.aws", "Karpenter 1.14"},
    {"karpenter.sh", "Karpenter 1.14"},
    {"keda.sh", "KEDA 2.20"},
    {"kueue.x-k8s.io", "Kueue 0.19"},
    {"kustomize.toolkit.fluxcd.io", "Flux's kustomize-controller 1.9"},
    {"leaderworkerset.x-k8s.io", "LeaderWorkerSet 0.10"},
    {"monitoring.coreos.com", "Prometheus Operator 0.93"},
    {"ray.io", "KubeRay 1.7"},
    {"source.toolkit.fluxcd.io", "Flux's source-controller 1.9"},
    {"trainer.kubeflow.org", "Kubeflow Trainer 2.3"},
};
static_assert(std::ranges::is_sorted(kProjects, {}, &Project::group));

constexpr std::string_view kV1[] = {"v1"}, kAlpha1[] = {"v1alpha1"}, kAlpha2[] = {"v1alpha2"}, kBeta1[] = {"v1beta1"},
                           kAlpha12[] = {"v1alpha2", "v1alpha1"}, kAlpha23[] = {"v1alpha3", "v1alpha2"},
                           kBeta1Alpha1[] = {"v1beta1", "v1alpha1"}, kBeta12[] = {"v1beta2", "v1beta1"},
                           kBeta12Alpha1[] = {"v1beta2", "v1beta1", "v1alpha1"},
                           kCertManagers[] = {"v1beta1", "v1alpha3", "v1alpha2"},
                           kCertManagersAll[] = {"v1", "v1beta1", "v1alpha3", "v1alpha2"},
                           kHelms[] = {"v2beta2", "v2beta1", "v2alpha1"};

constexpr KindWithoutSchema kWithoutSchema[] = {
    {"acme.cert-manager.io", "Challenge", kCertManagersAll},
    {"acme.cert-manager.io", "Order", kCertManagersAll},
    {"cert-manager.io", "Certificate", kCertManagers},
    {"cert-manager.io", "CertificateRequest", kCertManagers},
    {"cert-manager.io", "ClusterIssuer", kCertManagers},
    {"cert-manager.io", "Issuer", kCertManagers},
    {"external-secrets.io", "ClusterExternalSecret", kBeta1},
    {"external-secrets.io", "ClusterPushSecret", kAlpha1},
    {"external-secrets.io", "ClusterSecretStore", kBeta1Alpha1},
    {"external-secrets.io", "ExternalSecret", kBeta1Alpha1},
    {"external-secrets.io", "SecretStore", kBeta1Alpha1},
    {"gateway.networking.k8s.io", "BackendLBPolicy", kAlpha2},
    {"gateway.networking.k8s.io", "BackendTLSPolicy", kAlpha23},
    {"gateway.networking.k8s.io", "GRPCRoute", kAlpha2},
    {"gateway.networking.k8s.io", "Gateway", kAlpha2},
    {"gateway.networking.k8s.io", "GatewayClass", kAlpha2},
    {"gateway.networking.k8s.io", "HTTPRoute", kAlpha2},
    {"gateway.networking.k8s.io", "ReferenceGrant", kAlpha2},
    {"gateway.networking.k8s.io", "ReferencePolicy", kAlpha2},
    {"gateway.networking.k8s.io", "TCPRoute", kAlpha2},
    {"gateway.networking.k8s.io", "TLSRoute", kAlpha23},
    {"gateway.networking.k8s.io", "UDPRoute", kAlpha2},
    {"helm.toolkit.fluxcd.io", "HelmRelease", kHelms},
    {"inference.networking.x-k8s.io", "InferenceModel", kAlpha12},
    {"inference.networking.x-k8s.io", "InferenceModelRewrite", kAlpha2},
    {"inference.networking.x-k8s.io", "InferenceObjective", kAlpha2},
    {"inference.networking.x-k8s.io", "InferencePool", kAlpha12},
    {"jobset.x-k8s.io", "Configuration", kAlpha1},
    {"jobset.x-k8s.io", "JobSet", kAlpha1},
    {"karpenter.sh", "Machine", kAlpha1},
    {"kueue.x-k8s.io", "ClusterQueue", kAlpha12},
    {"kueue.x-k8s.io", "Cohort", kAlpha1},
    {"kueue.x-k8s.io", "LocalQueue", kAlpha2},
    {"kueue.x-k8s.io", "MultiKueueCluster", kBeta12Alpha1},
    {"kueue.x-k8s.io", "MultiKueueConfig", kBeta12Alpha1},
    {"kueue.x-k8s.io", "Queue", kAlpha1},
    {"kueue.x-k8s.io", "ResourceFlavor", kAlpha12},
    {"kueue.x-k8s.io", "Topology", kAlpha1},
    {"kueue.x-k8s.io", "Workload", kAlpha12},
    {"kustomize.toolkit.fluxcd.io", "Kustomization", kBeta12Alpha1},
    {"monitoring.coreos.com", "Alertmanager", kV1},
    {"monitoring.coreos.com", "AlertmanagerConfig", kBeta1Alpha1},
    {"monitoring.coreos.com", "Prometheus", kV1},
    {"monitoring.coreos.com", "PrometheusAgent", kAlpha1},
    {"monitoring.coreos.com", "ScrapeConfig", kAlpha1},
    {"monitoring.coreos.com", "ThanosRuler", kV1},
    {"ray.io", "RayCronJob", kV1},
    {"source.toolkit.fluxcd.io", "Bucket", kBeta12Alpha1},
    {"source.toolkit.fluxcd.io", "GitRepository", kBeta12Alpha1},
    {"source.toolkit.fluxcd.io", "HelmChart", kBeta12Alpha1},
    {"source.toolkit.fluxcd.io", "HelmRepository", kBeta12Alpha1},
    {"source.toolkit.fluxcd.io", "OCIRepository", kBeta12},
    {"trainer.kubeflow.org", "OptimizationJob", kAlpha1},
};

}  // namespace

std::string_view project_of(std::string_view group) {
  const auto found = std::ranges::lower_bound(kProjects, group, {}, &Project::group);
  return found != std::end(kProjects) && found->group == group ? found->name : std::string_view();
}

std::span<const KindWithoutSchema> kinds_without_schema() { return kWithoutSchema; }

}  // namespace slipway::admission
