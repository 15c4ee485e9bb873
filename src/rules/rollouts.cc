#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <unordered_map>
#include <unordered_set>

#include "kube/int_or_percent.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/selections.h"
#include "rules/view.h"
#include "subject/terraform_manifests.h"

/// What happens to a GPU service while its pods are replaced or started.
namespace slipway::rules {
namespace {

using doc::Node;
using subject::Subject;

/// A count or a share of the replicas; 25% is Kubernetes' default of both.
std::int64_t share_of(const Node& written, std::int64_t replicas, kube::Rounding rounding) {
  const auto read = kube::IntOrPercent::of_text(written.is_null() ? std::string_view("25%") : text_of(written));
  const auto scaled = read.scaled(replicas, rounding);
  return scaled ? scaled.value() : 1;
}

void check_surge(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  std::unordered_map<const Pool*, double> limits;  // of GPUs, of those that have one
  for (const Pool& pool : view.pools())
    if (pool.is_gpu)
      if (const auto limit = quantity_of((*pool.spec)["limits"]["nvidia.com/gpu"]))
        limits.emplace(&pool, limit->approximate());
  for (const PodView& pod : view.pods()) {
    if (pod.needs.gpus == 0 || pod.may_tolerate_more || pod.pod->owner->kind != "Deployment") continue;
    const Node& spec = (*pod.pod->owner->node)["spec"];
    const Node& strategy = spec["strategy"];
    const std::int64_t replicas = count_of(spec["replicas"], 1);
    if (replicas == 0 || is_text(strategy["type"], "Recreate")) continue;
    const Node& rolling = strategy["rollingUpdate"];
    // Of none more and none less Kubernetes makes one less.
    if (share_of(rolling["maxUnavailable"], replicas, kube::Rounding::Down) > 0 ||
        share_of(rolling["maxSurge"], replicas, kube::Rounding::Up) == 0)
      continue;
    // Standing GPU nodes may have room, and pools that are not read.
    if (subject::terraform_may_make(subject, "NodePool") ||
        std::ranges::any_of(view.groups(), [&](const NodeGroup& group) { return group.is_gpu && takes(group, pod); }))
      continue;
    double most = 0;
    const auto& pools = view.pools_of(pod);
    const bool is_bounded = std::ranges::all_of(pools, [&](const Pool* pool) {
      if (!pool->is_gpu) return true;
      const auto limit = limits.find(pool);
      if (limit == limits.end()) return false;
      most += limit->second;
      return true;
    });
    const auto needed = static_cast<double>(replicas * pod.needs.gpus);
    // What does not fit at all is FIT001's.
    if (!is_bounded || most < needed || most >= needed + static_cast<double>(pod.needs.gpus)) continue;
    findings.say(
        rolling.is_map() ? key_place(strategy, "rollingUpdate") : name_place(*pod.pod->owner),
        fmt::format("no update of {} ever ends: its pools have no GPU left for the new pod", title_of(*pod.pod->owner)),
        fmt::format("{} GPUs run, limits of {} in all, and no old pod goes before a new one is ready",
                    short_number(needed), short_number(most)));
  }
}

void check_readiness(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  std::unordered_map<const subject::PodTemplate*, const kube::Object*> sent_by;  // the first Service of each pod
  std::unordered_set<const Selected*> seen;
  for (const kube::Object* service : subject.of_kind("Service")) {
    const Node& spec = (*service->node)["spec"];
    if (is_true(spec["publishNotReadyAddresses"])) continue;
    const Selected& pods = labelled_by(subject, service->ns, spec["selector"]);
    if (seen.insert(&pods).second)
      for (const subject::PodTemplate* pod : pods) sent_by.try_emplace(pod, service);
  }
  const auto has_probe = [](const Node& container) {
    return !container["readinessProbe"].is_null() || !container["startupProbe"].is_null();
  };
  for (const PodView& pod : view.pods()) {
    const kube::Object& owner = *pod.pod->owner;
    const auto service = sent_by.find(pod.pod);
    if (pod.needs.gpus == 0 || owner.kind != "Deployment" || service == sent_by.end()) continue;
    const auto containers = (*pod.pod->spec)["containers"].items();
    if (std::ranges::any_of(containers, has_probe) || (*pod.pod->spec)["readinessGates"].size() > 0) continue;
    findings.say(key_place(*pod.pod->spec, "containers"),
                 fmt::format("{} is sent requests while its model loads", title_of(owner)),
                 fmt::format("{} takes a pod for ready when its process runs: it has no readiness probe",
                             title_of(*service->second)));
  }
}

constexpr Rule kRules[] = {
    {"GPU019", "", Severity::Warning, "an update that needs a GPU which no pool may have",
     "A rolling update starts a new pod before it ends an old one. Where the limits of its pools are taken up by what "
     "runs, the new pod waits for a GPU, and the old one for the new: the update stands still until somebody acts.",
     "raise the pool's limit by one replica, or set maxSurge: 0 and maxUnavailable: 1",
     "kubernetes docs, deployments (rolling update); karpenter docs, concepts/nodepools (spec.limits)", check_surge},
    {"POD014", "", Severity::Warning, "a GPU service that is sent requests before it answers",
     "Without a readiness or startup probe a pod counts as ready as soon as its process runs. A model server loads for "
     "minutes: requests are refused meanwhile, and a rolling update ends the old pod before the new one serves.",
     "add a readinessProbe of the path that answers when the model is loaded",
     "kubernetes docs, configure probes; EKS best practices, applications (readiness); kube-linter, no-readiness-probe",
     check_readiness},
};

}  // namespace

std::span<const Rule> rollout_rules() { return kRules; }

}  // namespace slipway::rules
