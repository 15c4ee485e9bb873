#include "components/component.h"
#include "components/parts/addon.h"
#include "components/parts/live_checks.h"

/// Hands pods the credentials of their roles, on each node; with the node role's own right to ask for them. Must be
/// there before pods that use it.
namespace slipway::components {

namespace {

void expand_pod_identity_agent(Expansion& in) {
  add_addon(in, "eks-pod-identity-agent");
  check_daemon_set(in, "kube-system", "eks-pod-identity-agent");
}

bool is_wanted(const spec::Platform& platform) {
  return platform.identity.value == spec::Identity::PodIdentity && has_nodes_of_its_own(platform);
}

}  // namespace

extern const Component pod_identity_agent = {
    "eks-pod-identity-agent", "hands pods the credentials of their roles", Stage::Cluster, {}, is_wanted, nullptr,
    expand_pod_identity_agent};

}  // namespace slipway::components
