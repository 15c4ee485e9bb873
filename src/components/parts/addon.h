#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "components/component.h"
#include "components/parts/identity.h"

namespace slipway::components {

/// The service account of an add-on that calls AWS, and what it may do.
struct AddonIdentity {
  RoleWanted role;
  platform::ServiceAccount account;
};

/// An EKS add-on. Version and further configuration come from `cluster.addons` of the spec; without a version it is the
/// one that EKS has as default for the cluster's. An add-on of the stages after Nodes waits for the node groups, where
/// its pods run.
platform::ResourceId add_addon(Expansion& in, std::string_view name, doc::Map configuration = {},
                               const std::optional<AddonIdentity>& identity = std::nullopt, SourceRange origin = {});

/// Whether nodes need the add-ons that Auto Mode has built in: any nodes but Auto Mode's.
bool has_nodes_of_its_own(const spec::Platform& platform);

}  // namespace slipway::components
