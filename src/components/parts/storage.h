#pragma once

#include <string_view>

#include "components/component.h"

namespace slipway::components {

/// Whether the spec asks for a CSI driver ("efs", "fsx", "s3"): by name, by a class or by a file system of that type
/// ("efs", "fsx-lustre").
bool wants_driver(const spec::Storage& storage, std::string_view driver, std::string_view type);

/// The security groups of file systems: aws_security_group.efs, open to nodes on TCP 2049; aws_security_group.fsx, on
/// Lustre's ports and, for EFA, to itself and to nodes on all.
inline const platform::ResourceId kEfsSecurityGroup{"aws_security_group", "efs"};
inline const platform::ResourceId kFsxSecurityGroup{"aws_security_group", "fsx"};

}  // namespace slipway::components
