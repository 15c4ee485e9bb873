#pragma once

#include <string>
#include <vector>

#include "cloud/aws.h"

namespace slipway::ops {

/// Something of a platform that AWS still has.
struct LeftBehind {
  std::string arn;
  std::string tag;      // by which it was found
  std::string command;  // deletes it; "" where there is more to it than one command
};

/// By tag: of the platform (slipway.dev/platform), of its cluster (what controllers write: kubernetes.io/cluster/NAME,
/// elbv2.k8s.aws/cluster, eks:eks-cluster-name). Sorted by ARN. AWS goes on naming some things for minutes after they
/// are gone.
Result<std::vector<LeftBehind>, cloud::CallFailure> left_behind(cloud::Aws& aws, const std::string& platform,
                                                                const std::string& cluster);

}  // namespace slipway::ops
