#include "components/component.h"
#include "components/parts/addon.h"
#include "components/parts/live_checks.h"

/// Sees what is wrong with a node (kernel, disk, network, NVIDIA and Neuron devices, EFA) and says it as node
/// conditions, on which EKS's and Karpenter's node repair act. Node groups switch repair on when this is active.
namespace slipway::components {

namespace {

void expand_node_monitoring(Expansion& in) {
  add_addon(in, "eks-node-monitoring-agent");
  check_daemon_set(in, "kube-system", "eks-node-monitoring-agent");
}

}  // namespace

extern const Component node_monitoring = {"node-monitoring",
                                          "finds broken nodes and GPUs, so that they are repaired",
                                          Stage::Addons,
                                          {},
                                          nullptr,
                                          nullptr,
                                          expand_node_monitoring};

}  // namespace slipway::components
