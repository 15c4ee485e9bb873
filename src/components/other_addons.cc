#include "components/component.h"
#include "components/parts/addon.h"
#include "platform/fill.h"

/// EKS add-ons of `cluster.addons` that no component brings. They come without a role: one that calls AWS is a
/// component of its own, or a role of `roles`.
namespace slipway::components {

namespace {

void expand_other_addons(Expansion& in) {
  for (const auto& [name, addon] : in.platform.cluster.addons)
    if (!in.find("aws_eks_addon", platform::local_name(name.value))) add_addon(in, name.value, {}, {}, name.where);
}

bool has_addons(const spec::Platform& platform) { return !platform.cluster.addons.empty(); }

}  // namespace

/// In the stage after the last of those that bring add-ons themselves.
extern const Component other_addons = {"other-addons",     "EKS add-ons of cluster.addons that need nothing else",
                                       Stage::Watching,    {},
                                       has_addons,         nullptr,
                                       expand_other_addons};

}  // namespace slipway::components
