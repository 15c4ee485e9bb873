#pragma once

#include "doc/draft.h"
#include "doc/node.h"
#include "schema/builtin/kind.h"
#include "schema/errors.h"
#include "schema/path.h"

/// Jobs, and the templates of CronJobs. Follows Kubernetes 1.36.3 pkg/apis/batch/validation/validation.go.
namespace slipway::schema::builtin {

/// validateJobSpec: all but the selector. `old_spec` is null when it is made.
void check_job_spec(const doc::Node& spec, const doc::Node* old_spec, const Path& path, Errors& errors);
/// What is set in a Job's spec and in a template's alike.
void set_job_spec_defaults(doc::Draft& spec);

// Parts of it. `path` is the part's.
void check_pod_failure_policy(const doc::Node& spec, const Path& path, Errors& errors);
void check_success_policy(const doc::Node& spec, const Path& path, Errors& errors);
std::string printed_pod_failure_policy(const doc::Node& policy);
std::string printed_success_policy(const doc::Node& policy);

/// ValidateJobSpecUpdate beyond what a new Job must satisfy.
void check_job_changes(const doc::Node& spec, const doc::Node& old_job, const Path& path, Errors& errors);

extern const BuiltinKind kJob, kCronJob;

}  // namespace slipway::schema::builtin
