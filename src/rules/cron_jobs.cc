#include <fmt/core.h>

#include <chrono>
#include <optional>

#include "kube/cron_schedule.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/view.h"

/// What CronJobs start while what they started before is still there.
namespace slipway::rules {
namespace {

using subject::Subject;

/// The shortest time between two of the next runs; nullopt where the schedule cannot be read, or is filled in later.
std::optional<std::chrono::seconds> time_between(std::string_view schedule) {
  const auto parsed = kube::CronSchedule::parse(schedule);
  if (!parsed) return std::nullopt;
  constexpr int kRuns = 8;  // of a schedule of weekdays the first two may lie over a weekend
  std::optional<std::chrono::seconds> least;
  std::optional<kube::Instant> last = parsed.value().next(std::chrono::sys_days(std::chrono::year(2026) / 1 / 1));
  for (int i = 0; i < kRuns && last; ++i) {
    const auto next = parsed.value().next(*last);
    if (next && (!least || *next - *last < *least)) least = *next - *last;
    last = next;
  }
  return least;
}

void check_overlap(const Subject& subject, Findings& findings) {
  for (const PodView& pod : view_of(subject).pods()) {
    const kube::Object& owner = *pod.pod->owner;
    if (owner.kind != "CronJob" || owner.group() != "batch" || pod.needs.gpus <= 0) continue;
    const doc::Node& spec = (*owner.node)["spec"];
    const doc::Node& policy = spec["concurrencyPolicy"];
    if (!(policy.is_null() || is_text(policy, "Allow")) || is_true(spec["suspend"])) continue;
    if (!spec["jobTemplate"]["spec"]["activeDeadlineSeconds"].is_null() ||
        !(*pod.pod->spec)["activeDeadlineSeconds"].is_null())
      continue;
    // What is done once a week is seen before it is many.
    const auto between = time_between(text_of(spec["schedule"]));
    if (!between || *between > std::chrono::days(1)) continue;
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(*between).count();
    findings.say(key_place(spec, "concurrencyPolicy", "schedule"),
                 fmt::format("{} starts a run on {} GPU{} while the last one is still there", title_of(owner),
                             pod.needs.gpus, pod.needs.gpus == 1 ? "" : "s"),
                 fmt::format("one each {}, and nothing ends one that hangs",
                             minutes % 60 == 0 ? fmt::format("{} h", minutes / 60) : fmt::format("{} min", minutes)));
  }
}

constexpr Rule kRules[] = {
    {"GPU020", "", Severity::Warning, "GPU runs of a CronJob that pile up",
     "concurrencyPolicy is Allow unless it is said: a run that hangs, or waits for a GPU, keeps none back, and each of "
     "them asks for nodes of its own. startingDeadlineSeconds does not end one.",
     "write concurrencyPolicy: Forbid (or Replace), or activeDeadlineSeconds in the jobTemplate's spec",
     "kubernetes docs, CronJob (concurrency policy) and Job (activeDeadlineSeconds)", check_overlap},
};

}  // namespace

std::span<const Rule> cron_job_rules() { return kRules; }

}  // namespace slipway::rules
