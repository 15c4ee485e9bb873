#include "ops/probe.h"

#include <fmt/core.h>

#include <mutex>
#include <optional>

#include "base/text.h"
#include "cluster/apply.h"
#include "cluster/explain.h"
#include "cluster/in_flight.h"
#include "cluster/objects.h"
#include "cluster/pod_state.h"
#include "cluster/reasons.h"
#include "cluster/wait.h"
#include "doc/json.h"
#include "io/secrets.h"

namespace slipway::ops {

namespace {

using platform::CheckResult;
using Outcome = CheckResult::Outcome;

constexpr std::int64_t kRemovalMilliseconds = 60'000;
constexpr std::ptrdiff_t kLastLines = 3;
const cluster::ApiResource kJobs{"batch", "v1", "jobs", "Job", true, {}};
const cluster::ApiResource kPods{"", "v1", "pods", "Pod", true, {}};

/// What is to be said of all checks of a probe that did not get as far as a log.
struct Verdict {
  Outcome outcome;
  std::string why;
};

kube::ObjectKey key_of(const Probe& probe) { return {"Job", "batch", kProbeNamespace, probe.job}; }

/// The line of the log that holds what was looked for.
std::string line_with(std::string_view log, std::string_view text) {
  for (const std::string_view line : split(log, '\n'))
    if (line.find(text) != line.npos) return std::string(trim(line));
  return "";
}

/// "Failed to initialize NVML: … | NVML library version: 580.126": what went wrong is seldom said in one line alone.
std::string last_lines(std::string_view log) {
  std::vector<std::string> lines;
  for (const std::string_view line : split(log, '\n'))
    if (!trim(line).empty()) lines.emplace_back(trim(line));
  if (lines.size() > kLastLines) lines.erase(lines.begin(), lines.end() - kLastLines);
  return printable(join(lines, " | "));
}

class Run {
 public:
  Run(cluster::Api& api, const Probe& probe, const ProbeOptions& options)
      : api_(api), probe_(probe), options_(options) {}

  std::vector<CheckResult> checks() {
    std::string log;
    auto verdict = remove(true);
    if (!verdict) verdict = start();
    if (!verdict) {
      verdict = wait();
      log = read_log();
    }
    if (is_made_ && remove(false)) say(left_);
    std::vector<CheckResult> results;
    for (const platform::LiveCheck& check : probe_.checks) results.push_back(judged(check, verdict, log));
    return results;
  }

 private:
  bool is_stopped() const { return options_.stop && options_.stop(); }

  void say(const std::string& what) const {
    if (options_.on_progress) options_.on_progress(probe_.job + ": " + what);
  }

  static Verdict refused(const cluster::ApiFailure& failure) {
    return {cluster::is_answer(failure) ? Outcome::Failed : Outcome::Skipped, failure.message};
  }

  /// The Job of this name, ours or what a killed run left. `is_first`: then nothing can be made as long as it is there.
  std::optional<Verdict> remove(bool is_first) {
    const auto removed = cluster::delete_object(api_, kJobs, kProbeNamespace, probe_.job);
    if (!removed) {
      if (!is_first)
        left_ = fmt::format("its Job is still there ({}): kubectl delete job {} -n {}", removed.error().message,
                            probe_.job, kProbeNamespace);
      return refused(removed.error());
    }
    if (!*removed || !is_first) return std::nullopt;
    say("a Job of an earlier run is removed");
    cluster::Kinds kinds(api_);
    const auto gone = cluster::wait_until_gone(api_, kinds, {key_of(probe_)},
                                               {.milliseconds = kRemovalMilliseconds, .stop = options_.stop});
    if (!gone) return refused(gone.error());
    if (gone->at(0).readiness.is_ready()) return std::nullopt;
    return Verdict{Outcome::Skipped, "the Job of an earlier run does not go: " + gone->at(0).readiness.why};
  }

  std::optional<Verdict> start() {
    if (is_stopped()) return Verdict{Outcome::Skipped, "stopped"};
    is_made_ = true;  // whatever is answered: a request that nobody answered may have been heard
    const auto answer = api_.send_again(
        "PATCH",
        kJobs.path(kProbeNamespace, probe_.job) + "?force=true&fieldManager=" + std::string(cluster::kFieldManager),
        doc::write_json(probe_.manifest, doc::JsonLayout::Compact), "application/apply-patch+yaml");
    if (answer) return std::nullopt;
    return refused(cluster::explained(answer.error(), key_of(probe_)));
  }

  std::optional<Verdict> wait() {
    cluster::Kinds kinds(api_);
    const auto waited = cluster::wait_until_ready(api_, kinds, {key_of(probe_)},
                                                  {.milliseconds = options_.milliseconds, .stop = options_.stop},
                                                  [&](std::size_t, const cluster::Readiness& readiness) {
                                                    if (!readiness.is_ready()) say(readiness.why);
                                                  });
    if (!waited) return refused(waited.error());
    const cluster::Readiness& readiness = waited->at(0).readiness;
    if (readiness.is_ready()) return std::nullopt;
    if (is_stopped()) return Verdict{Outcome::Skipped, "stopped"};
    const bool is_late = readiness.state == cluster::Readiness::State::NotYet;
    return Verdict{
        Outcome::Failed,
        is_late ? fmt::format("not done in {} min: {}", options_.milliseconds / 60'000, readiness.why) : readiness.why};
  }

  std::string read_log() {
    std::string log;
    (void)api_.list(kPods, kProbeNamespace, "batch.kubernetes.io/job-name=" + probe_.job, [&](const doc::Node& pod) {
      if (pod["status"]["phase"].text() == "Pending") return;
      auto text = cluster::pod_log(api_, kProbeNamespace, pod["metadata"]["name"].text(), "probe");
      if (text)
        log += io::without_secrets(*text);
      else
        unread_ = text.error().message;
    });
    return log;
  }

  CheckResult judged(const platform::LiveCheck& check, const std::optional<Verdict>& verdict,
                     const std::string& log) const {
    CheckResult result{&check, Outcome::Ok, line_with(log, check.expects.value)};
    result.command = probe_.command;
    const bool has_line = !result.found.empty();
    if (verdict && (verdict->outcome == Outcome::Skipped || !has_line)) {
      result.outcome = verdict->outcome;
      result.why = verdict->why;
      if (const std::string last = last_lines(log); !last.empty() && verdict->outcome == Outcome::Failed)
        result.why += "; its log ends with: " + last;
    } else if (!has_line) {
      result.outcome = Outcome::Failed;
      result.why = !unread_.empty() ? "its log cannot be read: " + unread_
                   : log.empty()    ? "its log is empty"
                                    : said_instead(check, log);
    }
    result.found = printable(result.found);
    if (!left_.empty()) result.why += (result.why.empty() ? "" : "; ") + left_;
    return result;
  }

  std::string said_instead(const platform::LiveCheck& check, const std::string& log) const {
    const std::string telling = probe_.tells_way.empty() ? "" : line_with(log, probe_.tells_way);
    return fmt::format("its log does not say '{}' {}: {}", check.expects.value,
                       telling.empty() ? "and ends with" : "but",
                       telling.empty() ? last_lines(log) : printable(telling));
  }

  cluster::Api& api_;
  const Probe& probe_;
  const ProbeOptions& options_;
  bool is_made_ = false;
  std::string unread_;  // why its log is not known
  std::string left_;    // why the Job is still there
};

}  // namespace

std::vector<CheckResult> run_probes(cluster::Api& api, const std::vector<Probe>& probes, const ProbeOptions& options,
                                    const std::function<void(const CheckResult&)>& on_result) {
  std::mutex mutex;
  ProbeOptions given = options;
  if (options.on_progress)
    given.on_progress = [&](const std::string& line) {
      const std::lock_guard lock(mutex);
      options.on_progress(line);
    };
  const auto done = cluster::each_told_in_order<std::vector<CheckResult>>(
      probes.size(), [&](std::size_t i) { return Run(api, probes[i], given).checks(); },
      [&](const std::vector<CheckResult>& results) {
        const std::lock_guard lock(mutex);
        for (const CheckResult& result : results) on_result(result);
      });
  std::vector<CheckResult> all;
  for (const auto& results : done) all.insert(all.end(), results.begin(), results.end());
  return all;
}

}  // namespace slipway::ops
