#include "components/component.h"
#include "components/parts/chart_values.h"
#include "components/parts/gpu_pools.h"
#include "components/parts/live_checks.h"
#include "components/parts/namespaces.h"

namespace slipway::components {

namespace {

/// Drivers and container toolkit are in the accelerated AMIs; Bottlerocket has its own device plugin besides. Where the
/// device plugin is named by itself it is not the operator's: two would register the same GPUs.
void expand(Expansion& in) {
  const bool has_bottlerocket = !bottlerocket_pools(in.platform).empty() || !bottlerocket_groups(in.platform).empty();
  doc::Map plugin{{"enabled", !has_bottlerocket && !in.is_active("nvidia-device-plugin")}};
  if (has_efa(in.platform))
    plugin.set("env", chart_values::only(doc::Map{{"name", "MOFED_ENABLED"}, {"value", "false"}}));
  const bool has_other_exporter = in.is_active("dcgm-exporter") || in.is_active("cloudwatch-observability");
  add_namespace_of_chart(in, "gpu-operator", "privileged", "its operands drive the host's GPUs");
  in.add_release(
        "gpu-operator", "gpu-operator",
        {{"driver", doc::Map{{"enabled", false}}},
         {"toolkit", doc::Map{{"enabled", false}}},
         {"devicePlugin", std::move(plugin)},
         {"dcgmExporter", doc::Map{{"enabled", !has_other_exporter},
                                   {"serviceMonitor", doc::Map{{"enabled", chart_values::has_prometheus(in)}}}}},
         {"daemonsets", doc::Map{{"tolerations", chart_values::on_all_nodes()}}},
         {"operator", doc::Map{{"tolerations", chart_values::on_system_nodes(in.platform)}}}})
      .brings = {"nvidia.com", "nfd.k8s-sigs.io"};
  check_deployment(in, "gpu-operator", "gpu-operator");
  in.add_check("the operator has brought up what GPUs need",
               platform::KubernetesQuestion{"nvidia.com/v1", "ClusterPolicy", "", ""},
               {"items[].status.state", platform::Expectation::Holds::Equals, "ready"});
}

}  // namespace

extern const Component gpu_operator = {"gpu-operator",
                                       "NVIDIA's operator: device plugin, MIG, validation (drivers come with the AMI)",
                                       Stage::Controllers,
                                       {},
                                       nullptr,
                                       nullptr,
                                       expand};

}  // namespace slipway::components
