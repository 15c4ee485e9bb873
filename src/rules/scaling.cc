#include "rules/scaling.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>

#include "base/text.h"
#include "kube/cron_schedule.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/view.h"
#include "subject/namespaces.h"
#include "subject/terraform_manifests.h"
#include "subject/together.h"

namespace slipway::rules {

using subject::Subject;

namespace {

using subject::namespace_or_default;
std::string_view kind_of(const doc::Node& target) {
  return target["kind"].is_null() ? "Deployment" : text_of(target["kind"]);
}

}  // namespace

Scaled::Scaled(const Subject& subject) {
  for (const std::string_view kind : {"ScaledObject", "HorizontalPodAutoscaler"})
    for (const kube::Object* object : subject.of_kind(kind)) {
      const doc::Node& target = (*object->node)["spec"]["scaleTargetRef"];
      by_target_.try_emplace({namespace_or_default(object->ns), kind_of(target), text_of(target["name"])}, object);
    }
}

const kube::Object* Scaled::by(const kube::Object& workload) const {
  return by(workload.ns, workload.kind, workload.name);
}

const kube::Object* Scaled::by(std::string_view ns, std::string_view kind, std::string_view name) const {
  const auto found = by_target_.find({namespace_or_default(ns), kind, name});
  return found == by_target_.end() ? nullptr : found->second;
}

const Scaled& scaled_of(const Subject& subject) { return subject.derived<Scaled>(); }

namespace {

void check_two(const Subject& subject, Findings& findings) {
  const Scaled& scaled = scaled_of(subject);
  for (const std::string_view kind : {"ScaledObject", "HorizontalPodAutoscaler"})
    for (const kube::Object* object : subject.of_kind(kind)) {
      const doc::Node& target = (*object->node)["spec"]["scaleTargetRef"];
      const kube::Object* first = scaled.by(object->ns, kind_of(target), text_of(target["name"]));
      // One that is defined twice is one autoscaler: WRK003 says so.
      if (!first || first == object || (first->kind == kind && first->name == object->name)) continue;
      findings.say(subject::severity_of(subject::together(subject, object->node->where(), first->node->where())),
                   target["name"].where(),
                   fmt::format("{} {} is scaled by {} too", kind_of(target), text_of(target["name"]), title_of(*first)),
                   first->kind == "ScaledObject" ? "KEDA makes an autoscaler of its own for it" : "");
    }
}

void check_bounds(const Subject& subject, Findings& findings) {
  for (const std::string_view kind : {"ScaledObject", "ScaledJob"})
    for (const kube::Object* object : subject.of_kind(kind, "keda.sh")) {
      const doc::Node& spec = (*object->node)["spec"];
      const auto least = integer_of(spec["minReplicaCount"]);
      const std::int64_t most = integer_of(spec["maxReplicaCount"]).value_or(100);
      if (least && *least > most)
        findings.say(key_place(spec, "minReplicaCount"),
                     fmt::format("minReplicaCount {} is above maxReplicaCount {}", *least, most), title_of(*object));
      // A minimum that is written counts as 1 at least here, one that is left out as 0.
      const auto idle = integer_of(spec["idleReplicaCount"]);
      const std::int64_t above = spec["minReplicaCount"].is_null() ? 0 : std::max<std::int64_t>(least.value_or(1), 1);
      if (object->kind == "ScaledObject" && idle && *idle >= above)
        findings.say(key_place(spec, "idleReplicaCount"),
                     fmt::format("idleReplicaCount {} is not below minReplicaCount {}", *idle, above),
                     spec["minReplicaCount"].is_null() ? "minReplicaCount is 0 by default" : title_of(*object));
    }
}

/// `zone_field`: where the map that holds the schedule says the time zone.
void check_one(const doc::Node& holder, std::string_view key, std::string_view zone_field, Findings& findings) {
  const doc::Node& schedule = holder[key];
  if (!schedule.is_string()) return;
  const std::string_view text = schedule.text();
  for (const std::string_view prefix : {"CRON_TZ=", "TZ="}) {
    const std::size_t space = text.find(' ');
    if (!text.starts_with(prefix) || space == text.npos || text.find_first_not_of(' ', space) == text.npos) continue;
    const std::string zone(text.substr(prefix.size(), space - prefix.size()));
    const std::string rest(text.substr(text.find_first_not_of(' ', space)));
    std::vector<FixIt> fixes;
    const SourceRange where = schedule.where();
    if (kube::CronSchedule::parse(rest) && !holder.find(zone_field) && !zone.empty()) {
      fixes = added_before(key_place(holder, key), fmt::format("{}: {}", zone_field, zone));
      if (!fixes.empty()) fixes.push_back({where, fmt::format("\"{}\"", rest)});
    }
    findings.say(where, fmt::format("a schedule with a time zone before it: '{}'", text),
                 fmt::format("the zone has a field of its own, {}", zone_field),
                 fmt::format("write {}: {}", zone_field, zone), std::move(fixes));
    return;
  }
  const auto read = kube::CronSchedule::parse(schedule.text());
  if (!read)
    findings.say(schedule.where(), fmt::format("'{}' is no schedule", schedule.text()), read.error().message);
  else if (!read->next(kube::Instant(std::chrono::sys_days(std::chrono::year(2026) / 1 / 1))))
    findings.say(schedule.where(), fmt::format("'{}' never comes", schedule.text()), "no month has such a day");
}

void check_schedules(const Subject& subject, Findings& findings) {
  for (const kube::Object* object : subject.of_kind("CronJob", "batch"))
    check_one((*object->node)["spec"], "schedule", "timeZone", findings);
  for (const kube::Object* object : subject.of_kind("ScaledObject", "keda.sh"))
    for (const doc::Node& trigger : (*object->node)["spec"]["triggers"].items()) {
      if (!is_text(trigger["type"], "cron")) continue;
      check_one(trigger["metadata"], "start", "timezone", findings);
      check_one(trigger["metadata"], "end", "timezone", findings);
    }
}

const doc::Node& metrics_of(const kube::Object& object) { return (*object.node)["spec"]["metrics"]; }

bool is_resource(const doc::Node& metric) {
  return is_text(metric["type"], "Resource") || is_text(metric["type"], "ContainerResource");
}

/// The pods that an autoscaler scales.
std::span<const subject::PodTemplate> pods_of(const Subject& subject, const kube::Object& autoscaler) {
  const doc::Node& target = (*autoscaler.node)["spec"]["scaleTargetRef"];
  const kube::Object* workload = subject.find(kind_of(target), autoscaler.ns, text_of(target["name"]));
  if (!workload) return {};
  return subject.pods_of(*workload);
}

void check_gpu_metric(const Subject& subject, Findings& findings) {
  for (const kube::Object* object : subject.of_kind("HorizontalPodAutoscaler", "autoscaling")) {
    const auto metrics = metrics_of(*object).items();
    if (metrics.empty() || !std::ranges::all_of(metrics, is_resource)) continue;
    for (const subject::PodTemplate& pod : pods_of(subject, *object))
      if (needs_of(*pod.spec).gpus > 0) {
        findings.say(key_place((*object->node)["spec"], "metrics"),
                     fmt::format("{} scales a GPU service by CPU or memory", title_of(*object)), title_of(*pod.owner));
        break;
      }
  }
}

void check_no_request(const Subject& subject, Findings& findings) {
  for (const kube::Object* object : subject.of_kind("HorizontalPodAutoscaler", "autoscaling"))
    for (const doc::Node& metric : metrics_of(*object).items()) {
      const doc::Node& resource = metric["resource"];
      if (!is_text(metric["type"], "Resource") || !is_text(resource["target"]["type"], "Utilization")) continue;
      const std::string_view name = text_of(resource["name"]);
      for (const subject::PodTemplate& pod : pods_of(subject, *object)) {
        const auto lacking = std::ranges::find_if((*pod.spec)["containers"].items(), [&](const doc::Node& container) {
          return !container["resources"]["requests"].find(name) && !container["resources"]["limits"].find(name);
        });
        if (lacking == (*pod.spec)["containers"].items().end() || (*pod.spec).find("resources")) continue;
        findings.say(key_place(metric, "resource"),
                     fmt::format("{} scales by {} that its pods do not request", title_of(*object), name),
                     fmt::format("container {} of {}", text_of((*lacking)["name"]), title_of(*pod.owner)));
        break;
      }
    }
}

/// A chart of the namespace may bring a workload, or an operator make it for an object of its own kind.
bool may_come_from_outside(const Subject& subject, std::string_view ns, std::string_view workload) {
  return std::ranges::any_of(subject.releases(),
                             [&](const subject::Release& one) {
                               return one.ns.empty() || namespace_or_default(one.ns) == namespace_or_default(ns);
                             }) ||
         std::ranges::any_of(subject.objects(), [&](const kube::Object& one) {
           return namespace_or_default(one.ns) == namespace_or_default(ns) && !one.name.empty() &&
                  workload.starts_with(one.name) && one.group().find('.') != std::string_view::npos &&
                  one.group() != "keda.sh" && !one.group().ends_with(".k8s.io");
         });
}

/// What an autoscaler is to scale, when it is a workload that files would make.
void check_target(const Subject& subject, Findings& findings) {
  if (!view_of(subject).is_whole()) return;
  const auto look = [&](const kube::Object& object) {
    const doc::Node& target = (*object.node)["spec"]["scaleTargetRef"];
    const std::string_view kind = text_of(target["kind"]).empty() ? "Deployment" : text_of(target["kind"]);
    const std::string_view name = text_of(target["name"]);
    if (name.empty() || (kind != "Deployment" && kind != "StatefulSet") || subject.find(kind, object.ns, name) ||
        subject::terraform_may_make(subject, kind, name))
      return;
    std::vector<std::string_view> there;
    for (const kube::Object* one : subject.of_kind(kind, "apps"))
      if (namespace_or_default(one->ns) == namespace_or_default(object.ns)) there.push_back(one->name);
    const auto near = near_miss(name, there);
    if (!near && may_come_from_outside(subject, object.ns, name)) return;
    findings.say(target["name"].where(),
                 fmt::format("{} scales {} {}, which nothing here makes", title_of(object), kind, name),
                 near ? fmt::format("did you mean {}?", *near) : "");
  };
  for (const kube::Object* object : subject.of_kind("HorizontalPodAutoscaler", "autoscaling")) look(*object);
  for (const kube::Object* object : subject.of_kind("ScaledObject", "keda.sh")) look(*object);
}

constexpr Rule kRules[] = {
    {"SCA001", "", Severity::Error, "two autoscalers of one workload",
     "Each sets the replicas that it reckons: the workload goes up and down between the two. A warning where the files "
     "only probably come into one cluster.",
     "remove one, or give the ScaledObject the other's metric as a trigger",
     "keda-docs, scaling deployments; KEDA 2.20, webhook for scaled objects", check_two},
    {"SCA002", "", Severity::Error, "replica counts in the wrong order",
     "KEDA's webhook refuses a minimum above the maximum and an idle count that is not below the minimum; without it "
     "the autoscaler that KEDA makes is refused.",
     "idleReplicaCount below minReplicaCount, and that at most maxReplicaCount",
     "KEDA 2.20, apis/keda/v1alpha1/scaledobject_types.go, CheckReplicaCountBoundsAreValid", check_bounds},
    {"SCA003", "", Severity::Error, "a schedule that cannot be read, or that never comes",
     "A CronJob with it is refused; a cron trigger with it fails the whole ScaledObject.",
     "write minute, hour, day of month, month and day of week, such as `0 8 * * 1-5`", "robfig/cron 3.0.1, parser.go",
     check_schedules},
    {"SCA004", "", Severity::Warning, "a GPU service that is scaled by CPU or memory",
     "A model's CPU says little of its load: the queue grows while the GPU is full and the CPU idle, and memory never "
     "goes "
     "down.",
     "scale on the queue or on requests in flight (KEDA), or on a GPU metric",
     "EKS best practices, AI/ML observability and autoscaling", check_gpu_metric},
    {"SCA005", "", Severity::Warning, "utilisation of a resource that nobody requests",
     "Utilisation is by request: without one the autoscaler has no figure and does nothing.",
     "request it in each container", "kubernetes docs, horizontal pod autoscaling (resource metrics)",
     check_no_request},
    {"SCA006", "", Severity::Warning, "an autoscaler of nothing",
     "The autoscaler finds no such workload and does nothing: replicas stay as they are, with load and without.",
     "name the workload that is to be scaled",
     "kubernetes docs, horizontal pod autoscaling; keda-docs, scaling deployments", check_target},
};

}  // namespace

std::span<const Rule> scaling_rules() { return kRules; }

}  // namespace slipway::rules
