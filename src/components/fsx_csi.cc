#include "components/component.h"
#include "components/parts/addon.h"
#include "components/parts/iam_statements.h"
#include "components/parts/storage.h"

/// Mounts FSx for Lustre, and makes a file system for each claim of a class of that type. Lustre only: ONTAP and
/// OpenZFS have drivers of their own.
namespace slipway::components {

namespace {

void expand_fsx_csi(Expansion& in) {
  AddonIdentity identity{{"fsx-csi"}, {"kube-system", "fsx-csi-controller-sa"}};
  identity.role.statements = statements_of(in, "aws-fsx-csi-driver");
  add_addon(in, "aws-fsx-csi-driver", {}, identity);
}

bool is_wanted(const spec::Platform& platform) { return wants_driver(platform.storage, "fsx", "fsx-lustre"); }

}  // namespace

extern const Component fsx_csi = {
    "fsx-csi",      "file systems on FSx for Lustre",
    Stage::Addons,  {},
    is_wanted,      nullptr,
    expand_fsx_csi, [](const spec::Platform& platform) { return platform.storage.where; }};

}  // namespace slipway::components
