#include "components/component.h"
#include "components/parts/addon.h"
#include "components/parts/live_checks.h"
#include "components/parts/placement.h"

/// What HorizontalPodAutoscalers and `kubectl top` read. The EKS add-on: two replicas, and kubelets' certificates are
/// verified, which EKS signs (no --kubelet-insecure-tls).
namespace slipway::components {

namespace {

void expand_metrics_server(Expansion& in) {
  doc::Map configuration;
  set_placement(configuration, controller_placement(in.platform));
  add_addon(in, "metrics-server", std::move(configuration));
  check_deployment(in, "kube-system", "metrics-server");
  check_api_service(in, "v1beta1.metrics.k8s.io");
  in.add_check("kubectl top has the nodes' figures",
               platform::KubernetesQuestion{"metrics.k8s.io/v1beta1", "NodeMetrics", "", ""}, {"items[].usage.cpu"});
}

}  // namespace

extern const Component metrics_server = {
    "metrics-server",     "CPU and memory in use, for autoscaling and kubectl top", Stage::Addons, {}, nullptr, nullptr,
    expand_metrics_server};

}  // namespace slipway::components
