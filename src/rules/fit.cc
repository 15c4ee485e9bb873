#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <vector>

#include "catalog/on_demand_price.h"
#include "catalog/regions.h"
#include "model/model.h"
#include "provision/waiting.h"
#include "rules/affinity_values.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/unread_groups.h"
#include "rules/unset_labels.h"
#include "rules/view.h"
#include "subject/terraform_manifests.h"

namespace slipway::rules {
namespace {

using subject::Subject;

/// Each pod that waits is held against each pool, so that a dry run grows with both: beyond this `slipway solve` does
/// it.
constexpr std::size_t kMostPods = 400, kMostPools = 40;

/// Kinds that neither make pods nor say where pods go: often most of all objects.
constexpr std::string_view kOfNoPod[] = {"ConfigMap", "Secret",        "Service",        "ServiceAccount",
                                         "Role",      "RoleBinding",   "ClusterRole",    "ClusterRoleBinding",
                                         "Ingress",   "NetworkPolicy", "ServiceMonitor", "CustomResourceDefinition"};

bool is_aimed_at_pools(const PodView& pod) { return pod.needs.gpus > 0 || pod.is_aimed(); }

/// Whether all that a run needs is among the objects: pools of today's API with their node classes, and no nodes of
/// which little is known.
bool can_run(const Subject& subject, const View& view) {
  const std::size_t pods = view.pods().size(), pools = view.pools().size();
  if (pools == 0 || pools > kMostPools || pods > kMostPods || subject::terraform_may_make(subject, "NodePool"))
    return false;
  if (!view.groups().empty() || makes_unread_groups(subject) || subject.platform()) return false;
  if (std::ranges::none_of(view.pods(), is_aimed_at_pools)) return false;
  return std::ranges::all_of(view.pools(), [](const Pool& pool) {
    return pool.object->version() == "v1" && !pool.types.empty() && (pool.node_class || pool.is_auto_mode);
  });
}

bool tolerates(const PodView& pod, const Pool& pool) {
  return !kube::first_untolerated_hard(pool.taints, pod.tolerations, kube::ComparisonOperators::Off);
}

/// Whether the pod names the pool, or a label that its template sets: then it means its nodes.
bool is_pinned_to(const Pool& pool, const PodView& pod) {
  return std::ranges::any_of(pod.wants, [&](const WantedLabel& wanted) {
    if (wanted.key == "karpenter.sh/nodepool") return wanted.takes(pool.name());
    const doc::Node* label = pool.node_labels->find(wanted.key);
    return label && wanted.takes(text_of(*label));
  });
}

/// Whether nodes that are not among these files may be meant: by a label of which no pool here knows, or as those of no
/// pool here are tolerated.
bool may_be_elsewhere(const View& view, const PodView& pod) {
  if (view.is_whole() || pod.needs.gpus > 0) return false;
  return std::ranges::none_of(view.pools(), [&](const Pool& pool) { return tolerates(pod, pool); }) ||
         std::ranges::any_of(pod.wants, [&](const WantedLabel& wanted) {
           return !is_place_label(wanted.key) &&
                  std::ranges::none_of(view.pools(), [&](const Pool& pool) { return may_carry(pool, wanted); });
         });
}

/// Pools that take the pod; where there is none those that do but for what is said here alone: labels that no pool
/// sets, and of a pod without GPUs (of one with them GPU002 speaks) the taints of the pool that it means.
std::vector<const Pool*> pools_for(const View& view, const PodView& pod) {
  std::vector<const Pool*> out = view.pools_of(pod);
  if (!out.empty()) return out;
  for (const Pool& pool : view.pools())
    if ((tolerates(pod, pool) || (pod.needs.gpus == 0 && is_pinned_to(pool, pod))) &&
        std::ranges::all_of(pod.wants, [&](const WantedLabel& wanted) {
          return may_carry(pool, wanted) || is_unset_label(view, wanted);
        }))
      out.push_back(&pool);
  return out;
}

bool spreads_over(const doc::Node& term) {
  const std::string_view key = text_of(term["topologyKey"]);
  return !key.empty() && key != "topology.kubernetes.io/zone" && key != "kubernetes.io/hostname" &&
         key != "karpenter.sh/capacity-type";
}

/// Where pods spread over a label, the values that it may have count, also those of types that nobody buys.
bool spreads_over_types(const PodView& pod) {
  const doc::Node& spec = *pod.pod->spec;
  if (std::ranges::any_of(spec["topologySpreadConstraints"].items(), spreads_over)) return true;
  for (const std::string_view kind : {"podAffinity", "podAntiAffinity"}) {
    const doc::Node& terms = spec["affinity"][kind];
    if (std::ranges::any_of(terms["requiredDuringSchedulingIgnoredDuringExecution"].items(), spreads_over)) return true;
    for (const doc::Node& one : terms["preferredDuringSchedulingIgnoredDuringExecution"].items())
      if (spreads_over(one["podAffinityTerm"])) return true;
  }
  return false;
}

/// A pool whose types no price list names: whether the region sells them nobody here knows, as of what is sold in
/// Capacity Blocks alone.
bool is_unpriced(const Pool& pool, std::string_view region) {
  return !pool.types.empty() && std::ranges::none_of(pool.types, [&](const PoolType& type) {
    return catalog::on_demand_price(type.type->name, region).has_value();
  });
}

void check(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  if (!can_run(subject, view)) return;
  // What a simpler rule has said of a pod is not said again: no pool for its labels and taints, no type for its size.
  struct Open {
    bool has_type = true, is_here = true;
  };
  std::map<const kube::Object*, Open> open;
  for (const PodView& pod : view.pods()) {
    // What a TrainJob's runtime adds to its pods the model does not count.
    // Nor what a queue gives to those that it admits.
    if (pod.is_daemon() || pod.pod->owner->kind == "TrainJob" || pod.is_given_more || !is_aimed_at_pools(pod)) continue;
    const std::vector<const Pool*> pools = pools_for(view, pod);
    // What is misspelt another finding names: what it would let in nobody knows.
    const bool is_named = has_wrong_toleration(pod) || has_unknown_value(*pod.pod->spec) ||
                          std::ranges::any_of(pools, [](const Pool* pool) { return has_wrong_taint(*pool); });
    const bool has_type = !is_named && std::ranges::any_of(pools, [&](const Pool* pool) {
      return !pool->is_gpu || !view.types_for(*pool, pod).empty();
    });
    if (std::ranges::any_of(pools, [&](const Pool* pool) { return is_unpriced(*pool, view.region()); })) continue;
    Open& of_owner = open[pod.pod->owner];
    of_owner.has_type = of_owner.has_type && has_type;
    of_owner.is_here = of_owner.is_here && !may_be_elsewhere(view, pod);
  }
  std::vector<const doc::Node*> objects;
  for (const kube::Object& object : subject.objects())
    if (std::ranges::find(kOfNoPod, object.kind) == std::end(kOfNoPod)) objects.push_back(object.node);
  model::Setting setting;
  setting.place.region = view.region();
  const catalog::Region* region = catalog::find_region(view.region());
  if (!region) return;
  setting.place.zones = catalog::zones_of_any_account(*region);
  // All of EC2's types would take longer to make than all else.
  if (std::ranges::none_of(view.pods(), spreads_over_types))
    for (const Pool& pool : view.pools())
      for (const PoolType& type : pool.types) setting.only_types.insert(type.type->name);
  Diagnostics unheard;
  const model::Model model = model::read(objects, setting, unheard);
  if (model.cluster.pods.size() > kMostPods * 4) return;
  for (const provision::Waiting& of : provision::who_waits(model)) {
    const model::Source& source = model.sources[of.source];
    const auto owner = std::ranges::find_if(open, [&](const auto& one) { return one.first->node == source.object; });
    if (owner == open.end() || !owner->second.has_type) continue;
    findings.say(owner->second.is_here ? Severity::Warning : Severity::Note, name_place(*owner->first),
                 fmt::format("{} pod{} of {} will wait: no pool can make a node", of.count, of.count == 1 ? "" : "s",
                             title_of(*owner->first)),
                 of.why);
  }
}

constexpr Rule kRules[] = {
    {"FIT001", "", Severity::Warning, "a pod that no pool can hold",
     "Karpenter tries each pool with all that the pod asks for at once: labels, taints, zones, volumes, spreading, "
     "limits. "
     "Where none can make a node the pod waits for ever. A note where the files are few and the label that it selects "
     "may be one of other nodes.",
     "slipway solve says what each pool lacks and what the smallest change is",
     "karpenter 1.14.1, as src/decide/karpenter decides", check},
};

}  // namespace

std::span<const Rule> fit_rules() { return kRules; }

}  // namespace slipway::rules
