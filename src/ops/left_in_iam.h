#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "ops/left_behind.h"
#include "platform/graph.h"

namespace slipway::ops {

using Tag = std::pair<std::string, std::string>;  // key, value

/// What of a platform IAM has, which AWS's search by tag names in one region at most, and roles in none: roles,
/// instance profiles, policies and the region's OIDC providers that bear one of the tags. The command takes off what
/// holds it, then deletes it. Only what has the cluster's name in its own ("KarpenterNodeRole-demo"), or a name of the
/// graph's, is asked for its tags, since IAM lists none. Fails as left_behind() does.
Result<std::vector<LeftBehind>, cloud::CallFailure> left_in_iam(cloud::Aws& aws, const platform::Graph& graph,
                                                                const ClusterName& cluster,
                                                                const std::vector<Tag>& tags,
                                                                const std::function<bool()>& stop = {});

}  // namespace slipway::ops
