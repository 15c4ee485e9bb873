#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_set>
#include <utility>
#include <vector>

#include "kube/int_or_percent.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/scaling.h"
#include "rules/selections.h"
#include "rules/view.h"
#include "subject/filled_in.h"
#include "subject/kustomizations.h"
#include "subject/together.h"
#include "subject/values_files.h"

namespace slipway::rules {
namespace {

using subject::Subject;
using subject::Together;

constexpr std::string_view kSelecting[] = {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"};

/// Those whose selector and labels are all theirs: no kustomization adds any.
template <class Say>
void each_workload(const Subject& subject, Say say) {
  const auto& kustomized = subject.derived<subject::Kustomized>();
  for (const std::string_view kind : kSelecting)
    for (const kube::Object* object : subject.of_kind(kind, "apps"))
      if (!kustomized.adds_labels(*object)) say(*object);
}

/// A base without a selector may get one, and the labels with it, of an overlay that is not among the files.
Severity unlabelled(const Subject& subject, const kube::Object& object) {
  const bool may_be_of_overlay =
      (*object.node)["spec"]["selector"].is_null() && subject.derived<subject::Kustomized>().file_of(object);
  return may_be_of_overlay ? Severity::Note : Severity::Error;
}

void check_selector(const Subject& subject, Findings& findings) {
  each_workload(subject, [&](const kube::Object& object) {
    const doc::Node& spec = (*object.node)["spec"];
    if (spec["selector"].is_null())
      findings.say(unlabelled(subject, object), key_place(*object.node, "spec"),
                   fmt::format("{} has no selector", title_of(object)), "required");
  });
}

void check_labels(const Subject& subject, Findings& findings) {
  each_workload(subject, [&](const kube::Object& object) {
    const doc::Node& spec = (*object.node)["spec"];
    const doc::Node& labels = spec["template"]["metadata"]["labels"];
    if (labels.size() == 0) {
      findings.say(unlabelled(subject, object),
                   spec.find("template") ? key_place(spec, "template") : key_place(*object.node, "spec"),
                   fmt::format("the pods of {} have no labels", title_of(object)), "the selector has to match them");
      return;
    }
    for (const doc::Member& wanted : spec["selector"]["matchLabels"].members()) {
      const doc::Node* have = labels.find(wanted.key.text());
      if (have && text_of(*have) == text_of(wanted.value)) continue;
      findings.say(wanted.key.where(), fmt::format("the pods of {} are not what it selects", title_of(object)),
                   have ? fmt::format("the template has {}={}", wanted.key.text(), text_of(*have))
                        : fmt::format("the template has no label {}", wanted.key.text()));
    }
  });
}

/// Objects that are defined twice, of which those that only may meet are said together: once of two files that may be
/// alternatives, once of two folders that are looked at one by one.
class Twice {
 public:
  void add(const kube::Object& object, const kube::Object& first, Together how) {
    const SourceRange here = name_place(object), there = name_place(first);
    // Of a name that is filled in nothing may come of it: it speaks for no other.
    if (how != Together::Surely && object.name.find('$') == object.name.npos &&
        subject::filler_of(object.name) == subject::Filler::Nobody) {
      const auto [at, is_new] = known_.try_emplace({how, area_of(here, how), area_of(there, how)}, all_.size());
      if (!is_new) {
        ++all_[at->second].more;
        return;
      }
    }
    all_.push_back({&object, &first, how});
  }

  void say(Findings& findings) const {
    for (const One& one : all_) {
      const SourceRange there = name_place(*one.first);
      const bool is_apart = one.how == Together::Hardly;
      const std::string who = one.more == 0 ? title_of(*one.object) + " is"
                                            : fmt::format("{} and {} more of this {} are", title_of(*one.object),
                                                          one.more, is_apart ? "folder" : "file");
      if (is_apart)
        findings.say(
            Severity::Note, name_place(*one.object), who + " defined elsewhere too",
            fmt::format("at {}; folders, and what one script writes, are looked at one by one", there.to_string()));
      else
        findings.say(subject::severity_of(one.how), name_place(*one.object), who + " defined twice",
                     fmt::format("the first is at {}", there.to_string()));
    }
  }

 private:
  struct One {
    const kube::Object *object, *first;
    Together how;
    std::size_t more = 0;  // that are like it
  };

  static std::string_view area_of(const SourceRange& place, Together how) {
    if (!place) return {};
    return how == Together::Hardly ? subject::folder_of(place) : std::string_view(place.source->name());
  }

  std::vector<One> all_;
  std::map<std::tuple<Together, std::string_view, std::string_view>, std::size_t> known_;  // as indices of all_
};

void check_twice(const Subject& subject, Findings& findings) {
  const auto& kustomized = subject.derived<subject::Kustomized>();
  Twice twice;
  for (const kube::Object& object : subject.objects()) {
    const kube::Object* first = subject::first_like(subject, object);
    if (!first) continue;
    const SourceRange here = name_place(object), there = name_place(*first);
    if (here && there && kustomized.names_apart(here.source->name(), there.source->name())) continue;
    twice.add(object, *first, subject::together(subject, here, there));
  }
  twice.say(findings);
  // One of them without a namespace: in which it lands is the caller's choice.
  const auto clash = [&](std::string_view kind) {
    const auto objects = subject.of_kind(kind);
    std::set<std::string_view> open;
    for (const kube::Object* one : objects)
      if (one->ns.empty() && !one->name.empty()) open.insert(one->name);
    if (open.empty()) return;
    const auto folder = [](const kube::Object& one) { return subject::folder_of(one.node->where()); };
    std::map<std::string_view, const kube::Object*> anywhere;
    std::map<std::pair<std::string_view, std::string_view>, const kube::Object*> by_folder;
    for (const kube::Object* one : objects)
      if (!one->ns.empty() && open.contains(one->name)) {
        anywhere.try_emplace(one->name, one);
        by_folder.try_emplace({folder(*one), one->name}, one);
      }
    for (const kube::Object* one : objects) {
      if (!one->ns.empty() || !anywhere.contains(one->name)) continue;
      const auto beside = by_folder.find({folder(*one), one->name});
      const kube::Object& other = beside == by_folder.end() ? *anywhere.at(one->name) : *beside->second;
      if (other.group() != one->group()) continue;
      const bool is_apart = subject::together(subject, name_place(*one), name_place(other)) == Together::Hardly;
      findings.say(is_apart ? Severity::Note : Severity::Warning, name_place(*one),
                   fmt::format("{} may take the place of {}", title_of(*one), title_of(other)),
                   "the same name, and no namespace of its own");
    }
  };
  for (const std::string_view kind : {"Deployment", "StatefulSet", "DaemonSet"}) clash(kind);
}

bool is_namespaced(std::string_view kind) {
  static const std::set<std::string_view> kKinds = {"ConfigMap",
                                                    "CronJob",
                                                    "DaemonSet",
                                                    "Deployment",
                                                    "HorizontalPodAutoscaler",
                                                    "Ingress",
                                                    "Job",
                                                    "LimitRange",
                                                    "NetworkPolicy",
                                                    "PersistentVolumeClaim",
                                                    "Pod",
                                                    "PodDisruptionBudget",
                                                    "RayCluster",
                                                    "RayJob",
                                                    "RayService",
                                                    "ReplicaSet",
                                                    "ResourceQuota",
                                                    "Role",
                                                    "RoleBinding",
                                                    "ScaledJob",
                                                    "ScaledObject",
                                                    "Secret",
                                                    "Service",
                                                    "ServiceAccount",
                                                    "StatefulSet",
                                                    "TriggerAuthentication"};
  return kKinds.contains(kind);
}

void check_namespace(const Subject& subject, Findings& findings) {
  std::size_t with = 0, without = 0;
  for (const kube::Object& object : subject.objects())
    if (is_namespaced(object.kind)) ++(object.ns.empty() ? without : with);
  // Where most leave it out the command says it.
  if (without == 0 || with < 5 || without * 2 > with) return;
  const auto& kustomized = subject.derived<subject::Kustomized>();
  for (const kube::Object& object : subject.objects())
    if (object.ns.empty() && !object.api_version.empty() && is_namespaced(object.kind) &&
        !(*object.node)["metadata"].find("uid") && !kustomized.file_of(object))  // an overlay's or a command's to say
      findings.say(name_place(object), fmt::format("{} names no namespace", title_of(object)),
                   "it lands in whichever is the caller's current one; most objects here name theirs");
}

/// Of a workload what its replicas are, when it says so itself.
std::optional<std::int64_t> replicas_of(const kube::Object& object) {
  return integer_of((*object.node)["spec"]["replicas"]);
}

/// How many pods workloads have together, at least and at most.
struct Replicas {
  std::int64_t least = 0, most = 0;
};

/// As an autoscaler bounds them; without one as it is written. Nothing where nobody knows.
std::optional<Replicas> bounds_of(const Subject& subject, const kube::Object& owner) {
  if (owner.kind != "Deployment" && owner.kind != "StatefulSet" && owner.kind != "ReplicaSet") return std::nullopt;
  const kube::Object* scaler = scaled_of(subject).by(owner);
  const doc::Node& spec = (*(scaler ? scaler : &owner)->node)["spec"];
  if (!scaler) {
    const std::int64_t count = count_of(spec["replicas"], 1);
    return Replicas{count, count};
  }
  const bool is_keda = scaler->kind == "ScaledObject";
  const std::int64_t least = count_of(spec[is_keda ? "minReplicaCount" : "minReplicas"], is_keda ? 0 : 1);
  const std::int64_t most = count_of(spec[is_keda ? "maxReplicaCount" : "maxReplicas"], is_keda ? 100 : -1);
  if (most < least) return std::nullopt;
  return Replicas{least, most};
}

/// Workloads that a budget is over.
struct Covered {
  const kube::Object* last = nullptr;
  std::optional<Replicas> replicas = Replicas{};
};

Covered covered_by(const Subject& subject, const Selected& pods) {
  Covered out;
  for (const subject::PodTemplate* pod : pods) {
    if (pod->owner == out.last) continue;
    out.last = pod->owner;
    const auto bounds = bounds_of(subject, *pod->owner);
    if (!bounds || !out.replicas) {
      out.replicas.reset();
      continue;
    }
    out.replicas->least += bounds->least;
    out.replicas->most += bounds->most;
  }
  return out;
}

std::string replicas_text(std::int64_t count) { return fmt::format("{} replica{}", count, count == 1 ? "" : "s"); }

void check_blocking(const Subject& subject, Findings& findings) {
  std::map<const Selected*, Covered> covered;
  for (const kube::Object* budget : subject.of_kind("PodDisruptionBudget", "policy")) {
    const doc::Node& spec = (*budget->node)["spec"];
    const doc::Node &most = spec["maxUnavailable"], &least = spec["minAvailable"];
    const std::string never = fmt::format("{} lets no pod ever be evicted", title_of(*budget));
    const auto say_always = [&](std::string_view field) {
      findings.say(key_place(spec, field), never, "nodes under them are never drained: no upgrade, no consolidation");
    };
    if (is_text(most, "0") || is_text(most, "0%")) {
      say_always("maxUnavailable");
      continue;
    }
    if (least.is_null()) continue;
    if (is_text(least, "100%")) {
      say_always("minAvailable");
      continue;
    }
    const auto minimum = kube::IntOrPercent::read(least);
    if (!minimum) continue;
    const Selected& pods = selected_by(subject, budget->ns, spec["selector"]);
    const auto [entry, is_new] = covered.try_emplace(&pods);
    if (is_new) entry->second = covered_by(subject, pods);
    const Covered& under = entry->second;
    if (!under.last || !under.replicas) continue;
    // Of a percentage the server makes a whole number of pods, rounded up.
    const auto takes_all = [&](std::int64_t replicas) {
      const auto count = minimum.value().scaled(replicas, kube::Rounding::Up);
      return count && count.value() >= 1 && count.value() >= replicas;
    };
    const auto [fewest, all] = *under.replicas;
    if (takes_all(all))
      findings.say(
          key_place(spec, "minAvailable"), never,
          fmt::format("{} has {}{}", title_of(*under.last), fewest == all ? "" : "at most ", replicas_text(all)));
    // Of none nothing waits; of one that comes and goes nobody expects to be drained around.
    else if (const std::int64_t few = fewest == 0 ? minimum.value().int_value() : fewest;
             few >= (fewest == 0 ? 2 : 1) && takes_all(few))
      findings.say(key_place(spec, "minAvailable"),
                   fmt::format("{} lets no pod be evicted while there are no more than {}", title_of(*budget), few),
                   fmt::format("{} is scaled down to {}", title_of(*under.last), replicas_text(fewest)));
  }
}

struct TwoBudgets {
  const kube::Object *one, *other;
  Together how;
};

/// The two of them that most surely come together; of one name they are one that is defined twice, another rule's.
std::optional<TwoBudgets> surest_two(const Subject& subject, const std::vector<const kube::Object*>& budgets) {
  std::optional<TwoBudgets> surest;
  for (std::size_t j = 1; j < budgets.size(); ++j)
    for (std::size_t i = 0; i < j; ++i) {
      if (budgets[i]->name == budgets[j]->name) continue;
      const Together how = subject::together(subject, name_place(*budgets[i]), name_place(*budgets[j]));
      if (!surest || how < surest->how) surest = {budgets[i], budgets[j], how};
      if (how == Together::Surely) return surest;
    }
  return surest;
}

void check_two_budgets(const Subject& subject, Findings& findings) {
  constexpr std::size_t kMostBudgets = 20;  // of a pod
  std::vector<const kube::Object*> all;
  std::map<const Selected*, std::vector<std::size_t>> budgets_of;  // by what they select, as indices of all
  std::vector<const Selected*> order;
  for (const kube::Object* budget : subject.of_kind("PodDisruptionBudget", "policy")) {
    const Selected& pods = selected_by(subject, budget->ns, (*budget->node)["spec"]["selector"]);
    auto& over = budgets_of[&pods];
    if (over.empty()) order.push_back(&pods);
    if (over.size() < kMostBudgets) over.push_back(all.size());
    all.push_back(budget);
  }
  std::unordered_map<const subject::PodTemplate*, std::vector<const Selected*>> selections;
  std::vector<const subject::PodTemplate*> pods;
  for (const Selected* selection : order)
    for (const subject::PodTemplate* pod : *selection) {
      auto& of_pod = selections[pod];
      if (of_pod.empty()) pods.push_back(pod);
      if (of_pod.size() < kMostBudgets) of_pod.push_back(selection);
    }
  std::set<std::vector<const Selected*>> seen;
  std::set<std::pair<const kube::Object*, const kube::Object*>> said;
  for (const subject::PodTemplate* pod : pods) {
    const auto& of_pod = selections[pod];
    if (!seen.insert(of_pod).second) continue;  // as another pod
    std::vector<std::size_t> indices;
    for (const Selected* selection : of_pod)
      indices.insert(indices.end(), budgets_of[selection].begin(), budgets_of[selection].end());
    std::ranges::sort(indices);
    if (indices.size() > kMostBudgets) indices.resize(kMostBudgets);
    std::vector<const kube::Object*> budgets;
    for (const std::size_t index : indices) budgets.push_back(all[index]);
    const auto two = surest_two(subject, budgets);
    if (!two || !said.insert({two->one, two->other}).second) continue;
    findings.say(subject::severity_of(two->how), name_place(*two->other),
                 fmt::format("pods of {} are under {} and under {}", title_of(*pod->owner), title_of(*two->one),
                             title_of(*two->other)),
                 "no pod with two budgets is ever evicted");
  }
}

void check_unprotected(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  if (view.pools().empty()) return;
  std::unordered_set<const kube::Object*> covered;
  std::unordered_set<const Selected*> seen;
  for (const kube::Object* budget : subject.of_kind("PodDisruptionBudget"))
    if (const Selected& pods = selected_by(subject, budget->ns, (*budget->node)["spec"]["selector"]);
        seen.insert(&pods).second)
      for (const subject::PodTemplate* pod : pods) covered.insert(pod->owner);
  for (const PodView& pod : view.pods()) {
    const kube::Object& owner = *pod.pod->owner;
    if ((owner.kind != "Deployment" && owner.kind != "StatefulSet") || covered.contains(&owner)) continue;
    // Of several pods that name a pool's nodes too; what may run anywhere is not said to run on these.
    const bool is_aimed = pod.is_aimed() && replicas_of(owner).value_or(1) > 1;
    if (pod.needs.gpus == 0 && (!is_aimed || view.pools_of(pod).empty())) continue;
    findings.say(name_place(owner),
                 fmt::format("{} runs on nodes that Karpenter drains, and has no PodDisruptionBudget", title_of(owner)),
                 "all its pods may be evicted at once");
  }
}

constexpr Rule kRules[] = {
    {"WRK001", "X-004-124", Severity::Error, "a workload without a selector", "The API server refuses it.",
     "add spec.selector.matchLabels with the labels of the template", "kubernetes 1.36, pkg/apis/apps/validation",
     check_selector},
    {"WRK002", "X-004-124", Severity::Error, "pods that their own workload does not select",
     "The API server refuses a workload whose selector does not match the labels of its template.",
     "write the same labels in both", "kubernetes 1.36, pkg/apis/apps/validation", check_labels},
    {"WRK003", "X-004-124", Severity::Error, "an object that is defined twice",
     "The later one replaces the earlier one, or fails with it: which of them runs hangs on the order of files. A "
     "warning where the files only probably come into one cluster: one of two files, whatever they have in common.",
     "rename one, or merge them", "kubectl apply; kustomize refuses it", check_twice},
    {"WRK004", "", Severity::Warning, "an object that leaves its namespace open",
     "It is made in the current namespace of whoever applies it, away from what it belongs to.",
     "add metadata.namespace", "kubernetes docs, namespaces", check_namespace},
    {"WRK005", "", Severity::Warning, "a PodDisruptionBudget that blocks every drain",
     "Karpenter and node group upgrades wait for evictions that are not allowed: nodes cannot be replaced, and "
     "expire only "
     "by force. So it is, too, while an autoscaler keeps no more pods than have to be available.",
     "allow one: maxUnavailable: 1, or more replicas",
     "kubernetes docs, disruptions; karpenter docs, concepts/disruption", check_blocking},
    {"WRK006", "X-004-41", Severity::Warning, "a service on Karpenter's nodes without a PodDisruptionBudget",
     "Karpenter respects budgets, and where there is none it may drain all nodes of a service within its own limits at "
     "once.",
     "add a PodDisruptionBudget with maxUnavailable: 1", "karpenter docs, concepts/disruption", check_unprotected},
    {"WRK007", "", Severity::Error, "pods under two PodDisruptionBudgets",
     "The eviction API answers with an error for a pod that more than one budget selects, whatever they allow: its "
     "node "
     "is never drained, by no upgrade and no consolidation. A warning where the files only probably come into one "
     "cluster.",
     "leave one budget for each pod: narrow a selector, or remove one",
     "kubernetes 1.36.3, pkg/registry/core/pod/storage/eviction.go", check_two_budgets},
};

}  // namespace

std::span<const Rule> workload_rules() { return kRules; }

}  // namespace slipway::rules
