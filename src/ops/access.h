#pragma once

#include <memory>
#include <string>

#include "cloud/aws.h"
#include "cluster/api.h"
#include "ops/steps.h"

namespace slipway::ops {

/// Which cluster of AWS, and who asks.
struct ClusterName {
  std::string name, region, profile;
};

/// The cluster as AWS describes it, with tokens made here. nullptr: there is none of this name, or it is not active
/// yet. Nothing is asked of the cluster itself.
Result<std::unique_ptr<cluster::Api>, StepFailure> find_cluster(const ClusterName& cluster, cloud::Aws& aws,
                                                                cloud::CredentialChain& chain,
                                                                const cloud::Doors& doors);

/// A kubeconfig for helm, kubectl and people: no secret is in it, tokens come from `program token`.
std::string kubeconfig_of(const cluster::Access& access, const ClusterName& cluster, const std::string& program);

/// As kubectl wants it of a plugin: an ExecCredential with the token and its end.
std::string exec_credential(const cluster::Token& token);
/// What an EKS cluster takes, for a quarter of an hour less a minute.
Result<cluster::Token> make_token(cloud::CredentialChain& chain, const ClusterName& cluster, io::Clock& clock);

}  // namespace slipway::ops
