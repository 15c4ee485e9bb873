#include "components/component.h"
#include "components/parts/addon.h"
#include "components/parts/live_checks.h"

/// Names of services and pods. Needs a node to run on; tolerates CriticalAddonsOnly by itself.
namespace slipway::components {

namespace {

void expand_coredns(Expansion& in) {
  add_addon(in, "coredns");
  check_deployment(in, "kube-system", "coredns");
}

}  // namespace

extern const Component coredns = {
    "coredns", "the cluster's name service", Stage::Addons, {}, has_nodes_of_its_own, nullptr, expand_coredns};

}  // namespace slipway::components
