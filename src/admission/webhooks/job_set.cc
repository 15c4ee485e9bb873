// JobSet 0.12.0, pkg/webhooks/jobset_webhook.go; names: pkg/util/placement/placement.go and CoordinatorEndpoint of
// pkg/controllers/jobset_controller.go. What a JobSet leaves out is what its schema and Default fill in. Errors that
// have no field there stand here at the one that they speak of.
#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "admission/webhooks/webhooks.h"
#include "base/text.h"
#include "doc/arena.h"
#include "doc/draft.h"
#include "kube/names.h"
#include "schema/object_meta.h"

namespace slipway::admission {
namespace {

using doc::Draft;
using doc::Node;
using schema::Errors;
using schema::Path;

constexpr std::string_view kTooLong = "must be no more than 63 characters";

/// IsDNS1035Label, with another text where it is too long.
void check_label(std::string_view text, std::string_view printed, std::string_view if_too_long, const Path& path,
                 Errors& errors) {
  for (const std::string& wrong : kube::check_dns1035_label(text))
    errors.invalid(path, printed, wrong.find(kTooLong) != wrong.npos ? if_too_long : std::string_view(wrong));
}

void check_subdomain(const Node& subdomain, const Path& path, Errors& errors) {
  if (!subdomain.is_string() || subdomain.text().empty()) return;
  errors.invalid(path, subdomain.text(), kube::check_dns1123_subdomain(subdomain.text()));
  check_label(subdomain.text(), subdomain.text(),
              ".spec.network.subdomain is too long, must be less than 63 characters", path, errors);
}

struct ReplicatedJob {
  std::string_view name;
  std::int64_t replicas = 1;
  bool is_indexed = true;
  std::optional<std::int64_t> completions;
};

ReplicatedJob read(const Node& job) {
  const Node& spec = job["template"]["spec"];
  ReplicatedJob out{job["name"].text(), int32_of(job["replicas"]).value_or(1), true, int32_of(spec["completions"])};
  out.is_indexed = spec["completionMode"].is_null() || spec["completionMode"].text() == "Indexed";
  return out;
}

void check_names(std::string_view set, const Node& job, const ReplicatedJob& read, const Path& path, Errors& errors) {
  const Path name(path, "name");
  if (const Node& group = job["groupName"]; group.is_string())
    check_label(group.text(), group.text(),
                ".spec.replicatedJob[].groupName is too long, must be less than 63 characters", Path(path, "groupName"),
                errors);
  if (set.empty() || read.name.empty()) return;  // generated
  const std::string longest = fmt::format("{}-{}-{}", set, read.name, read.replicas - 1);
  check_label(longest, longest,
              "JobSet name is too long, job names generated for this JobSet will exceed 63 characters", name, errors);
  if (read.is_indexed && read.completions)
    check_label(fmt::format("{}-{}-abcde", longest, *read.completions - 1), longest,
                "JobSet name is too long, pod names generated for this JobSet will exceed 63 characters", name, errors);
}

void check_job(std::string_view set, const Node& job, const ReplicatedJob& read,
               const std::set<std::string_view>& before, const Path& path, Errors& errors) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
  const std::int64_t parallelism = int32_of(job["template"]["spec"]["parallelism"]).value_or(1);
  if (parallelism > 0 && read.replicas > kMost / parallelism)
    errors.internal(Path(path, "replicas"),
                    fmt::format("the product of replicas and parallelism must not exceed {} for replicatedJob '{}'",
                                kMost, read.name));
  check_names(set, job, read, path, errors);
  const Path depends(path, "dependsOn");
  std::size_t i = 0;
  for (const Node& one : job["dependsOn"].items()) {
    const Path at(depends, i++);
    const std::string_view on = one["name"].text();
    if (!before.contains(on))
      errors.internal(Path(at, "name"),
                      fmt::format("replicatedJob: {} cannot depend on replicatedJob: {}", read.name, on));
  }
}

bool is_rule_name(std::string_view name) {
  const auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
  const auto is_word = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_'; };
  if (name.empty() || !is_letter(name.front()) || !is_word(name.back())) return false;
  for (const char c : name)
    if (!is_word(c) && c != ',' && c != ':') return false;
  return true;
}

void check_targets(const Node& targets, const std::set<std::string_view>& jobs, std::string_view in, const Path& path,
                   Errors& errors) {
  std::size_t i = 0;
  for (const Node& one : targets.items()) {
    const Path at(path, i++);
    if (one.is_string() && !jobs.contains(one.text()))
      errors.internal(
          at, fmt::format("invalid replicatedJob name '{}'{} does not appear in .spec.ReplicatedJobs", one.text(), in));
  }
}

void check_failure_policy(const Node& policy, const std::set<std::string_view>& jobs, const Path& path,
                          Errors& errors) {
  constexpr std::string_view kReasons[] = {"BackoffLimitExceeded", "DeadlineExceeded", "FailedIndexes",
                                           "MaxFailedIndexesExceeded", "PodFailurePolicy"};
  const Path rules(path, "rules");
  std::map<std::string, std::vector<std::string>> by_name;
  std::size_t i = 0;
  for (const Node& rule : policy["rules"].items()) {
    const Path at(rules, i);
    const std::string_view written = rule["name"].text();
    const std::string name = written.empty() ? fmt::format("failurePolicyRule{}", i) : std::string(written);
    by_name[name].push_back(std::to_string(i++));
    if (name.size() > 128)
      errors.internal(Path(at, "name"),
                      fmt::format("invalid failure policy rule name of length {}, the rule name must be at least 1 "
                                  "characters long and at most 128 characters long",
                                  name.size()));
    if (!is_rule_name(name))
      errors.internal(Path(at, "name"),
                      fmt::format("invalid failure policy rule name '{}', a failure policy rule name must start with "
                                  "an alphabetic character, optionally followed by a string of alphanumeric "
                                  "characters or '_,:', and must end with an alphanumeric character or '_'",
                                  name));
    check_targets(rule["targetReplicatedJobs"], jobs, " in failure policy", Path(at, "targetReplicatedJobs"), errors);
    const Path reasons(at, "onJobFailureReasons");
    std::size_t j = 0;
    for (const Node& reason : rule["onJobFailureReasons"].items()) {
      const Path reason_path(reasons, j++);
      if (reason.is_string() && std::ranges::count(kReasons, reason.text()) == 0)
        errors.internal(reason_path,
                        fmt::format("invalid job failure reason '{}' in failure policy is not a recognized "
                                    "job failure reason",
                                    reason.text()));
    }
  }
  for (const auto& [name, indices] : by_name)
    if (indices.size() > 1)
      errors.internal(rules, fmt::format("rule names are not unique, rules with indices [{}] all have the same name "
                                         "'{}'",
                                         join(indices, " "), name));
}

void check_coordinator(const Node& coordinator, const std::vector<ReplicatedJob>& jobs, const Path& path,
                       Errors& errors) {
  const std::string_view name = coordinator["replicatedJob"].text();
  const auto job = std::ranges::find(jobs, name, &ReplicatedJob::name);
  const std::int64_t job_index = int32_of(coordinator["jobIndex"]).value_or(0),
                     pod_index = int32_of(coordinator["podIndex"]).value_or(0);
  if (job == jobs.end())
    errors.internal(Path(path, "replicatedJob"), fmt::format("coordinator replicatedJob {} does not exist", name));
  else if (job_index < 0 || job_index >= job->replicas)
    errors.internal(Path(path, "jobIndex"),
                    fmt::format("coordinator job index {} is invalid for replicatedJob {}", job_index, name));
  else if (!job->is_indexed || !job->completions)
    errors.internal(path,
                    "job for coordinator pod must be indexed completion mode, and completions number must be set");
  else if (pod_index < 0 || pod_index >= *job->completions)
    errors.internal(Path(path, "podIndex"),
                    fmt::format("coordinator pod index {} is invalid for replicatedJob {} job index {}", pod_index,
                                name, job_index));
}

bool mounts(const Node& containers, std::string_view volume) {
  for (const Node& container : containers.items())
    for (const Node& mount : container["volumeMounts"].items())
      if (mount["name"].text() == volume) return true;
  return false;
}

/// Of a replicated job no volume may have the name of a claim of the set.
void check_volumes(const Node& volumes, std::string_view claim, const Path& job, Errors& errors) {
  const Path tmpl(job, "template"), spec(tmpl, "spec"), pod(spec, "template"), pod_spec(pod, "spec"),
      path(pod_spec, "volumes");
  std::size_t i = 0;
  for (const Node& volume : volumes.items()) {
    const Path at(path, i++);
    if (volume["name"].is_string() && volume["name"].text() == claim)
      errors.invalid(Path(at, "name"), claim,
                     fmt::format("volume name conflicts with VolumeClaimPolicy template name: {}", claim));
  }
}

void check_claims(const Node& spec, std::string_view set, const Path& path, Errors& errors) {
  constexpr std::size_t kLongest = 63;
  const Path jobs_path(path, "replicatedJobs"), policies(path, "volumeClaimPolicies");
  std::set<std::string_view> names;
  std::size_t i = 0;
  for (const Node& policy : spec["volumeClaimPolicies"].items()) {
    const Path at(policies, i++), templates(at, "templates");
    std::size_t j = 0;
    for (const Node& claim : policy["templates"].items()) {
      const Path claim_path(templates, j++), meta(claim_path, "metadata"), name_path(meta, "name");
      const std::string_view name = claim["metadata"]["name"].text();
      if (!names.insert(name).second)
        errors.invalid(name_path, name, "names must be unique for VolumeClaimPolicies template");
      errors.invalid(name_path, name, kube::check_dns1123_subdomain(name));
      if (!set.empty() && name.size() + 1 + set.size() > kLongest)
        errors.invalid(name_path, name, "VolumeClaimPolicies template name is too long");
      bool is_mounted = false;
      std::size_t k = 0;
      for (const Node& job : spec["replicatedJobs"].items()) {
        const Node& pod = job["template"]["spec"]["template"]["spec"];
        check_volumes(pod["volumes"], name, Path(jobs_path, k++), errors);
        is_mounted = is_mounted || mounts(pod["initContainers"], name) || mounts(pod["containers"], name);
      }
      if (!is_mounted)
        errors.invalid_printed(jobs_path, "[…]",
                               fmt::format("replicatedJob containers don't have a matching volumeMount: {} from "
                                           "VolumeClaimPolicies",
                                           name));
    }
  }
}

/// As the server has it, but for what a suspended JobSet may change.
Node filled(const Node& spec, bool is_suspended, doc::Arena& arena) {
  Draft out(spec, arena);
  out.each("replicatedJobs", [&](Draft& job) {
    job.set_default("groupName", "default");
    job.set_default("replicas", 1);
    job.in("template", [&](Draft& tmpl) {
      tmpl.in("spec", [&](Draft& of_job) {
        of_job.set_default("completionMode", "Indexed");
        of_job.in("template", [&](Draft& pod) {
          pod.in_new("spec", [&](Draft& of_pod) {
            of_pod.set_default("restartPolicy", "OnFailure");
            if (is_suspended)
              for (const char* field : {"nodeSelector", "tolerations", "schedulingGates"}) of_pod.remove(field);
          });
          if (is_suspended) pod.remove("metadata");
        });
      });
    });
  });
  return out.node();
}

void check_update(const Node& spec, const Node& old, const Path& path, Errors& errors) {
  if (!spec.is_map() || !old.is_map()) return;
  const auto is_true = [](const Node& node) { return node.kind() == doc::Kind::Bool && node.boolean(); };
  const bool is_suspended = is_true(spec["suspend"]) || is_true(old["suspend"]);
  doc::Arena arena;
  const Node now = filled(spec, is_suspended, arena), was = filled(old, is_suspended, arena);
  if (!schema::same_value(now["replicatedJobs"], was["replicatedJobs"]))
    errors.invalid_printed(Path(path, "replicatedJobs"), "[…]", "field is immutable");
  schema::check_immutable(spec["managedBy"], old["managedBy"], Path(path, "managedBy"), errors);
}

}  // namespace

void check_job_set(const Node& job_set, const Node* old, Errors& errors) {
  const Node& spec = job_set["spec"];
  const Path path("spec");
  if (old) return check_update(spec, (*old)["spec"], path, errors);
  const std::string_view set = job_set["metadata"]["name"].text();
  const Path jobs_path(path, "replicatedJobs"), network(path, "network");
  if (const auto all = spec["replicatedJobs"].items(); !all.empty() && !all[0]["dependsOn"].is_null()) {
    const Path first(jobs_path, 0);
    errors.internal(Path(first, "dependsOn"), "DependsOn can't be set for the first ReplicatedJob");
  }
  check_subdomain(spec["network"]["subdomain"], Path(network, "subdomain"), errors);
  std::set<std::string_view> names;
  std::vector<ReplicatedJob> jobs;
  for (const Node& job : spec["replicatedJobs"].items()) {
    const Path at(jobs_path, jobs.size());
    jobs.push_back(read(job));
    names.insert(jobs.back().name);
    check_job(set, job, jobs.back(), names, at, errors);
  }
  const Path success(path, "successPolicy");
  check_targets(spec["successPolicy"]["targetReplicatedJobs"], names, "", Path(success, "targetReplicatedJobs"),
                errors);
  check_failure_policy(spec["failurePolicy"], names, Path(path, "failurePolicy"), errors);
  if (spec["coordinator"].is_map()) check_coordinator(spec["coordinator"], jobs, Path(path, "coordinator"), errors);
  check_claims(spec, set, path, errors);
}

}  // namespace slipway::admission
