#include "rules/pod_makers.h"

#include <algorithm>
#include <optional>

#include "kube/pod_resources.h"
#include "rules/reading.h"
#include "subject/namespaces.h"
#include "subject/together.h"

namespace slipway::rules {
namespace {

using kube::ResourceList;
using subject::namespace_or_default;

/// A job that is suspended, or starts at its time, wants its pods when it runs.
std::int64_t wanted_of(const model::Workload& pods) {
  const model::Counts& count = pods.count;
  if (count.declared > 0) return count.declared;
  if (pods.runs_to_end && pods.kind != "ScaledJob") return count.most;
  return std::max<std::int64_t>(count.least, 1);
}

/// What a LimitRange puts into containers that say nothing. Follows Kubernetes 1.36 pkg/apis/core/v1/defaults.go
/// (SetDefaults_LimitRangeItem) and plugin/pkg/admission/limitranger/admission.go (mergePodResourceRequirements).
void fill_in(kube::PodSpec& pod, const kube::Object& range) {
  for (const doc::Node& item : (*range.node)["spec"]["limits"].items()) {
    if (text_of(item["type"]) != "Container") continue;
    ResourceList limits = amounts_of(item["default"]), requests = amounts_of(item["defaultRequest"]);
    for (const auto& [name, amount] : amounts_of(item["max"])) limits.try_emplace(name, amount);
    for (const auto& [name, amount] : limits) requests.try_emplace(name, amount);
    for (const auto& [name, amount] : amounts_of(item["min"])) requests.try_emplace(name, amount);
    for (auto* containers : {&pod.containers, &pod.init_containers})
      for (kube::Container& container : *containers) {
        for (const auto& [name, amount] : limits) container.resources.limits.try_emplace(name, amount);
        for (const auto& [name, amount] : requests) container.resources.requests.try_emplace(name, amount);
      }
  }
}

}  // namespace

ResourceList amounts_of(const doc::Node& map) {
  ResourceList out;
  for (const doc::Member& member : map.members())
    if (const auto amount = quantity_of(member.value)) out[std::string(member.key.text())] = *amount;
  return out;
}

PodMakers::PodMakers(const subject::Subject& subject) {
  const auto ranges = subject.of_kind("LimitRange", "");
  if (subject.of_kind("ResourceQuota", "").empty() && ranges.empty()) return;
  for (const kube::Object* range : ranges) ranges_[namespace_or_default(range->ns)].push_back(range);
  std::vector<const doc::Node*> scalers;
  for (const std::string_view kind : {"ScaledObject", "HorizontalPodAutoscaler"})
    for (const kube::Object* object : subject.of_kind(kind)) scalers.push_back(object->node);
  const model::Autoscaling autoscaling(scalers);
  const kube::Object* last = nullptr;
  for (const subject::PodTemplate& pod : subject.pods()) {
    if (pod.owner == last) continue;
    last = pod.owner;
    add(subject, *last, autoscaling);
  }
  for (const kube::Object* job : subject.of_kind("TrainJob"))
    if (subject.pods_of(*job).empty()) add(subject, *job, autoscaling);
}

std::span<const PodMaker> PodMakers::in(std::string_view ns) const {
  const auto found = by_namespace_.find(ns);
  return found == by_namespace_.end() ? std::span<const PodMaker>() : std::span<const PodMaker>(found->second);
}

void PodMakers::add(const subject::Subject& subject, const kube::Object& object,
                    const model::Autoscaling& autoscaling) {
  Diagnostics unheard;  // the schema says what is wrong with it
  PodMaker made{&object, {}, object.kind != "TrainJob"};
  if (object.is("DaemonSet", "apps")) {
    kube::PodTemplate pods = kube::read_pod_template(kube::Fields((*object.node)["spec"]["template"], unheard));
    made.pods.push_back({kube::with_default_resources(std::move(pods.spec)), {}, 0, 1, 1});
  }
  for (model::Workload& pods : model::workloads_of(*object.node, autoscaling, unheard))
    made.pods.push_back({std::move(pods.pods.spec), std::move(pods.claims), pods.runs_to_end ? 0 : pods.count.least,
                         wanted_of(pods), pods.count.most});
  if (unheard.has_errors() || made.pods.empty()) return;
  const std::string_view ns = namespace_or_default(object.ns);
  if (const auto ranges = ranges_.find(ns); ranges != ranges_.end())
    for (const kube::Object* range : ranges->second)
      if (subject::together(subject, name_place(object), name_place(*range)) != subject::Together::Hardly)
        for (MadePods& pods : made.pods) fill_in(pods.pod, *range);
  by_namespace_[std::string(ns)].push_back(std::move(made));
}

}  // namespace slipway::rules
