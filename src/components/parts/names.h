#pragma once

#include "platform/graph.h"

namespace slipway::components {

/// Resources that one component makes and others refer to: the contract between them. Of those that are not always
/// there it is said when they are.
inline const platform::ResourceId kCluster{"aws_eks_cluster", "main"};
inline const platform::ResourceId kOidcProvider{"aws_iam_openid_connect_provider", "cluster"};  // with IRSA
inline const platform::ResourceId kSecretsKey{"aws_kms_key", "eks"};                 // secretsEncryption.key: create
inline const platform::ResourceId kNodeSecurityGroup{"aws_security_group", "node"};  // not with nothing but Auto Mode
inline const platform::ResourceId kNodeRole{"aws_iam_role", "node"};                 // with node groups

/// The security group that EKS makes for the cluster and gives to its control plane.
inline doc::Value cluster_security_group() { return kCluster.attribute("vpc_config[0].cluster_security_group_id"); }

}  // namespace slipway::components
