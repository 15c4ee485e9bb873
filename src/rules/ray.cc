#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/view.h"

namespace slipway::rules {
namespace {

using subject::Subject;

/// The spec of a cluster in a RayCluster, RayJob or RayService; an absent Node for other kinds.
const doc::Node& cluster_of(const kube::Object& object) {
  static const doc::Node absent;
  const doc::Node& spec = (*object.node)["spec"];
  if (object.kind == "RayCluster") return spec;
  if (object.kind == "RayJob") return spec["rayClusterSpec"];
  if (object.kind == "RayService") return spec["rayClusterConfig"];
  return absent;
}

template <class Say>
void each_cluster(const Subject& subject, Say say) {
  for (const std::string_view kind : {"RayCluster", "RayJob", "RayService"})
    for (const kube::Object* object : subject.of_kind(kind, "ray.io")) say(*object, cluster_of(*object));
}

void check_bounds(const Subject& subject, Findings& findings) {
  each_cluster(subject, [&](const kube::Object& object, const doc::Node& cluster) {
    for (const doc::Node& group : cluster["workerGroupSpecs"].items()) {
      const auto replicas = integer_of(group["replicas"]), least = integer_of(group["minReplicas"]),
                 most = integer_of(group["maxReplicas"]);
      const std::string hint = fmt::format("worker group {} of {}", text_of(group["groupName"]), title_of(object));
      if (least && most && *least > *most)
        findings.say(key_place(group, "minReplicas"),
                     fmt::format("minReplicas {} is above maxReplicas {}", *least, *most), hint);
      else if (replicas && ((least && *replicas < *least) || (most && *replicas > *most)))
        findings.say(Severity::Warning, key_place(group, "replicas"),
                     fmt::format("replicas {} is outside of {} to {}", *replicas, least.value_or(0),
                                 most.value_or(2'147'483'647)),
                     hint);
    }
  });
}

std::int64_t gpus_of(const doc::Node& group) { return needs_of(group["template"]["spec"]).gpus; }

void check_gpus(const Subject& subject, Findings& findings) {
  each_cluster(subject, [&](const kube::Object& object, const doc::Node& cluster) {
    const auto judge = [&](const doc::Node& group, std::string_view name) {
      const doc::Node& said = group["rayStartParams"]["num-gpus"];
      const std::string_view text = text_of(said);
      if (text.empty() || text.size() > 4 || !std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; }))
        return;
      const std::int64_t gpus = gpus_of(group);
      if (std::stoll(std::string(text)) == gpus) return;
      findings.say(said.where(), fmt::format("num-gpus {} of a pod with {} GPUs", text, gpus),
                   fmt::format("{} of {}", name, title_of(object)));
    };
    judge(cluster["headGroupSpec"], "the head");
    for (const doc::Node& group : cluster["workerGroupSpecs"].items())
      judge(group, fmt::format("worker group {}", text_of(group["groupName"])));
  });
}

void check_head(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  if (view.pools().empty()) return;
  for (const PodView& pod : view.pods()) {
    if (pod.pod->part != "head") continue;
    const kube::Object& owner = *pod.pod->owner;
    const doc::Node& cluster = cluster_of(owner);
    if (cluster.find("gcsFaultToleranceOptions")) continue;
    if (is_text((*owner.node)["metadata"]["annotations"]["ray.io/ft-enabled"], "true")) continue;
    const std::string_view capacity = selected_value(*pod.pod->spec, "karpenter.sh/capacity-type");
    if (!capacity.empty() && capacity != "spot") continue;
    const auto& pools = view.pools_of(pod);
    if (pools.empty()) continue;
    // Where a pool without Spot takes it too, nobody knows which one it lands in.
    if (capacity.empty() && !std::ranges::all_of(pools, [](const Pool* pool) { return pool->names_spot; })) continue;
    findings.say(key_place(cluster, "headGroupSpec"), fmt::format("the head of {} may run on Spot", title_of(owner)),
                 fmt::format("NodePool {}; and its state is nowhere else", pools.front()->name()));
  }
}

/// The version at the beginning of a Ray image's tag: "2.40.0" of rayproject/ray-ml:2.40.0-py311-gpu; "" of others.
std::string_view version_of_image(std::string_view image) {
  const std::size_t colon = image.rfind(':'), slash = image.rfind('/');
  if (colon == std::string_view::npos || slash == std::string_view::npos || colon < slash) return {};
  const std::string_view name = image.substr(slash + 1, colon - slash - 1);
  if (!image.starts_with("rayproject/") && image.find("/rayproject/") == std::string_view::npos) return {};
  if (!name.starts_with("ray")) return {};
  std::string_view tag = image.substr(colon + 1);
  tag = tag.substr(0, tag.find_first_not_of("0123456789."));
  return split(tag, '.').size() == 3 ? tag : std::string_view();
}

void check_versions(const Subject& subject, Findings& findings) {
  each_cluster(subject, [&](const kube::Object& object, const doc::Node& cluster) {
    const std::string_view version = text_of(cluster["rayVersion"]);
    if (version.empty()) return;
    const auto judge = [&](const doc::Node& group, std::string_view name) {
      for (const doc::Node& container : group["template"]["spec"]["containers"].items()) {
        const std::string_view of_image = version_of_image(text_of(container["image"]));
        if (of_image.empty() || of_image == version) continue;
        findings.say(container["image"].where(), fmt::format("Ray {} in a cluster of Ray {}", of_image, version),
                     fmt::format("{} of {}", name, title_of(object)));
      }
    };
    judge(cluster["headGroupSpec"], "the head");
    for (const doc::Node& group : cluster["workerGroupSpecs"].items())
      judge(group, fmt::format("worker group {}", text_of(group["groupName"])));
  });
}

constexpr Rule kRules[] = {
    {"RAY001", "", Severity::Error, "bounds of a Ray worker group that contradict one another",
     "KubeRay refuses minReplicas above maxReplicas, and moves replicas into the bounds.", "write min ≤ replicas ≤ max",
     "kuberay 1.4, ray-operator/controllers/ray/utils/validation.go", check_bounds},
    {"RAY002", "", Severity::Warning, "Ray told of other GPUs than the pod has",
     "num-gpus is what Ray schedules by: with more than there are tasks fail at start, with fewer GPUs stay idle.",
     "remove num-gpus: KubeRay sets it by the container's limit", "kuberay docs, pod-level resources (rayStartParams)",
     check_gpus},
    {"RAY003", "", Severity::Warning, "a Ray head on Spot",
     "The head holds the cluster's state: when it goes all actors and jobs go with it, on on-demand workers too.",
     "select an on-demand pool for the head, or keep its state in Redis: gcsFaultToleranceOptions",
     "Ray docs, GCS fault tolerance in KubeRay", check_head},
    {"RAY004", "", Severity::Warning, "an image of another Ray than the cluster's",
     "Head and workers must be of one version, and rayVersion is what KubeRay goes by: workers of another are turned "
     "away by the head.",
     "write the version of the images in rayVersion, the same in all",
     "kuberay docs, RayCluster configuration (rayVersion)", check_versions},
};

}  // namespace

std::span<const Rule> ray_rules() { return kRules; }

}  // namespace slipway::rules
