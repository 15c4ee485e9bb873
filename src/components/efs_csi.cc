#include "components/component.h"
#include "components/parts/addon.h"
#include "components/parts/live_checks.h"
#include "components/parts/storage.h"

/// Mounts EFS, and makes access points for claims.
namespace slipway::components {

namespace {

void expand_efs_csi(Expansion& in) {
  AddonIdentity identity{{"efs-csi"}, {"kube-system", "efs-csi-controller-sa"}};
  identity.role.managed_policies = {"AmazonEFSCSIDriverPolicy"};
  add_addon(in, "aws-efs-csi-driver", {}, identity);
  check_deployment(in, "kube-system", "efs-csi-controller");
  check_daemon_set(in, "kube-system", "efs-csi-node");
}

bool is_wanted(const spec::Platform& platform) { return wants_driver(platform.storage, "efs", "efs"); }

}  // namespace

extern const Component efs_csi = {
    "efs-csi",      "file systems on EFS",
    Stage::Addons,  {},
    is_wanted,      nullptr,
    expand_efs_csi, [](const spec::Platform& platform) { return platform.storage.where; }};

}  // namespace slipway::components
