#include "provision/change.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "decide/karpenter/well_known.h"

namespace slipway::provision {
namespace {

using karpenter::NodePool;
using karpenter::Pod;
using karpenter::PoolRefusal;

enum Rank { kTolerate = 1, kMinValues = 2, kWiden = 4, kDropSelector = 5, kLoosen = 6 };

class Changes {
 public:
  Changes(const PoolRefusal& refusal, const Pod& pod, const NodePool& pool)
      : refusal_(refusal), pod_(pod), pool_(pool), name_(pool.pool.object.name) {}

  std::vector<Change> collect() {
    switch (refusal_.kind) {
      case PoolRefusal::Kind::Taints:
        tolerate();
        break;
      case PoolRefusal::Kind::Requirements:
      case PoolRefusal::Kind::VolumeRequirements:
      case PoolRefusal::Kind::TopologyRequirements:
        for (const auto& conflict : refusal_.conflicts) resolve(conflict);
        if (refusal_.kind == PoolRefusal::Kind::TopologyRequirements) loosen();
        break;
      case PoolRefusal::Kind::Topology:
        loosen();
        widen(refusal_.topology.key);
        break;
      case PoolRefusal::Kind::Types:
      case PoolRefusal::Kind::ReservedUnavailable:
        widen_all();
        for (const auto& [key, count] : refusal_.types.losses.by_requirement) drop_selector(key);
        if (refusal_.types.losses.no_offering > 0)
          for (const auto key : {karpenter::labels::kCapacityType, karpenter::labels::kZone})
            drop_selector(std::string(key));
        break;
      case PoolRefusal::Kind::MinValues:
        for (const auto& [key, count] : refusal_.types.short_keys) lower_min_values(key, count);
        break;
      case PoolRefusal::Kind::NodeLimit:
      case PoolRefusal::Kind::ResourceLimit:
        break;
    }
    std::ranges::stable_sort(out_, {}, &Change::rank);
    return std::move(out_);
  }

 private:
  void tolerate() {
    Change made{"tolerate ", kTolerate};
    for (const kube::Taint& taint : refusal_.taints)
      made.text += (made.text.ends_with(' ') ? "" : ", ") + taint.to_string();
    made.on_pod = [taints = refusal_.taints](Pod& pod) {
      for (const kube::Taint& taint : taints)
        pod.pod.spec.own().tolerations.push_back({taint.key, "Equal", taint.value, taint.effect, {}});
    };
    out_.push_back(std::move(made));
  }

  void resolve(const karpenter::RequirementConflict& conflict) {
    if (conflict.kind == karpenter::RequirementConflict::Kind::UnknownLabel) {
      if (const std::string value = asked_value(conflict.key); !value.empty()) {
        Change made{fmt::format("label the nodes of NodePool {} with {}={}", name_, conflict.key, value), kWiden};
        made.on_pool = [key = conflict.key, value](NodePool& pool) { pool.pool.node_labels[key] = value; };
        out_.push_back(std::move(made));
      }
    } else {
      widen(conflict.key);
    }
    drop_selector(conflict.key);
  }

  /// The first value that the pod asks for; "" when it names none.
  std::string asked_value(const std::string& key) const {
    const kube::PodSpec& spec = pod_.pod.spec;
    if (const auto found = spec.node_selector.find(key); found != spec.node_selector.end()) return found->second;
    if (spec.affinity.required_nodes)
      for (const auto& term : spec.affinity.required_nodes->terms)
        for (const auto& one : term.match_expressions)
          if (one.key == key && one.op == "In" && !one.values.empty()) return one.values.front();
    return {};
  }

  void widen_all() {
    std::set<std::string> keys;
    for (const auto& one : pool_.pool.nodes.requirements)
      if (keys.insert(one.requirement.key).second) widen(one.requirement.key);
    for (const auto& [key, value] : pool_.pool.node_labels)
      if (karpenter::is_well_known_label(key) && keys.insert(key).second) widen(key);
  }

  void widen(const std::string& key) {
    const bool in_requirements =
        std::ranges::any_of(pool_.pool.nodes.requirements, [&](const auto& one) { return one.requirement.key == key; });
    if (!in_requirements && !pool_.pool.node_labels.contains(key)) return;
    Change made{{}, kWiden};
    made.widens = key;
    made.on_pool = [key](NodePool& pool) {
      std::erase_if(pool.pool.nodes.requirements, [&](const auto& one) { return one.requirement.key == key; });
      pool.pool.node_labels.erase(key);
    };
    out_.push_back(std::move(made));
  }

  void drop_selector(const std::string& key) {
    const kube::PodSpec& spec = pod_.pod.spec;
    const bool in_selector = spec.node_selector.contains(key);
    bool in_affinity = false;
    if (spec.affinity.required_nodes)
      for (const auto& term : spec.affinity.required_nodes->terms)
        for (const auto& one : term.match_expressions) in_affinity |= one.key == key;
    if (!in_selector && !in_affinity) return;
    Change made{fmt::format("drop the pod's {} on {}", in_selector ? "nodeSelector" : "node affinity", key),
                kDropSelector};
    made.on_pod = [key](Pod& pod) {
      pod.pod.spec.own().node_selector.erase(key);
      auto& required = pod.pod.spec.own().affinity.required_nodes;
      if (!required) return;
      for (auto& term : required->terms)
        std::erase_if(term.match_expressions, [&](const auto& one) { return one.key == key; });
      const bool says_nothing = std::ranges::any_of(required->terms, [](const auto& term) {
        return term.match_expressions.empty() && term.match_fields.empty();
      });
      if (says_nothing) required.reset();
    };
    out_.push_back(std::move(made));
  }

  /// Constraints between pods, one at a time.
  void loosen() {
    const kube::PodSpec& spec = pod_.pod.spec;
    for (std::size_t i = 0; i < spec.topology_spread.size(); ++i) {
      if (spec.topology_spread[i].when_unsatisfiable == "ScheduleAnyway") continue;
      Change made{fmt::format("let the pod's spread over {} be ScheduleAnyway", spec.topology_spread[i].topology_key),
                  kLoosen};
      made.on_pod = [i](Pod& pod) { pod.pod.spec.own().topology_spread[i].when_unsatisfiable = "ScheduleAnyway"; };
      out_.push_back(std::move(made));
    }
    const auto loosen_terms = [&](kube::PodAffinity kube::Affinity::*which, std::string_view what) {
      const auto& terms = (spec.affinity.*which).required;
      for (std::size_t i = 0; i < terms.size(); ++i) {
        Change made{fmt::format("make the pod's {} over {} preferred", what, terms[i].topology_key), kLoosen};
        made.on_pod = [which, i](Pod& pod) {
          auto& required = (pod.pod.spec.own().affinity.*which).required;
          required.erase(required.begin() + static_cast<std::ptrdiff_t>(i));
        };
        out_.push_back(std::move(made));
      }
    };
    loosen_terms(&kube::Affinity::anti_pods, "anti-affinity");
    loosen_terms(&kube::Affinity::pods, "affinity");
  }

  void lower_min_values(const std::string& key, std::int64_t count) {
    Change made{fmt::format("lower minValues of {} in NodePool {} to {}", key, name_, count), kMinValues};
    made.on_pool = [key, count](NodePool& pool) {
      for (auto& one : pool.pool.nodes.requirements)
        if (one.requirement.key == key && one.min_values)
          one.min_values = count > 0 ? std::optional(static_cast<std::int32_t>(count)) : std::nullopt;
    };
    out_.push_back(std::move(made));
  }

  const PoolRefusal& refusal_;
  const Pod& pod_;
  const NodePool& pool_;
  const std::string& name_;
  std::vector<Change> out_;
};

}  // namespace

std::vector<Change> changes_for(const PoolRefusal& refusal, const Pod& pod, const NodePool& pool) {
  return Changes(refusal, pod, pool).collect();
}

Change widened(const Change& change, const NodePool& pool, const std::string& value) {
  Change made{fmt::format("let {} of NodePool {} be {} too", change.widens, pool.pool.object.name, value), change.rank};
  const auto spec = std::ranges::find_if(pool.pool.nodes.requirements,
                                         [&](const auto& one) { return one.requirement.key == change.widens; });
  if (spec != pool.pool.nodes.requirements.end() && spec->requirement.op == "NotIn")
    made.text = fmt::format("let NodePool {} not exclude {} {}", pool.pool.object.name, change.widens, value);
  made.on_pool = [key = change.widens, value](NodePool& changed) {
    auto& requirements = changed.pool.nodes.requirements;
    for (auto& one : requirements) {
      if (one.requirement.key != key) continue;
      if (one.requirement.op == "In") one.requirement.values.push_back(value);
      if (one.requirement.op == "NotIn") std::erase(one.requirement.values, value);
    }
    std::erase_if(requirements, [&](const auto& one) {
      const std::string& op = one.requirement.op;
      return one.requirement.key == key &&
             ((op == "NotIn" && one.requirement.values.empty()) || (op != "In" && op != "NotIn"));
    });
    // A template's label pins what it names: as a requirement it can name two.
    if (const auto pinned = changed.pool.node_labels.find(key); pinned != changed.pool.node_labels.end()) {
      requirements.push_back({{key, "In", {pinned->second, value}}, {}});
      changed.pool.node_labels.erase(pinned);
    }
  };
  return made;
}

}  // namespace slipway::provision
