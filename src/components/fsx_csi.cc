#include <fmt/core.h>

#include "components/component.h"
#include "components/parts/addon.h"
#include "components/parts/iam_statements.h"
#include "components/parts/live_checks.h"
#include "components/parts/rights.h"
#include "components/parts/storage.h"
#include "rules/rule.h"

/// Mounts FSx for Lustre, and makes a file system for each claim of a class of that type. Lustre only: ONTAP and
/// OpenZFS have drivers of their own.
namespace slipway::components {

namespace {

void expand_fsx_csi(Expansion& in) {
  AddonIdentity identity{{"fsx-csi"}, {"kube-system", "fsx-csi-controller-sa"}};
  identity.role.statements = statements_of(in, "aws-fsx-csi-driver");
  add_addon(in, "aws-fsx-csi-driver", {}, identity);
  check_deployment(in, "kube-system", "fsx-csi-controller");
  check_daemon_set(in, "kube-system", "fsx-csi-node");
}

bool is_wanted(const spec::Platform& platform) { return wants_driver(platform.storage, "fsx", "fsx-lustre"); }

// ---- what lint says of it -------------------------------------------------------------------------------------------

void check_rights(const subject::Subject& subject, rules::Findings& findings) {
  // Whoever may make file systems is the driver, whatever people call its account.
  const auto is_its = [](const rules::Role& role) {
    return !role.accounts.empty() && role.grants("fsx:CreateFileSystem");
  };
  each_role(subject, is_its, [&](const rules::Plan&, const rules::Role& role) {
    const auto missing = missing_rights(role, {"aws-fsx-csi-driver", {}});
    if (!missing.empty())
      findings.say(role.policies.front().text->where(),
                   fmt::format("the FSx driver's role {} lacks {}", role.name, listed(missing)));
  });
}

const rules::Rule kRules[] = {
    {"FSX001", "X-001-30", Severity::Warning, "the FSx driver's role without the rights that it uses",
     "The first file system of an account needs its service-linked role, a link to a bucket another. Without "
     "iam:CreateServiceLinkedRole "
     "and the rights beside it, claims stay Pending.",
     "AmazonFSxFullAccess, or the statements of the driver's documents", "aws-fsx-csi-driver docs/install.md",
     check_rights},
};

}  // namespace

extern const Component fsx_csi = {"fsx-csi",
                                  "file systems on FSx for Lustre",
                                  Stage::Addons,
                                  {},
                                  is_wanted,
                                  nullptr,
                                  expand_fsx_csi,
                                  [](const spec::Platform& platform) { return platform.storage.where; },
                                  [] { return std::span<const rules::Rule>(kRules); }};

}  // namespace slipway::components
