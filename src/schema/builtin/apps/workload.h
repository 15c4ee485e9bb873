#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "doc/node.h"
#include "schema/builtin/pod/pod_template.h"
#include "schema/errors.h"
#include "schema/path.h"

/// What the kinds of apps/v1 share. Follows Kubernetes 1.36.3 pkg/apis/apps/validation/validation.go.
namespace slipway::schema::builtin {

/// ValidatePositiveIntOrPercent, IsNotMoreThan100Percent: of maxUnavailable and maxSurge.
void check_count_or_percent(const doc::Node& amount, const Path& path, Errors& errors);
void check_at_most_100_percent(const doc::Node& amount, const Path& path, Errors& errors);
/// The number of it, or of its percentage; 0 when it is neither.
std::int64_t count_or_percent(const doc::Node& amount);

/// As JSON; 0 when absent.
std::string printed_amount(const doc::Node& amount);

/// replicas, minReadySeconds and others of the spec that must not be negative.
void check_not_negative_fields(const doc::Node& spec, std::initializer_list<std::string_view> fields, const Path& path,
                               Errors& errors);

/// A selector that must be there and say something; `kind` is the server's word for whose it is.
void check_workload_selector(const doc::Node& selector, std::string_view kind, const Path& path, Errors& errors);

/// Pods of a workload are started again for ever, without a deadline. `path` is the template's; `kind` as above.
void check_runs_for_ever(const doc::Node& pod_template, std::string_view kind, const Path& path, Errors& errors);

/// ValidatePodTemplateSpecForReplicaSet, when the selector is one. `path` is the spec's.
void check_replicated_template(const doc::Node& spec, const doc::Node* old_spec, const Path& path, Errors& errors);

// The kinds, a file each.
struct BuiltinKind;
extern const BuiltinKind kDeployment, kReplicaSet, kStatefulSet, kDaemonSet;

}  // namespace slipway::schema::builtin
