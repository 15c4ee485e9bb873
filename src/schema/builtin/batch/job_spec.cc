#include "schema/builtin/batch/job_spec.h"

#include <fmt/core.h>

#include <string>

#include "doc/json.h"
#include "kube/field_checks.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/pod/draft_defaults.h"
#include "schema/builtin/pod/pod_template.h"

namespace slipway::schema::builtin {
namespace {

constexpr std::int64_t kMostIndexedPods = 100'000, kMostFailedIndexes = 100'000;
constexpr std::int64_t kManyCompletions = 100'000, kMostPodsOfMany = 10'000, kMostFailedOfMany = 10'000;

/// A pod for each index.
void check_indexed(const doc::Node& spec, const Path& path, Errors& errors) {
  const doc::Node &completions = spec["completions"], &most_failed = spec["maxFailedIndexes"];
  const Path failed_path(path, "maxFailedIndexes"), parallelism_path(path, "parallelism");
  const std::int64_t parallelism = integer_of(spec["parallelism"]), failed = integer_of(most_failed);
  if (completions.is_null()) errors.required(Path(path, "completions"), "when completion mode is Indexed");
  if (parallelism > kMostIndexedPods)
    errors.invalid(parallelism_path, parallelism,
                   "must be less than or equal to 100000 when completion mode is Indexed");
  if (!completions.is_null() && !most_failed.is_null() && failed > integer_of(completions))
    errors.invalid(failed_path, failed, "must be less than or equal to completions");
  if (failed > kMostFailedIndexes) errors.invalid(failed_path, failed, "must be less than or equal to 100000");
  if (integer_of(completions) <= kManyCompletions || spec["backoffLimitPerIndex"].is_null()) return;
  if (most_failed.is_null()) errors.required(failed_path, "must be specified when completions is above 100000");
  constexpr std::string_view kMessage =
      "must be less than or equal to 10000 when completions are above 100000 and used with backoff limit per index";
  if (parallelism > kMostPodsOfMany) errors.invalid(parallelism_path, parallelism, kMessage);
  if (failed > kMostFailedOfMany) errors.invalid(failed_path, failed, kMessage);
}

void check_completion_mode(const doc::Node& spec, const Path& path, Errors& errors) {
  const doc::Node& mode = spec["completionMode"];
  const std::string_view text = mode.is_null() ? "NonIndexed" : text_of(mode);
  if (text == "Indexed") return check_indexed(spec, path, errors);
  if (text != "NonIndexed") return errors.not_supported(Path(path, "completionMode"), text, {"NonIndexed", "Indexed"});
  for (const char* field : {"backoffLimitPerIndex", "maxFailedIndexes"})
    if (!spec[field].is_null())
      errors.invalid(Path(path, field), integer_of(spec[field]), "requires indexed completion mode");
}

void check_managed_by(const doc::Node& manager, const Path& path, Errors& errors) {
  constexpr int kLongest = 63;
  if (manager.is_null()) return;
  for (const kube::FieldError& error :
       kube::check_domain_prefixed_path(kube::FieldPath(path.to_string()), text_of(manager)))
    errors.add(error);
  if (text_of(manager).size() > kLongest) errors.too_long(path, kLongest);
}

void check_replacement_policy(const doc::Node& spec, const Path& path, Errors& errors) {
  const doc::Node& policy = spec["podReplacementPolicy"];
  if (policy.is_null()) return;
  if (!spec["podFailurePolicy"].is_null()) {
    if (text_of(policy) != "Failed") errors.not_supported(path, text_of(policy), {"Failed"});
  } else if (!is_one_of(text_of(policy), {"Failed", "TerminatingOrFailed"})) {
    errors.not_supported(path, text_of(policy), {"Failed", "TerminatingOrFailed"});
  }
}

void check_restart_policy(const doc::Node& spec, const Path& path, Errors& errors) {
  const std::string_view policy = text_of(spec["template"]["spec"]["restartPolicy"]);
  if (policy == "Always" || policy.empty())
    errors.required(path, R"(valid values: "OnFailure", "Never")");
  else if (policy != "OnFailure" && policy != "Never")
    errors.not_supported(path, policy, {"OnFailure", "Never"});
  else if (policy != "Never" && !spec["podFailurePolicy"].is_null())
    errors.invalid(path, policy, R"(only "Never" is supported when podFailurePolicy is specified)");
}

}  // namespace

void set_job_spec_defaults(doc::Draft& spec) {
  spec.in("podFailurePolicy", [](doc::Draft& policy) {
    policy.each("rules", [](doc::Draft& rule) {
      rule.each("onPodConditions", [](doc::Draft& pattern) { default_text(pattern, "status", "True"); });
    });
  });
  set_template_defaults(spec);
}

void check_job_spec(const doc::Node& spec, const doc::Node* old_spec, const Path& path, Errors& errors) {
  for (const char* field : {"parallelism", "completions", "activeDeadlineSeconds", "backoffLimit",
                            "ttlSecondsAfterFinished", "backoffLimitPerIndex", "maxFailedIndexes"})
    check_not_negative(integer_of(spec[field]), Path(path, field), errors);
  if (!spec["maxFailedIndexes"].is_null() && spec["backoffLimitPerIndex"].is_null())
    errors.required(Path(path, "backoffLimitPerIndex"), "when maxFailedIndexes is specified");
  check_managed_by(spec["managedBy"], Path(path, "managedBy"), errors);
  check_completion_mode(spec, path, errors);
  if (!spec["podFailurePolicy"].is_null()) check_pod_failure_policy(spec, Path(path, "podFailurePolicy"), errors);
  if (const doc::Node& policy = spec["successPolicy"]; !policy.is_null()) {
    if (text_of(spec["completionMode"]) == "Indexed")
      check_success_policy(spec, Path(path, "successPolicy"), errors);
    else
      errors.invalid_printed(Path(path, "successPolicy"), printed_success_policy(policy),
                             "requires indexed completion mode");
  }
  check_replacement_policy(spec, Path(path, "podReplacementPolicy"), errors);
  const Path template_path(path, "template"), pod_path(template_path, "spec");
  check_template(spec["template"], {.old_spec = old_spec ? &(*old_spec)["template"]["spec"] : nullptr}, template_path,
                 errors);
  check_restart_policy(spec, Path(pod_path, "restartPolicy"), errors);
}

}  // namespace slipway::schema::builtin
