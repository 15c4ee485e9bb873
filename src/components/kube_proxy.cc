#include "components/component.h"
#include "components/parts/addon.h"
#include "components/parts/live_checks.h"

/// Service addresses on each node. Its version follows the cluster's.
namespace slipway::components {

namespace {

void expand_kube_proxy(Expansion& in) {
  add_addon(in, "kube-proxy");
  check_daemon_set(in, "kube-system", "kube-proxy");
}

}  // namespace

extern const Component kube_proxy = {
    "kube-proxy",     "service addresses on each node", Stage::Cluster, {}, has_nodes_of_its_own, nullptr,
    expand_kube_proxy};

}  // namespace slipway::components
