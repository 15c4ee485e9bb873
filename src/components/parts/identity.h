#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "components/component.h"
#include "platform/iam.h"

namespace slipway::components {

/// What a role is for and what it may do.
struct RoleWanted {
  std::string name;  // "karpenter": the role is <cluster>-karpenter, its resources aws_iam_….karpenter
  std::vector<platform::Statement> statements = {};
  std::vector<std::string> managed_policies = {};  // of AWS, by name, or ARNs
  std::string role_name = {};                      // in place of <cluster>-<name>
};

/// A role with its policies. Statements that name a policy of their own go to managed policies of that name, all others
/// to one inline policy.
platform::ResourceId add_role(Expansion& in, const RoleWanted& wanted, doc::Map trust, SourceRange origin = {});

/// By what a pod gets its role: an association (or, with IRSA, an annotation) of its service account; or the EKS add-on
/// that the account belongs to, which takes the role itself.
enum class BoundBy { ServiceAccount, Addon };

struct RoleMade {
  platform::ResourceId role;
  /// For the service account; empty with Pod Identity, `eks.amazonaws.com/role-arn` with IRSA.
  doc::Map annotations;
};

/// That a policy in the role itself allows what it should, on what and when it should, and nothing else.
void check_inline_policy(Expansion& in, std::string claim, const std::string& role_name, const std::string& policy,
                         const doc::Map& document);

/// That EKS gives pods of the account this role, and no other. `whose`: "ServiceAccount keda/keda-operator".
void check_pod_identity(Expansion& in, const std::string& whose, const platform::ServiceAccount& account,
                        const platform::ResourceId& role);
/// An association of the account with the role, and its check.
void add_pod_identity(Expansion& in, const std::string& local_name, const platform::ServiceAccount& account,
                      const platform::ResourceId& role, SourceRange origin);

/// A role for service accounts, in the way that spec.identity says: Pod Identity (trust and associations) or IRSA
/// (trust in the cluster's OIDC provider, and the annotations to write). REQUIRES: the cluster is in the graph (a stage
/// after Cluster).
RoleMade role_for_service_accounts(Expansion& in, const RoleWanted& wanted,
                                   const std::vector<platform::ServiceAccount>& accounts,
                                   BoundBy bound_by = BoundBy::ServiceAccount, SourceRange origin = {});

/// The ARN of an AWS managed policy; one whose path is not settled is looked up by its name, an ARN is itself.
doc::Value managed_policy_arn(Expansion& in, std::string_view name);

/// Attaches AWS managed policies, by name or ARN.
void attach_managed_policies(Expansion& in, const platform::ResourceId& role, const std::vector<std::string>& policies,
                             SourceRange origin = {});

}  // namespace slipway::components
