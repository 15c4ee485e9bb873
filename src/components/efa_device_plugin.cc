#include <algorithm>

#include "components/component.h"
#include "components/parts/live_checks.h"
#include "components/parts/node_class.h"
#include "components/parts/placement.h"

/// Offers EFA devices to pods as vpc.amazonaws.com/efa. Without it NCCL falls back to TCP and says nothing. Auto Mode
/// has it built in, and the chart keeps off its nodes.
namespace slipway::components {

namespace {

void check_offers(Expansion& in, const std::string& whose, const std::string& selector) {
  check_nodes_offer(in, "each node of " + whose, "vpc.amazonaws.com/efa", selector);
}

void expand_efa_device_plugin(Expansion& in) {
  doc::List everywhere;  // the chart's own tolerations leave GPU nodes out
  everywhere.add(doc::Map{{"operator", "Exists"}});
  in.add_release("aws-efa-k8s-device-plugin", "kube-system", {{"tolerations", std::move(everywhere)}});
  check_daemon_sets_of_release(in, "aws-efa-k8s-device-plugin", "kube-system",
                               [](const spec::NodeGroup& group) { return group.efa.value; });
  for (const auto& [name, group] : in.platform.node_groups)
    if (group.efa.value) check_offers(in, "group " + name.value, std::string(kNodeGroupLabel) + "=" + name.value);
  for (const auto& [name, pool] : in.platform.node_pools)
    if (const auto* of = in.platform.node_classes.find(pool.node_class.value); of && of->efa.value)
      check_offers(in, "pool " + name.value, "karpenter.sh/nodepool=" + name.value);
}

bool is_wanted(const spec::Platform& platform) {
  const auto has_efa = [](const auto& entry) { return entry.value.efa.value; };
  const bool on_pools =
      platform.cluster.mode.value == spec::ClusterMode::Managed && std::ranges::any_of(platform.node_classes, has_efa);
  return on_pools || std::ranges::any_of(platform.node_groups, has_efa);
}

}  // namespace

extern const Component efa_device_plugin = {
    "efa-device-plugin",     "offers EFA devices to pods", Stage::Controllers, {}, is_wanted, nullptr,
    expand_efa_device_plugin};

}  // namespace slipway::components
