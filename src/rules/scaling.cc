#include "rules/scaling.h"

#include <fmt/core.h>

#include "kube/cron_schedule.h"
#include "rules/reading.h"
#include "rules/rule.h"

namespace slipway::rules {

using subject::Subject;

namespace {

std::string_view namespace_of(std::string_view ns) { return ns.empty() ? "default" : ns; }
std::string_view kind_of(const doc::Node& target) {
  return target["kind"].is_null() ? "Deployment" : text_of(target["kind"]);
}

}  // namespace

Scaled::Scaled(const Subject& subject) {
  for (const std::string_view kind : {"ScaledObject", "HorizontalPodAutoscaler"})
    for (const kube::Object* object : subject.of_kind(kind)) {
      const doc::Node& target = (*object->node)["spec"]["scaleTargetRef"];
      by_target_.try_emplace({namespace_of(object->ns), kind_of(target), text_of(target["name"])}, object);
    }
}

const kube::Object* Scaled::by(const kube::Object& workload) const {
  return by(workload.ns, workload.kind, workload.name);
}

const kube::Object* Scaled::by(std::string_view ns, std::string_view kind, std::string_view name) const {
  const auto found = by_target_.find({namespace_of(ns), kind, name});
  return found == by_target_.end() ? nullptr : found->second;
}

const Scaled& scaled_of(const Subject& subject) { return subject.derived<Scaled>(); }

namespace {

void check_two(const Subject& subject, Findings& findings) {
  const auto autoscalers = subject.of_kind("HorizontalPodAutoscaler");
  if (autoscalers.empty()) return;
  const Scaled& scaled = scaled_of(subject);
  for (const kube::Object* object : autoscalers) {
    const doc::Node& target = (*object->node)["spec"]["scaleTargetRef"];
    const kube::Object* first = scaled.by(object->ns, kind_of(target), text_of(target["name"]));
    if (!first || first == object) continue;
    findings.say(target["name"].where(),
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
    }
}

void check_one(const doc::Node& schedule, Findings& findings) {
  if (!schedule.is_string()) return;
  if (const auto read = kube::CronSchedule::parse(schedule.text()); !read)
    findings.say(schedule.where(), fmt::format("'{}' is no schedule", schedule.text()), read.error().message);
}

void check_schedules(const Subject& subject, Findings& findings) {
  for (const kube::Object* object : subject.of_kind("CronJob", "batch"))
    check_one((*object->node)["spec"]["schedule"], findings);
  for (const kube::Object* object : subject.of_kind("ScaledObject", "keda.sh"))
    for (const doc::Node& trigger : (*object->node)["spec"]["triggers"].items()) {
      if (!is_text(trigger["type"], "cron")) continue;
      check_one(trigger["metadata"]["start"], findings);
      check_one(trigger["metadata"]["end"], findings);
    }
}

constexpr Rule kRules[] = {
    {"SCA001", "", Severity::Error, "two autoscalers of one workload",
     "Each sets the replicas that it reckons: the workload goes up and down between the two.",
     "remove one, or give the ScaledObject the other's metric as a trigger",
     "keda-docs, scaling deployments; KEDA 2.20, webhook for scaled objects", check_two},
    {"SCA002", "", Severity::Error, "a minimum above the maximum",
     "KEDA's webhook refuses the object; without it the autoscaler that KEDA makes is refused.", "swap them",
     "KEDA 2.20, apis/keda/v1alpha1/scaledobject_types.go, CheckReplicaCountBoundsAreValid", check_bounds},
    {"SCA003", "", Severity::Error, "a schedule that cannot be read",
     "A CronJob with it is refused; a cron trigger with it fails the whole ScaledObject.",
     "write minute, hour, day of month, month and day of week, such as `0 8 * * 1-5`", "robfig/cron 3.0.1, parser.go",
     check_schedules},
};

}  // namespace

std::span<const Rule> scaling_rules() { return kRules; }

}  // namespace slipway::rules
