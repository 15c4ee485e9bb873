// ValidateJobSpecUpdate: what may change of a Job that is there. One that waits (suspended) may still change much of
// its pods.
#include <fmt/core.h>

#include <string>

#include "doc/json.h"
#include "schema/builtin/batch/job_spec.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/selector.h"
#include "schema/builtin/typed_equality.h"

namespace slipway::schema::builtin {
namespace {

using Use = kube::FieldType::Use;

const kube::FieldType& job_type() {
  static const kube::FieldType& type = *field_use("batch/v1", "Job", {"spec"}).type;
  return type;
}
const kube::FieldType& pod_type() {
  static const kube::FieldType& type = *field_use("v1", "Pod", {"spec"}).type;
  return type;
}

bool same_field(std::string_view field, const doc::Node& now, const doc::Node& old) {
  return same_typed(now[field], old[field], job_type().find(field)->use);
}

/// Containers, but for their resources where they are still called the same.
bool same_but_resources(const doc::Node& now, const doc::Node& old, const Use& use) {
  if (now.size() != old.size()) return false;
  const kube::FieldType& type = *use.type->element.type;
  for (std::size_t i = 0; i < now.size(); ++i)
    for (const kube::FieldType::Field& field : type.fields)
      if (field.name != "resources" && !same_typed(now.items()[i][field.name], old.items()[i][field.name], field.use))
        return false;
  return true;
}

/// But for node affinity.
bool same_but_nodes(const doc::Node& now, const doc::Node& old, const kube::FieldType& type) {
  for (const char* kind : {"podAffinity", "podAntiAffinity"})
    if (!same_typed(now[kind], old[kind], type.find(kind)->use)) return false;
  return true;
}

/// What a suspended Job must keep of its pods' spec.
bool same_suspended_spec(const doc::Node& now, const doc::Node& old) {
  for (const kube::FieldType::Field& field : pod_type().fields) {
    if (is_one_of(field.name, {"nodeSelector", "tolerations", "schedulingGates"})) continue;
    const doc::Node &new_value = now[field.name], &old_value = old[field.name];
    const bool same = is_one_of(field.name, {"containers", "initContainers"})
                          ? same_but_resources(new_value, old_value, field.use)
                      : field.name == "affinity" ? same_but_nodes(new_value, old_value, *field.use.type)
                                                 : same_typed(new_value, old_value, field.use);
    if (!same) return false;
  }
  return true;
}

/// The server prints the whole, as Go holds it; ours is as it was written.
void refuse(const doc::Node& now, const Path& path, Errors& errors) {
  errors.invalid_printed(path, doc::canonical_json(now), "field is immutable");
}

/// Suspended, and no pod of it is left: shouldAllowMutablePodTemplate (pkg/registry/batch/job/strategy.go).
bool is_at_rest(const doc::Node& job) {
  const doc::Node& status = job["status"];
  if (!flag_of(job["spec"]["suspend"]) || integer_of(status["active"]) != 0) return false;
  if (status["startTime"].is_null()) return true;
  for (const doc::Node& condition : status["conditions"].items())
    if (text_of(condition["type"]) == "Suspended") return text_of(condition["status"]) == "True";
  return false;
}

void check_template_change(const doc::Node& spec, const doc::Node& old_job, const Path& path, Errors& errors) {
  const doc::Node& old = old_job["spec"];
  if (!is_at_rest(old_job)) {
    if (!same_field("template", spec, old)) refuse(spec["template"], Path(path, "template"), errors);
    return;
  }
  if (!same_suspended_spec(spec["template"]["spec"], old["template"]["spec"]))
    refuse(spec["template"]["spec"], Path(path, "template.spec"), errors);
}

void check_completions_change(const doc::Node& spec, const doc::Node& old, const Path& path, Errors& errors) {
  if (same_field("completions", spec, old)) return;
  const doc::Node& completions = spec["completions"];
  if (text_of(spec["completionMode"]) != "Indexed")
    errors.invalid_printed(path, doc::canonical_json(completions), "field is immutable");
  else if (!completions.is_null() && integer_of(completions) != integer_of(spec["parallelism"]))
    errors.invalid(path, integer_of(completions), "can only be modified in tandem with spec.parallelism");
}

}  // namespace

void check_job_changes(const doc::Node& spec, const doc::Node& old_job, const Path& path, Errors& errors) {
  const doc::Node& old = old_job["spec"];
  check_completions_change(spec, old, Path(path, "completions"), errors);
  check_selector_kept(spec["selector"], old["selector"], Path(path, "selector"), errors);
  check_template_change(spec, old_job, path, errors);
  for (const char* field : {"completionMode", "backoffLimitPerIndex", "managedBy"})
    if (!same_field(field, spec, old)) refuse(spec[field], Path(path, field), errors);
  if (!same_field("podFailurePolicy", spec, old))
    errors.invalid_printed(Path(path, "podFailurePolicy"), printed_pod_failure_policy(spec["podFailurePolicy"]),
                           "field is immutable");
  if (!same_field("successPolicy", spec, old))
    errors.invalid_printed(Path(path, "successPolicy"), printed_success_policy(spec["successPolicy"]),
                           "field is immutable");
}

}  // namespace slipway::schema::builtin
