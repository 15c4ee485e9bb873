#include "components/component.h"
#include "components/parts/addon.h"
#include "components/parts/live_checks.h"

/// Volumes on EBS. Auto Mode has it built in, for its own nodes.
namespace slipway::components {

namespace {

void expand_ebs_csi(Expansion& in) {
  AddonIdentity identity{{"ebs-csi"}, {"kube-system", "ebs-csi-controller-sa"}};
  identity.role.managed_policies = {"AmazonEBSCSIDriverPolicyV2"};
  add_addon(in, "aws-ebs-csi-driver", {}, identity);
  check_deployment(in, "kube-system", "ebs-csi-controller");
  check_daemon_set(in, "kube-system", "ebs-csi-node");
}

}  // namespace

extern const Component ebs_csi = {"ebs-csi", "volumes on EBS", Stage::Addons, {}, has_nodes_of_its_own,
                                  nullptr,   expand_ebs_csi};

}  // namespace slipway::components
