#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <map>

#include "catalog/regions.h"
#include "model/model.h"
#include "provision/outcome.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/view.h"

namespace slipway::rules {
namespace {

using subject::Subject;

/// Beyond this a dry run takes longer than all other rules together: `slipway solve` does it then.
constexpr std::size_t kMostPods = 400, kMostPools = 40;

bool is_aimed_at_pools(const PodView& pod) { return pod.needs.gpus > 0 || (*pod.pod->spec)["nodeSelector"].size() > 0; }

/// Whether all that a run needs is among the objects: pools of today's API with their node classes, and no nodes of
/// which little is known.
bool can_run(const Subject& subject, const View& view) {
  if (view.pools().empty() || view.pools().size() > kMostPools || view.pods().size() > kMostPods) return false;
  if (!view.groups().empty() || subject.platform()) return false;
  if (std::ranges::none_of(view.pods(), is_aimed_at_pools)) return false;
  return std::ranges::all_of(view.pools(), [](const Pool& pool) {
    return pool.object->version() == "v1" && !pool.types.empty() && (pool.node_class || pool.is_auto_mode);
  });
}

std::string why(const provision::Pending& group) {
  if (!group.text.empty()) return group.text;
  std::string out;
  for (const provision::PoolReason& reason : group.pools) {
    if (!out.empty()) out += "; ";
    out += fmt::format("{}: {}", reason.pool, reason.text);
    if (out.size() > 300) break;
  }
  return out;
}

void check(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  if (!can_run(subject, view)) return;
  // What a simpler rule has said of a pod is not said again: no pool for its labels and taints, no type for its size.
  std::map<const kube::Object*, bool> open;
  for (const PodView& pod : view.pods()) {
    if (pod.is_daemon() || !is_aimed_at_pools(pod)) continue;
    const auto& pools = view.pools_of(pod);
    const bool has_type = std::ranges::any_of(
        pools, [&](const Pool* pool) { return !pool->is_gpu || !view.types_for(*pool, pod).empty(); });
    const auto [entry, is_new] = open.try_emplace(pod.pod->owner, has_type);
    if (!is_new) entry->second = entry->second && has_type;
  }
  std::vector<const doc::Node*> objects;
  for (const kube::Object& object : subject.objects()) objects.push_back(object.node);
  model::Setting setting;
  setting.place.region = view.region();
  if (const catalog::Region* region = catalog::find_region(view.region())) setting.place.zones = region->zones;
  if (setting.place.zones.empty()) return;
  Diagnostics unheard;
  const model::Model model = model::read(objects, setting, unheard);
  if (model.cluster.pods.size() > kMostPods * 4) return;
  provision::Settings settings;
  settings.find_fixes = false;
  const provision::Outcome outcome = provision::run(model, setting, settings);
  for (const provision::Pending& group : outcome.pending) {
    if (!group.counts) continue;
    const model::Source& source = outcome.sources[group.source];
    const auto owner = std::ranges::find_if(open, [&](const auto& one) { return one.first->node == source.object; });
    if (owner == open.end() || !owner->second) continue;
    findings.say(name_place(*owner->first),
                 fmt::format("{} pod{} of {} will wait: no pool can make a node", group.count,
                             group.count == 1 ? "" : "s", title_of(*owner->first)),
                 why(group));
  }
}

constexpr Rule kRules[] = {
    {"FIT001", "", Severity::Warning, "a pod that no pool can hold",
     "Karpenter tries each pool with all that the pod asks for at once: labels, taints, zones, volumes, spreading, "
     "limits. "
     "Where none can make a node the pod waits for ever.",
     "slipway solve says what each pool lacks and what the smallest change is",
     "karpenter 1.14.1, as src/decide/karpenter decides", check},
};

}  // namespace

std::span<const Rule> fit_rules() { return kRules; }

}  // namespace slipway::rules
