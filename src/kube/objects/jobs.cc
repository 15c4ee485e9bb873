#include "kube/objects/jobs.h"

#include <limits>

namespace slipway::kube {

JobSpec read_job_spec(const Fields& fields) {
  JobSpec out{.parallelism = 1,
              .completions = fields.integer32("completions"),
              .completion_mode = fields.text_or("completionMode", "NonIndexed"),
              .backoff_limit = fields.integer32_or("backoffLimit", 6),
              .active_deadline_seconds = fields.integer("activeDeadlineSeconds"),
              .ttl_seconds_after_finished = fields.integer32("ttlSecondsAfterFinished"),
              .suspend = fields.boolean("suspend").value_or(false),
              .pods = read_pod_template(fields.map("template")),
              .node = &fields.node()};
  if (!fields.has("backoffLimit") && fields.has("backoffLimitPerIndex"))
    out.backoff_limit = std::numeric_limits<std::int32_t>::max();
  const auto parallelism = fields.integer32("parallelism");
  out.parallelism = parallelism.value_or(1);
  if (!parallelism && !out.completions) out.completions = 1;  // neither written: one pod, once
  return out;
}

Job read_job(const doc::Node& object, Diagnostics& diagnostics) {
  return {read_object(object, diagnostics), read_job_spec(Fields(object, diagnostics).map("spec"))};
}

CronJob read_cron_job(const doc::Node& object, Diagnostics& diagnostics) {
  const Fields spec = Fields(object, diagnostics).map("spec");
  return {.object = read_object(object, diagnostics),
          .schedule = spec.text("schedule"),
          .time_zone = spec.text("timeZone"),
          .suspend = spec.boolean("suspend").value_or(false),
          .concurrency_policy = spec.text_or("concurrencyPolicy", "Allow"),
          .starting_deadline_seconds = spec.integer("startingDeadlineSeconds"),
          .job = read_job_spec(spec.map("jobTemplate").map("spec"))};
}

}  // namespace slipway::kube
