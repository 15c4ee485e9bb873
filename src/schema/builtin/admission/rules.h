#pragma once

#include "doc/draft.h"
#include "doc/node.h"
#include "schema/builtin/kind.h"

/// admissionregistration.k8s.io/v1: who is asked about a request. Follows Kubernetes 1.36.3
/// pkg/apis/admissionregistration/{v1/defaults.go,validation/validation.go}.
namespace slipway::schema::builtin {

extern const BuiltinKind kValidatingWebhooks, kMutatingWebhooks, kValidatingAdmissionPolicy,
    kValidatingAdmissionPolicyBinding;

/// validateRuleWithOperations: operations, groups, versions, resources.
void check_rule_with_operations(const doc::Node& rule, const Path& path, Errors& errors);

/// MatchResources of a policy or a binding. Null is nothing.
void set_match_resources_defaults(doc::Draft& match);
void check_match_resources(const doc::Node& match, const Path& path, Errors& errors);

void set_rule_defaults(doc::Draft& rule);

}  // namespace slipway::schema::builtin
