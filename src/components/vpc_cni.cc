#include <algorithm>

#include "components/component.h"
#include "components/parts/addon.h"
#include "components/parts/live_checks.h"

/// Addresses for pods, and the engine that enforces NetworkPolicies.
namespace slipway::components {

namespace {

constexpr const char* kPolicy = "AmazonEKS_CNI_Policy";

/// Someone gave it to the node's role, the way it was done before service accounts had roles.
bool nodes_have_the_policy(const spec::Platform& platform) {
  return platform.node_pools.empty() && !platform.node_groups.empty() &&
         std::ranges::all_of(platform.node_groups, [](const auto& group) {
           return std::ranges::any_of(group.value.node_policies,
                                      [](const spec::Text& policy) { return policy.value.ends_with(kPolicy); });
         });
}

void expand_vpc_cni(Expansion& in) {
  doc::Map configuration{{"enableNetworkPolicy", "true"}};  // the add-on takes texts, no booleans
  if (nodes_have_the_policy(in.platform)) {
    add_addon(in, "vpc-cni", std::move(configuration));
    check_daemon_set(in, "kube-system", "aws-node");
    return;
  }
  AddonIdentity identity{{"vpc-cni"}, {"kube-system", "aws-node"}};
  identity.role.managed_policies = {kPolicy};
  add_addon(in, "vpc-cni", std::move(configuration), identity);
  check_daemon_set(in, "kube-system", "aws-node");
}

}  // namespace

extern const Component vpc_cni = {"vpc-cni",
                                  "addresses of the VPC for pods; enforces NetworkPolicies",
                                  Stage::Cluster,
                                  {},
                                  has_nodes_of_its_own,
                                  nullptr,
                                  expand_vpc_cni};

}  // namespace slipway::components
