// Jobs: pkg/registry/batch/job/strategy.go.
#include <fmt/core.h>

#include <array>
#include <string>

#include "doc/json.h"
#include "schema/builtin/batch/job_spec.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/pod/pod_template.h"
#include "schema/builtin/selector.h"
#include "schema/object_meta.h"

namespace slipway::schema::builtin {
namespace {

constexpr std::string_view kUidLabel = "batch.kubernetes.io/controller-uid", kOldUidLabel = "controller-uid";
constexpr std::string_view kNameLabel = "batch.kubernetes.io/job-name", kOldNameLabel = "job-name";

void set_spec_defaults(doc::Draft& spec) {
  if (!spec.has("completions") && !spec.has("parallelism")) spec.set("completions", 1);
  spec.set_default("parallelism", 1);
  spec.set_default("backoffLimit", spec.has("backoffLimitPerIndex") ? 2147483647 : 6);
  spec.set_default("completionMode", "NonIndexed");
  spec.set_default("suspend", false);
  spec.set_default("podReplacementPolicy", spec.has("podFailurePolicy") ? "Failed" : "TerminatingOrFailed");
  spec.set_default("manualSelector", false);
  set_job_spec_defaults(spec);
}

void set_defaults(doc::Draft& job) {
  job.in_new("spec", set_spec_defaults);
  const doc::Node labels = job["spec"]["template"]["metadata"]["labels"];
  if (labels.size() > 0 && job["metadata"]["labels"].size() == 0)
    job.in_new("metadata", [&](doc::Draft& meta) { meta.set("labels", labels); });
}

/// A Job finds its pods by its own uid, which it gives them as a label.
void generate_selector(doc::Draft& spec, std::string_view name, std::string_view uid) {
  spec.in_new("template", [&](doc::Draft& made) {
    made.in_new("metadata", [&](doc::Draft& meta) {
      meta.in_new("labels", [&](doc::Draft& labels) {
        for (const std::string_view key : {kOldNameLabel, kNameLabel})
          if (labels[key].is_absent()) labels.set(key, name);
        for (const std::string_view key : {kOldUidLabel, kUidLabel})
          if (labels[key].is_absent()) labels.set(key, uid);
      });
    });
  });
  spec.in_new("selector", [&](doc::Draft& selector) {
    selector.in_new("matchLabels", [&](doc::Draft& labels) {
      if (labels[kUidLabel].is_absent()) labels.set(kUidLabel, uid);
    });
  });
}

void prepare_update(doc::Draft& job, const doc::Node& old) {
  keep_status(job, old);
  job.in("spec", prepare_template);
}

/// Whether the Job's labels are those that set_defaults took from the template.
bool has_labels_of_template(doc::Draft& job) {
  const doc::Node &labels = job["metadata"]["labels"], &of_pods = job["spec"]["template"]["metadata"]["labels"];
  return labels.size() > 0 && labels.members().data() == of_pods.members().data();
}

void prepare(doc::Draft& job) {
  const doc::Node meta = job["metadata"];
  const bool shares_labels = has_labels_of_template(job);
  job.in("spec", [&](doc::Draft& spec) {
    if (!flag_of(spec["manualSelector"])) generate_selector(spec, text_of(meta["name"]), text_of(meta["uid"]));
    prepare_template(spec);
  });
  // In the server both are one map, which gets the labels of the Job's pods.
  if (shares_labels)
    job.in("metadata", [labels = doc::Node(job["spec"]["template"]["metadata"]["labels"])](doc::Draft& own) {
      own.set("labels", labels);
    });
  drop_status(job);
}

void check_has_label(const doc::Node& labels, std::string_view key, std::string_view wanted, const Path& path,
                     Errors& errors) {
  const doc::Node* label = labels.find(key);
  if (label && text_of(*label) == wanted) return;
  const std::string message = fmt::format("must be '{}'", wanted);
  if (!label)
    errors.required(Path::key(path, key), message);
  else
    errors.invalid_printed(Path::key(path, key), printed_labels(labels), message);
}

/// What generate_selector makes must be as it made it.
void check_generated_selector(const doc::Node& job, bool has_new_labels, Errors& errors) {
  const doc::Node &spec = job["spec"], &labels = spec["template"]["metadata"]["labels"];
  if (flag_of(spec["manualSelector"]) || spec["selector"].is_null()) return;
  const std::string_view name = text_of(job["metadata"]["name"]), uid = text_of(job["metadata"]["uid"]);
  const Path spec_path("spec"), made(spec_path, "template"), meta(made, "metadata"), labels_path(meta, "labels");
  if (uid.empty()) {
    const Path metadata("metadata");
    errors.required(Path(metadata, "uid"));
  }
  check_has_label(labels, kOldUidLabel, uid, labels_path, errors);
  check_has_label(labels, kOldNameLabel, name, labels_path, errors);
  if (has_new_labels) {
    check_has_label(labels, kUidLabel, uid, labels_path, errors);
    check_has_label(labels, kNameLabel, name, labels_path, errors);
  }
  const std::array<std::pair<std::string_view, std::string_view>, 4> generated = {
      {{kOldUidLabel, uid}, {kOldNameLabel, name}, {kUidLabel, uid}, {kNameLabel, name}}};
  if (is_selector(spec["selector"]) && !selects(spec["selector"], LabelList(generated).first(has_new_labels ? 4 : 2)))
    errors.invalid_printed(Path(spec_path, "selector"), printed_selector(spec["selector"]),
                           "`selector` not auto-generated");
}

/// ValidateJobSpec.
void check_spec(const doc::Node& spec, const doc::Node* old_spec, const Path& path, Errors& errors) {
  check_job_spec(spec, old_spec, path, errors);
  const doc::Node& selector = spec["selector"];
  if (selector.is_null())
    errors.required(Path(path, "selector"));
  else
    check_label_selector(selector, {}, Path(path, "selector"), errors);
  if (is_selector(selector)) check_selects_template(selector, spec["template"], Path(path, "template"), errors);
}

/// Pods of an indexed Job are named by it and their index.
void check_host_name(const doc::Node& job, Errors& errors) {
  const doc::Node& spec = job["spec"];
  if (text_of(spec["completionMode"]) != "Indexed" || integer_of(spec["completions"]) <= 0) return;
  const std::string_view name = text_of(job["metadata"]["name"]);
  const std::string last = fmt::format("{}-{}", name, integer_of(spec["completions"]) - 1);
  const Path meta("metadata");
  if (!kube::check_dns1123_label(last).empty())
    errors.invalid(Path(meta, "name"), name, "will not able to create pod with invalid DNS label: " + last);
}

/// ValidateJob.
void check_whole(const doc::Node& job, const doc::Node* old, bool has_new_labels, Errors& errors) {
  check_core_meta(job, Scope::Namespaced, dns_subdomain_name, errors);
  check_generated_selector(job, has_new_labels, errors);
  check_spec(job["spec"], old ? &(*old)["spec"] : nullptr, Path("spec"), errors);
  check_host_name(job, errors);
}

void check(const doc::Node& job, Errors& errors) { check_whole(job, nullptr, true, errors); }

void check_update(const doc::Node& job, const doc::Node& old, Errors& errors) {
  const doc::Node& old_labels = old["spec"]["template"]["metadata"]["labels"];
  check_whole(job, &old, old_labels.find(kNameLabel) && old_labels.find(kUidLabel), errors);
  check_core_meta_update(job, old, errors);
  check_spec(job["spec"], &old["spec"], Path("spec"), errors);  // the server looks twice
  check_job_changes(job["spec"], old, Path("spec"), errors);
}

}  // namespace

const BuiltinKind kJob = {.api_version = "batch/v1",
                          .kind = "Job",
                          .resource = "jobs",
                          .scope = Scope::Namespaced,
                          .set_defaults = set_defaults,
                          .prepare = prepare,
                          .check = check,
                          .prepare_update = prepare_update,
                          .check_update = check_update};

}  // namespace slipway::schema::builtin
