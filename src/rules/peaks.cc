#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "base/text.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/scaling.h"
#include "rules/unread_groups.h"
#include "rules/view.h"
#include "subject/kustomizations.h"
#include "subject/terraform_manifests.h"

/// GPU services at the most replicas that their autoscaler may ask for.
namespace slipway::rules {
namespace {

using doc::Node;
using subject::Subject;

/// What the written ceiling of an autoscaler is; an absent Node where it is left to a default.
const Node& ceiling_of(const kube::Object& autoscaler) {
  return (*autoscaler.node)["spec"][autoscaler.kind == "ScaledObject" ? "maxReplicaCount" : "maxReplicas"];
}

/// How many pods alike a node of the type holds.
double pods_on(const PoolType& type, const PodNeeds& needs) {
  double pods = std::floor(static_cast<double>(type.type->gpus) / static_cast<double>(needs.gpus));
  if (needs.cpu > 0) pods = std::min(pods, std::floor(type.cpu / needs.cpu));
  if (needs.memory > 0) pods = std::min(pods, std::floor(type.memory / needs.memory));
  return std::max(pods, 0.0);
}

/// A limit that decides how many pods alike a pool may ever hold, whichever of its types it buys.
struct Room {
  double pods = 0;
  std::string by;  // "nvidia.com/gpu: 4 of NodePool gpu"
};

/// nullopt where no limit bounds them, or what a type takes of a limit is not known.
std::optional<Room> room_of(const View& view, const Pool& pool, const PodView& pod) {
  const std::vector<const PoolType*> types = view.types_for(pool, pod);
  std::optional<Room> least;
  const auto bound = [&](std::string_view resource, auto amount_of) {
    const Node& written = (*pool.spec)["limits"][resource];
    const auto limit = quantity_of(written);
    if (!limit) return;
    double most_for_one = 0;  // pods for one of the resource
    for (const PoolType* type : types) {
      const double amount = amount_of(*type->type);
      if (amount <= 0) return;
      most_for_one = std::max(most_for_one, pods_on(*type, pod.needs) / amount);
    }
    constexpr double kForRounding = 1e-6;
    const double pods = std::floor(limit->approximate() * most_for_one + kForRounding);
    if (!least || pods < least->pods)
      least = Room{pods, fmt::format("{}: {} of NodePool {}", resource, text_of(written), pool.name())};
  };
  bound("nvidia.com/gpu", [](const catalog::InstanceType& type) { return static_cast<double>(type.gpus); });
  bound("cpu", [](const catalog::InstanceType& type) { return static_cast<double>(type.vcpus.value_or(0)); });
  return least;
}

/// All pools that may hold the pod together; nullopt where one of them is not bounded.
std::optional<Room> room_of_all(const View& view, const PodView& pod) {
  Room all;
  std::vector<std::string> by;
  for (const Pool* pool : view.pools_of(pod)) {
    if (pool->most_gpus() == 0) continue;
    if (!pool->is_gpu || (*pool->spec).find("replicas")) return std::nullopt;
    const auto room = room_of(view, *pool, pod);
    if (!room) return std::nullopt;
    all.pods += room->pods;
    by.push_back(room->by);
  }
  if (by.empty()) return std::nullopt;  // none lets it in: other rules say so
  all.by = join(by, ", ");
  return all;
}

/// Whether pods share GPUs: what a node tells of them is then a multiple of what it has.
bool are_gpus_shared(const Subject& subject) {
  for (const kube::Object* map : subject.of_kind("ConfigMap", ""))
    for (const doc::Member& file : (*map->node)["data"].members())
      if (const std::string_view text = text_of(file.value);
          text.find("timeSlicing") != text.npos || text.find("mps:") != text.npos)
        return true;
  // Files that a configMapGenerator takes, as the plugin reads them.
  for (const doc::Document& file : subject.yaml_files())
    if (const Node& sharing = file.root()["sharing"]; sharing.find("timeSlicing") || sharing.find("mps")) return true;
  return std::ranges::any_of(subject.releases(), [](const subject::Release& one) {
    const Node& values = one.values.root();
    return (one.chart == "nvidia-device-plugin" && !values["config"].is_null()) ||
           (one.chart == "gpu-operator" && !values["devicePlugin"]["config"].is_null());
  });
}

/// Whether KEDA leaves what it scales as it is: its number of replicas is then said beside it.
bool is_paused(const kube::Object& autoscaler) {
  const Node& annotations = (*autoscaler.node)["metadata"]["annotations"];
  return annotations.find("autoscaling.keda.sh/paused-replicas") ||
         is_text(annotations["autoscaling.keda.sh/paused"], "true") ||
         is_text(annotations["autoscaling.keda.sh/paused-scale-out"], "true");
}

/// Whether a kustomization may change what a pool may hold of the pods, or what they ask for.
bool may_be_otherwise(const subject::Kustomized& kustomized, const View& view, const PodView& pod) {
  const auto is_patched = [&](const kube::Object& object, std::initializer_list<std::string_view> fields) {
    return std::ranges::any_of(fields, [&](std::string_view field) { return kustomized.is_patched(object, field); });
  };
  return is_patched(*pod.pod->owner, {"replicas", "resources", "nodeSelector", "affinity", "tolerations"}) ||
         std::ranges::any_of(view.pools(), [&](const Pool& pool) {
           return is_patched(*pool.object, {"limits", "requirements", "labels", "taints"});
         });
}

void check(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  if (!view.has_gpu_pools() || view.is_collection() || subject::terraform_may_make(subject, "NodePool") ||
      makes_unread_groups(subject) || are_gpus_shared(subject))
    return;
  // Of pods alike in what they may land on and ask for.
  std::map<std::tuple<const std::vector<const Pool*>*, double, double, std::int64_t, std::int64_t>, std::optional<Room>>
      rooms;
  for (const PodView& pod : view.pods()) {
    const kube::Object& owner = *pod.pod->owner;
    if (pod.needs.gpus == 0 || pod.may_tolerate_more || (owner.kind != "Deployment" && owner.kind != "StatefulSet"))
      continue;
    const kube::Object* autoscaler = scaled_of(subject).by(owner);
    const auto& kustomized = subject.derived<subject::Kustomized>();
    if (!autoscaler || is_paused(*autoscaler) || kustomized.is_patched(*autoscaler)) continue;
    const Node& ceiling = ceiling_of(*autoscaler);
    const std::int64_t most = count_of(ceiling, 0);
    if (most == 0 ||
        std::ranges::any_of(view.groups(), [&](const NodeGroup& group) { return group.is_gpu && takes(group, pod); }))
      continue;
    const PodNeeds& needs = pod.needs;
    const auto [known, is_new] =
        rooms.try_emplace({&view.pools_of(pod), needs.cpu, needs.memory, needs.gpus, needs.efa});
    if (is_new) known->second = room_of_all(view, pod);
    const std::optional<Room>& room = known->second;
    // What does not fit as it is written is FIT001's.
    if (!room || static_cast<double>(most) <= room->pods ||
        static_cast<double>(count_of((*owner.node)["spec"]["replicas"], 1)) > room->pods ||
        may_be_otherwise(kustomized, view, pod))
      continue;
    const auto fitting = static_cast<std::int64_t>(room->pods);
    findings.say(
        ceiling.where(),
        fmt::format("of {} pod{} that {} may ask for {} never run: the limits of their pools leave room for {}", most,
                    most == 1 ? "" : "s", title_of(*autoscaler), most - fitting, fitting),
        fmt::format("each takes {} GPU{}; {}", pod.needs.gpus, pod.needs.gpus == 1 ? "" : "s", room->by),
        // A ceiling of none the API refuses.
        fitting == 0 ? "raise the limits" : fmt::format("raise the limits, or write {} here", fitting));
  }
}

constexpr Rule kRules[] = {
    {"FIT003", "", Severity::Warning, "replicas for which no pool may make nodes",
     "A NodePool buys nothing beyond its limits. Replicas that an autoscaler asks for above that stay pending at the "
     "very peak that they are for, and the autoscaler goes on counting them.",
     "raise the pool's limits, or lower the autoscaler's ceiling",
     "karpenter 1.14.1, pkg/controllers/provisioning/scheduling (filterByRemainingResources); the catalogue", check},
};

}  // namespace

std::span<const Rule> peak_rules() { return kRules; }

}  // namespace slipway::rules
