#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/view.h"
#include "subject/terraform_manifests.h"

/// GPUs that the device plugin shares among pods, on nodes of Karpenter.
namespace slipway::rules {
namespace {

using doc::Node;
using subject::Subject;

constexpr std::string_view kGpu = "nvidia.com/gpu";
/// Which of the plugin's configurations a node has, where there are several.
constexpr std::string_view kConfigLabel = "nvidia.com/device-plugin.config";

/// Where a configuration of the plugin makes several of each GPU, and how many; an absent place where it does not.
struct Slices {
  SourceRange where;
  std::int64_t replicas = 1;
  std::string_view way;  // "time slices", "MPS"
};

Slices slices_of(const Node& config, SourceRange where) {
  for (const auto& [key, way] :
       {std::pair<std::string_view, std::string_view>{"timeSlicing", "time slices"}, {"mps", "MPS"}}) {
    const Node& sharing = config["sharing"][key];
    // Under another name they are another resource, of which nobody knows here who asks for it.
    if (is_true(sharing["renameByDefault"])) continue;
    for (const Node& one : sharing["resources"].items())
      if (is_text(one["name"], kGpu) && one["rename"].is_null() && count_of(one["replicas"], 1) > 1)
        return {where, count_of(one["replicas"], 1), way};
  }
  return {};
}

/// Calls `say(label, slices, is_only)` for each configuration that makes several of a GPU: of a ConfigMap by its keys,
/// of a chart's values likewise.
template <class Say>
void each_slicing(const Node& texts, Say say) {
  const bool is_only = texts.size() == 1;
  for (const doc::Member& one : texts.members()) {
    const std::string_view text = text_of(one.value);
    if (text.find("timeSlicing") == text.npos && text.find("mps") == text.npos) continue;
    const doc::Document config = subject::embedded(one.value);
    if (const Slices slices = slices_of(config.root(), one.key.where()); slices.replicas > 1)
      say(one.key.text(), slices, is_only);
  }
}

/// Whether somebody tells Karpenter what nodes offer.
bool has_overlay(const Subject& subject) {
  if (subject::terraform_may_make(subject, "NodeOverlay")) return true;
  return std::ranges::any_of(subject.of_kind("NodeOverlay"), [](const kube::Object* overlay) {
    const auto members = (*overlay->node)["spec"]["capacity"].members();
    return std::ranges::any_of(members,
                               [](const doc::Member& one) { return one.key.text().starts_with("nvidia.com/"); });
  });
}

void check(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  if (!view.has_gpu_pools() || view.is_collection() || subject.platform() || has_overlay(subject)) return;
  const auto say = [&](std::string_view key, const Slices& slices, bool is_only) {
    const auto pool = std::ranges::find_if(view.pools(), [&](const Pool& one) {
      // Bottlerocket and Auto Mode run a plugin of their own; nodes of a fixed number are bought whatever pods ask for.
      if (!one.is_gpu || one.is_auto_mode || one.family == "bottlerocket" || one.spec->find("replicas")) return false;
      const std::string_view chosen = text_of((*one.node_labels)[kConfigLabel]);
      return chosen.empty() ? is_only && !view.has_gpu_groups() : chosen == key;
    });
    if (pool == view.pools().end()) return;
    findings.say(slices.where,
                 fmt::format("each GPU is {} for pods by {}, and Karpenter buys NodePool {} as if it were one",
                             slices.replicas, slices.way, pool->name()),
                 fmt::format("{} pods with one GPU each: up to {} machines", slices.replicas, slices.replicas));
  };
  for (const kube::Object* map : subject.of_kind("ConfigMap", "")) each_slicing((*map->node)["data"], say);
  for (const subject::Release& release : subject.releases()) {
    if (release.chart == "nvidia-device-plugin") each_slicing(release.values.root()["config"]["map"], say);
    if (release.chart == "gpu-operator") each_slicing(release.values.root()["devicePlugin"]["config"]["data"], say);
  }
}

constexpr Rule kRules[] = {
    {"GPU026", "", Severity::Warning, "GPUs shared in slices that Karpenter does not count",
     "Karpenter reckons with the GPUs that the catalogue of EC2 says, until a node is there and tells of its slices. "
     "So "
     "pods that wait together are bought a machine for each GPU that they ask for; consolidation, where the pool has "
     "it, takes most of them away again.",
     "write a NodeOverlay whose capacity gives nvidia.com/gpu as slices make it (a feature gate of Karpenter 1.7 and "
     "later), or run the sliced GPUs in a node group",
     "karpenter docs, concepts/nodeoverlays; NVIDIA/k8s-device-plugin 0.17, README (shared access to GPUs)", check},
};

}  // namespace

std::span<const Rule> gpu_slice_rules() { return kRules; }

}  // namespace slipway::rules
