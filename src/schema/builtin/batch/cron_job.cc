// CronJobs: pkg/registry/batch/cronjob/strategy.go.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "base/quote.h"
#include "base/text.h"
#include "kube/cron_schedule.h"
#include "kube/duration.h"
#include "kube/go_text.h"
#include "schema/builtin/batch/job_spec.h"
#include "schema/builtin/batch/time_zones.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/pod/draft_defaults.h"
#include "schema/builtin/pod/pod_template.h"
#include "schema/builtin/selector.h"
#include "schema/object_meta.h"

namespace slipway::schema::builtin {
namespace {

void set_defaults(doc::Draft& job) {
  job.in_new("spec", [](doc::Draft& spec) {
    default_text(spec, "concurrencyPolicy", "Allow");
    spec.set_default("suspend", false);
    spec.set_default("successfulJobsHistoryLimit", 3);
    spec.set_default("failedJobsHistoryLimit", 1);
    spec.in_new("jobTemplate", [](doc::Draft& made) { made.in_new("spec", set_job_spec_defaults); });
  });
}

void prepare(doc::Draft& job) {
  drop_status(job);
  job.in("spec",
         [](doc::Draft& spec) { spec.in("jobTemplate", [](doc::Draft& made) { made.in("spec", prepare_template); }); });
}

void prepare_update(doc::Draft& job, const doc::Node& old) {
  prepare(job);
  keep_status(job, old);
}

/// What robfig/cron says of a schedule without a time zone. It is taken as it stands: only behind a time zone blanks
/// before and after it go.
std::string bare_error(std::string_view schedule) {
  const std::string_view trimmed = kube::go_trim_space(schedule);
  if (trimmed.size() == schedule.size() || !trimmed.starts_with('@')) return kube::CronSchedule::go_error(schedule);
  if (!schedule.starts_with('@')) {
    const auto fields = kube::go_fields(schedule);
    return fmt::format("expected exactly 5 fields, found {}: [{}]", fields.size(), fmt::join(fields, " "));
  }
  constexpr std::string_view kEvery = "@every ";
  if (schedule.starts_with(kEvery))
    return fmt::format("failed to parse duration {}: {}", schedule,
                       kube::duration_go_error(schedule.substr(kEvery.size())));
  return fmt::format("unrecognized descriptor: {}", schedule);
}

/// What robfig/cron says of the schedule, with a time zone before it or without.
std::string schedule_error(std::string_view schedule) {
  if (!schedule.starts_with("TZ=") && !schedule.starts_with("CRON_TZ=")) return bare_error(schedule);
  const std::size_t space = schedule.find(' ');
  if (space == schedule.npos) return "invalid schedule format: runtime error: slice bounds out of range [:-1]";
  const std::size_t equals = schedule.find('=') + 1;
  const std::string zone(schedule.substr(equals, space - equals));
  if (!zone.empty() && zone != "Local" && !is_time_zone(zone))
    return "provided bad location " + zone + ": unknown time zone " + zone;
  return kube::CronSchedule::go_error(kube::go_trim_space(schedule.substr(space)));
}

void check_schedule(std::string_view schedule, const Path& path, Errors& errors) {
  if (schedule.empty()) return errors.required(path);
  if (const std::string error = schedule_error(schedule); !error.empty()) errors.invalid(path, schedule, error);
  if (schedule.find("TZ") != schedule.npos)
    errors.invalid(path, schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
}

/// A part of a zone's name, between slashes.
bool is_zone_part(std::string_view part) {
  constexpr std::size_t kLongest = 14;
  return !part.empty() && part.size() <= kLongest && part != "." && part != ".." && part[0] != '-' &&
         std::ranges::all_of(part, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  std::string_view(".-_+").find(c) != std::string_view::npos;
         });
}

void check_time_zone(const doc::Node& zone, const Path& path, Errors& errors) {
  if (zone.is_null()) return;
  const std::string name(text_of(zone));
  const auto refuse = [&](std::string_view why) { errors.invalid_printed(path, json_quoted(name), why); };
  if (name.empty()) return refuse("timeZone must be nil or non-empty string");
  if (!std::ranges::all_of(split(name, '/'), is_zone_part)) return refuse("unknown time zone " + name);
  if (go_lower(name) == "local")
    refuse("timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
  if (name.find("..") != name.npos)
    refuse("time: invalid location name");
  else if (name != "Local" && !is_time_zone(name))
    refuse("unknown time zone " + name);
}

void check_concurrency_policy(std::string_view policy, const Path& path, Errors& errors) {
  if (!is_one_of(policy, {"Allow", "Forbid", "Replace"}))
    errors.not_supported(path, policy, {"Allow", "Forbid", "Replace"});
}

void check_job_template(const doc::Node& made, const doc::Node* old_made, const Path& path, Errors& errors) {
  const doc::Node& spec = made["spec"];
  const Path spec_path(path, "spec");
  check_job_spec(spec, old_made ? &(*old_made)["spec"] : nullptr, spec_path, errors);
  if (!spec["selector"].is_null())
    errors.invalid_printed(Path(spec_path, "selector"), printed_selector(spec["selector"]),
                           "`selector` will be auto-generated");
  if (flag_of(spec["manualSelector"]))
    errors.add(kube::FieldError{kube::FieldError::Kind::NotSupported, Path(spec_path, "manualSelector").to_string(),
                                "true", "supported values: \"nil\", \"false\""});
}

void check_spec(const doc::Node& spec, const doc::Node* old_spec, const Path& path, Errors& errors) {
  check_schedule(text_of(spec["schedule"]), Path(path, "schedule"), errors);
  for (const char* field : {"startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit"})
    check_not_negative(integer_of(spec[field]), Path(path, field), errors);
  check_time_zone(spec["timeZone"], Path(path, "timeZone"), errors);
  check_concurrency_policy(text_of(spec["concurrencyPolicy"]), Path(path, "concurrencyPolicy"), errors);
  check_job_template(spec["jobTemplate"], old_spec ? &(*old_spec)["jobTemplate"] : nullptr, Path(path, "jobTemplate"),
                     errors);
}

void check(const doc::Node& job, Errors& errors) {
  constexpr std::size_t kLongestName = 52;
  check_core_meta(job, Scope::Namespaced, dns_subdomain_name, errors);
  check_spec(job["spec"], nullptr, Path("spec"), errors);
  const Path meta("metadata");
  if (const std::string_view name = text_of(job["metadata"]["name"]); name.size() > kLongestName)
    errors.invalid(Path(meta, "name"), name, "must be no more than 52 characters");
}

void check_update(const doc::Node& job, const doc::Node& old, Errors& errors) {
  check_core_meta_update(job, old, errors);
  check_spec(job["spec"], &old["spec"], Path("spec"), errors);
}

}  // namespace

const BuiltinKind kCronJob = {.api_version = "batch/v1",
                              .kind = "CronJob",
                              .resource = "cronjobs",
                              .scope = Scope::Namespaced,
                              .set_defaults = set_defaults,
                              .prepare = prepare,
                              .check = check,
                              .prepare_update = prepare_update,
                              .check_update = check_update};

std::span<const BuiltinKind> batch_kinds() {
  static const std::array<BuiltinKind, 2> kinds = {kJob, kCronJob};
  return kinds;
}

}  // namespace slipway::schema::builtin
