#include "components/component.h"
#include "components/parts/chart_values.h"
#include "components/parts/live_checks.h"
#include "components/parts/namespaces.h"
#include "components/parts/placement.h"

namespace slipway::components {

namespace {

void expand(Expansion& in) {
  add_namespace_of_chart(in, "monitoring", "privileged",
                         "the DCGM exporter reads the kubelet's socket and profiles with SYS_ADMIN");
  in.add_release("dcgm-exporter", "monitoring",
                 {{"affinity", chart_values::on_nvidia_nodes({}, {})},
                  {"tolerations", chart_values::on_all_nodes()},
                  {"serviceMonitor", doc::Map{{"enabled", chart_values::has_prometheus(in)}}},
                  // The chart's 512Mi is short on nodes with eight GPUs.
                  {"resources", doc::Map{{"requests", doc::Map{{"cpu", "100m"}, {"memory", "256Mi"}}},
                                         {"limits", doc::Map{{"memory", "1Gi"}}}}}});
  check_daemon_sets_of_release(in, "dcgm-exporter", "monitoring",
                               [](const spec::NodeGroup& group) { return has_nvidia_gpus(group); });
}

}  // namespace

extern const Component dcgm_exporter = {
    "dcgm-exporter", "metrics of NVIDIA GPUs for Prometheus", Stage::Controllers, {}, nullptr, nullptr, expand};

}  // namespace slipway::components
