#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "doc/node.h"
#include "rules/plans/plan.h"

namespace slipway::rules {

/// A statement of an IAM, key or queue policy.
struct PolicyStatement {
  bool allows = true;
  std::vector<std::string> actions, not_actions;  // as written: "sqs:*"
  std::vector<std::string> resources;
  std::vector<std::pair<std::string, std::string>>
      principals;  // {"Service", "logs.eu-west-1.amazonaws.com"}, {"*", "*"}
  struct Condition {
    std::string operation, key;
    std::vector<std::string> values;
  };
  std::vector<Condition> conditions;

  bool grants(std::string_view action) const;  // by name alone: conditions and resources are not looked at
};

struct PolicyDocument {
  bool is_known = false;  // false: no JSON text, or none that is a policy
  std::vector<PolicyStatement> statements;

  bool grants(std::string_view action) const;  // an Allow names it, and no Deny without conditions
};

/// Of a value that holds the policy as JSON text, as Terraform writes it.
PolicyDocument read_policy(const doc::Node& text);

/// `*` any characters, `?` one; case counts. Actions are compared by their lower case.
bool matches_wildcards(std::string_view pattern, std::string_view text);
bool names_action(std::string_view pattern, std::string_view action);

/// A role that a plan makes or gives rights to, with what it may do and who takes it.
struct Role {
  std::string name;                           // "" when Terraform does not know it before apply
  const PlannedResource* resource = nullptr;  // nullptr: only named
  struct Inline {
    const PlannedResource* resource;
    const doc::Node* text;  // the JSON text: where findings about it stand
    PolicyDocument document;
  };
  std::vector<Inline> policies;
  struct Managed {
    const PlannedResource* resource;
    const doc::Node* arn;
  };
  std::vector<Managed> managed;
  bool has_unknown_policies = false;                            // some policy is not in the plan, or known only later
  std::set<std::pair<std::string, std::string>> accounts = {};  // {namespace, service account} that take it

  bool grants(std::string_view action) const;
  bool is_taken_by(std::string_view service_account) const;
};

/// All roles of a plan, by name then address.
std::vector<Role> roles(const Plan& plan);

}  // namespace slipway::rules
