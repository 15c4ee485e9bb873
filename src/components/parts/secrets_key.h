#pragma once

#include "components/component.h"

namespace slipway::components {

/// The key that encrypts Kubernetes secrets: the one made for it, the ARN that platform.yaml gives, or null when there
/// is none.
doc::Value secrets_key_arn(const spec::Platform& platform);

/// The log group of the control plane; EKS writes to this name and no other.
std::string control_plane_log_group(const Expansion& in);

/// Makes the key, with an alias and a policy for the account's administrators, the cluster's role and, where it
/// encrypts the control plane's logs, CloudWatch Logs.
void add_secrets_key(Expansion& in, const platform::ResourceId& cluster_role);

}  // namespace slipway::components
