#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "kube/object.h"
#include "kube/objects/pod.h"

namespace slipway::kube {

/// What runs to its end.
struct JobSpec {
  std::int32_t parallelism = 1;
  std::optional<std::int32_t> completions;     // absent: done when one pod succeeded
  std::string completion_mode = "NonIndexed";  // or Indexed
  std::int32_t backoff_limit = 6;
  std::optional<std::int64_t> active_deadline_seconds;
  std::optional<std::int32_t> ttl_seconds_after_finished;
  bool suspend = false;
  PodTemplate pods;
  const doc::Node* node = nullptr;
};

struct Job {
  Object object;
  JobSpec spec;
};

struct CronJob {
  Object object;
  std::string schedule;
  std::string time_zone;  // "": that of the controller
  bool suspend = false;
  std::string concurrency_policy = "Allow";  // Forbid, Replace
  std::optional<std::int64_t> starting_deadline_seconds;
  JobSpec job;
};

JobSpec read_job_spec(const Fields& fields);
Job read_job(const doc::Node& object, Diagnostics& diagnostics);
CronJob read_cron_job(const doc::Node& object, Diagnostics& diagnostics);

}  // namespace slipway::kube
