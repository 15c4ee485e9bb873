#include "components/component.h"
#include "components/parts/addon.h"

/// Volumes on EBS. Auto Mode has it built in, for its own nodes.
namespace slipway::components {

namespace {

void expand_ebs_csi(Expansion& in) {
  AddonIdentity identity{{"ebs-csi"}, {"kube-system", "ebs-csi-controller-sa"}};
  identity.role.managed_policies = {"AmazonEBSCSIDriverPolicyV2"};
  add_addon(in, "aws-ebs-csi-driver", {}, identity);
}

}  // namespace

extern const Component ebs_csi = {"ebs-csi", "volumes on EBS", Stage::Addons, {}, has_nodes_of_its_own,
                                  nullptr,   expand_ebs_csi};

}  // namespace slipway::components
