#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "doc/value.h"

namespace slipway::platform {

/// IAM policy documents as trees. Arguments that Terraform takes as JSON text (policy, assume_role_policy …) hold the
/// tree itself; whoever writes them puts jsonencode() around it. Keys and texts may hold `${aws_…}`; IAM's own
/// variables
/// (`${aws:PrincipalTag/…}`) look different and are kept.

struct Condition {
  std::string op;   // StringEquals, ForAllValues:StringEquals …
  std::string key;  // aws:RequestTag/…
  std::vector<doc::Value> values;
};

enum class Effect { Allow, Deny };

/// Whom a statement of a trust, key, queue or bucket policy speaks of.
struct Principal {
  std::string kind;  // Service, AWS, Federated; "*" for everyone
  std::vector<doc::Value> values;
};

struct Statement {
  std::string sid = {};
  Effect effect = Effect::Allow;
  std::vector<Principal> principals = {};
  std::vector<std::string> actions = {};
  std::vector<doc::Value> resources = {};  // empty in trust policies
  std::vector<Condition> conditions = {};
  std::string policy = {};  // the name of the policy to keep it in, where all of them would be too large for one
};

Statement allow(std::vector<std::string> actions, std::vector<doc::Value> resources,
                std::vector<Condition> conditions = {});

/// {"Version": "2012-10-17", "Statement": […]}: one value is a text, several are a list; conditions of one operator
/// share its map.
doc::Map policy(const std::vector<Statement>& statements);

/// The characters IAM counts against its limits (2,048 trust, 6,144 managed, 10,240 inline): all but white space.
std::size_t counted_size(const doc::Map& policy);
inline constexpr std::size_t kManagedPolicyLimit = 6144;
inline constexpr std::size_t kInlinePolicyLimit = 10240;

enum class SessionTags { No, Yes };

/// An AWS service may take the role: "eks.amazonaws.com". With session tags also sts:TagSession.
doc::Map trust_of_service(std::string_view service, SessionTags tags = SessionTags::No);
/// EKS Pod Identity hands it to the service accounts that are associated.
doc::Map trust_of_pod_identity();
/// A service account of the cluster.
struct ServiceAccount {
  std::string namespace_name, name;
};
/// IRSA: the service accounts, by the cluster's OIDC provider. `issuer`: its host and path, without https://.
/// REQUIRES: at least one account.
doc::Map trust_of_service_accounts(const doc::Value& provider_arn, std::string_view issuer,
                                   const std::vector<ServiceAccount>& accounts);

}  // namespace slipway::platform
