#include "components/component.h"
#include "components/parts/chart_values.h"
#include "components/parts/gpu_pools.h"
#include "components/parts/live_checks.h"
#include "components/parts/options.h"
#include "components/parts/placement.h"
#include "components/parts/pool_types.h"

namespace slipway::components {

namespace {

struct DevicePluginOptions {
  spec::Number time_slices = 1;
  spec::Text mig_strategy = std::string("none");
  SourceRange where;
};

const spec::StructType& type_of(const DevicePluginOptions*) {
  static const spec::StructType type =
      spec::Rows(spec::Of<DevicePluginOptions>{}, "NvidiaDevicePlugin", "Offers the GPUs of nodes to pods.")
          .field("timeSlices", &DevicePluginOptions::time_slices,
                 "Pods that share each GPU in turns, without isolation of memory; 1: none.")
          .between(1, 64)
          .field("migStrategy", &DevicePluginOptions::mig_strategy, "How partitions of A100 and H100 GPUs are offered.")
          .one_of({{"none"}, {"single"}, {"mixed"}});
  return type;
}

/// The chart reads its configuration as YAML text; JSON is YAML.
std::string sharing(std::int64_t slices) {
  return R"({"version": "v1", "sharing": {"timeSlicing": {"resources": [{"name": "nvidia.com/gpu", "replicas": )" +
         std::to_string(slices) + "}]}}}\n";
}

/// By the label that the plugin looks for; and by group and pool, whose nodes have GPUs also without it: there no
/// plugin runs, and its DaemonSet wants none.
void add_offers(Expansion& in) {
  constexpr const char* kGpu = "nvidia.com/gpu";
  check_nodes_offer(in, "each GPU node", kGpu, "nvidia.com/gpu.present=true");
  for (const auto& [name, group] : in.platform.node_groups)
    if (has_only_nvidia_types(group))
      check_nodes_offer(in, "each node of group " + name.value, kGpu, std::string(kNodeGroupLabel) + "=" + name.value);
  for (const auto& [name, pool] : in.platform.node_pools)
    if (has_only_nvidia_types(pool))
      check_nodes_offer(in, "each node of pool " + name.value, kGpu, "karpenter.sh/nodepool=" + name.value);
}

void expand(Expansion& in) {
  const auto options = in.read_options<DevicePluginOptions>();
  doc::Map values{
      {"affinity", chart_values::on_nvidia_nodes(bottlerocket_pools(in.platform), bottlerocket_groups(in.platform))},
      {"tolerations", chart_values::on_all_nodes()},
      {"migStrategy", options.mig_strategy.value}};
  // By default since 0.19 it mounts every RDMA device into GPU pods, past the EFA plugin's allocation.
  if (has_efa(in.platform)) values.set("mofedEnabled", false);
  if (options.time_slices.value > 1)
    values.set("config", doc::Map{{"map", doc::Map{{"default", sharing(options.time_slices.value)}}}});
  in.add_release("nvidia-device-plugin", "kube-system", std::move(values));
  check_daemon_set(in, "kube-system", "nvidia-device-plugin", [](const spec::NodeGroup& group) {
    return group.ami_family.value == spec::AmiFamily::Al2023 && has_nvidia_gpus(group);
  });
  if (options.mig_strategy.value != "mixed") add_offers(in);  // then what is offered is called by the partitions' sizes
}

/// The GPU Operator has one of its own.
bool wanted(const spec::Platform& platform) {
  return needs_device_plugin(platform) && !is_named(platform, "gpu-operator");
}

}  // namespace

extern const Component nvidia_device_plugin = {"nvidia-device-plugin",
                                               "offers NVIDIA GPUs to pods",
                                               Stage::Controllers,
                                               {},
                                               wanted,
                                               options_type<DevicePluginOptions>,
                                               expand};

}  // namespace slipway::components
