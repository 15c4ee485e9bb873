#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "provision/decision.h"
#include "provision/fixes.h"
#include "provision/groups.h"
#include "provision/outcome.h"
#include "provision/purchase.h"
#include "provision/reasons.h"

namespace slipway::provision {
namespace {

class Summary {
 public:
  Summary(const model::Model& model, const model::Setting& setting, const Settings& settings)
      : model_(model), setting_(setting), settings_(settings) {
    out_.region = setting.place.region;
    out_.zones = setting.place.zones;
    out_.replicas = setting.replicas;
    out_.sources = model.sources;
  }

  Outcome of(const karpenter::Decision& decision) {
    seen_.assign(model_.cluster.pods.size(), false);
    for (const auto& claim : decision.claims) add(claim);
    for (const auto& placement : decision.existing) add(placement);
    for (const auto& unplaced : decision.unplaced) add(unplaced);
    for (const auto& ignored : decision.ignored) add_pending(ignored.pod, ignored.text, true).karpenter = ignored.text;
    add_left_over(decision);
    note_pools(decision);
    total();
    if (settings_.find_fixes) find_fixes(model_, settings_.karpenter, decision, representatives_, out_.pending);
    explain_by_groups(model_, setting_, representatives_, out_.pending);
    return std::move(out_);
  }

 private:
  std::vector<PodsOf> by_source(const std::vector<std::uint32_t>& pods) {
    std::map<std::uint32_t, std::int64_t> counts;
    for (std::uint32_t pod : pods) {
      ++counts[model_.source_of[pod]];
      seen_[pod] = true;
    }
    return {counts.begin(), counts.end()};
  }

  void add(const karpenter::NewClaim& claim) {
    NewNodes node;
    node.pool = claim.pool;
    Purchase purchase = cheapest(claim, model_);
    for (std::uint32_t type : claim.types) node.types.push_back(model_.cluster.types[type].type.name);
    node.capacity_type = std::move(purchase.capacity_type);
    node.zones = std::move(purchase.zones);
    node.price = std::move(purchase.price);
    node.pods = by_source(claim.pods);
    node.used = amounts_of(claim.requests);
    node.allocatable = amounts_of(model_.cluster.types[purchase.type].type.allocatable());
    out_.placed_new += static_cast<std::int64_t>(claim.pods.size());
    const auto [at, is_new] = node_index_.try_emplace(
        {node.pool, node.capacity_type, node.zones, node.pods, node.used, claim.types}, out_.nodes.size());
    if (is_new)
      out_.nodes.push_back(std::move(node));
    else
      ++out_.nodes[at->second].count;
  }

  void add(const karpenter::ExistingPlacement& placement) {
    auto pods = by_source(placement.pods);
    out_.placed_old += static_cast<std::int64_t>(placement.pods.size());
    const auto alike = std::ranges::find(out_.existing, pods, &OldNodes::pods);
    if (alike == out_.existing.end())
      out_.existing.push_back({{placement.node}, std::move(pods)});
    else
      alike->names.push_back(placement.node);
  }

  /// The group of the pod; made where it is new. Groups are of one source and one reason.
  Pending& add_pending(std::uint32_t pod, const std::string& reason, bool counts) {
    seen_[pod] = true;
    const std::uint32_t source = model_.source_of[pod];
    const auto [at, is_new] = pending_index_.try_emplace({source, reason}, out_.pending.size());
    if (is_new) {
      Pending& made = out_.pending.emplace_back();
      made.source = source;
      made.text = reason;
      made.counts = counts;
      representatives_.push_back(pod);
    }
    Pending& group = out_.pending[at->second];
    ++group.count;
    if (counts) ++out_.pending_pods;
    return group;
  }

  void add(const karpenter::UnplacedPod& unplaced) {
    std::vector<PoolReason> pools;
    std::string reason = text_of(unplaced.refusal);
    for (const auto& one : unplaced.refusal.pools) {
      pools.push_back(reason_of(one));
      reason += '\n' + pools.back().pool + ' ' + pools.back().text;
    }
    Pending& group = add_pending(unplaced.pod, reason, true);
    if (group.count > 1) return;
    group.text = text_of(unplaced.refusal);
    group.pools = std::move(pools);
    group.karpenter = unplaced.refusal.to_text();
  }

  /// Pods that want a place and that the decision does not name.
  void add_left_over(const karpenter::Decision& decision) {
    for (std::uint32_t i = 0; i < model_.cluster.pods.size(); ++i) {
      const karpenter::Pod& pod = model_.cluster.pods[i];
      if (seen_[i] || !wants_place(pod)) continue;
      if (!pod.pod.spec->scheduling_gates.empty())
        add_pending(i, "held back by scheduling gate " + pod.pod.spec->scheduling_gates.front(), false);
      else if (!pod.is_unschedulable)
        add_pending(i, "kube-scheduler has not tried it yet", false);
      else if (decision.has_no_pool)
        add_pending(i, std::string(kNoPool), true);
      else
        add_pending(i, "it keeps away from Karpenter's nodes", false);
    }
  }

  /// Karpenter offers no reservation in which nothing is free.
  std::string_view why_without_types(const karpenter::PoolWithoutTypes& of) const {
    if (of.for_min_values) return "too few instance types for its own minValues";
    const auto pool = std::ranges::find(model_.cluster.pools, of.pool,
                                        [](const karpenter::NodePool& one) { return one.pool.object.name; });
    const auto is_used_up = [](const karpenter::Offering& one) {
      return !one.reservation_id.empty() && one.reservation_capacity == 0;
    };
    const bool waits = pool != model_.cluster.pools.end() && std::ranges::any_of(pool->types, [&](std::uint32_t type) {
                         return std::ranges::any_of(model_.cluster.types[type].offerings, is_used_up);
                       });
    return waits ? "no instance type meets its own requirements, with no instance free in its reservation"
                 : "no instance type meets its own requirements";
  }

  void note_pools(const karpenter::Decision& decision) {
    for (const auto& one : decision.pools_without_types)
      out_.notes.push_back(fmt::format("NodePool {}: {}", one.pool, why_without_types(one)));
    for (const auto& one : model_.cluster.pools)
      if (!one.is_ready) out_.notes.push_back(fmt::format("NodePool {} is not ready", one.pool.object.name));
  }

  void total() {
    std::ranges::stable_sort(out_.nodes, [](const NewNodes& a, const NewNodes& b) {
      if (a.pool != b.pool) return a.pool < b.pool;
      const Money mine = a.price ? a.price->usd : Money(), other = b.price ? b.price->usd : Money();
      if (mine != other) return mine > other;
      return a.count > b.count;
    });
    for (const NewNodes& one : out_.nodes) {
      out_.node_count += one.count;
      out_.used.add(one.used, one.count);
      out_.allocatable.add(one.allocatable, one.count);
      if (!one.price) {
        out_.has_unpriced |= one.capacity_type != "reserved";
        continue;
      }
      out_.per_hour += one.price->usd * one.count;
      out_.is_estimate |= one.price->is_estimate;
      if (out_.price_date.empty() || one.price->date < out_.price_date) out_.price_date = one.price->date;
    }
    out_.pods = out_.placed_new + out_.placed_old + out_.pending_pods;
  }

  const model::Model& model_;
  const model::Setting& setting_;
  const Settings& settings_;
  Outcome out_;
  std::vector<bool> seen_;
  using NodeIdentity = std::tuple<std::string, std::string, std::vector<std::string>, std::vector<PodsOf>, Amounts,
                                  std::vector<std::uint32_t>>;
  std::map<NodeIdentity, std::size_t> node_index_;
  std::map<std::pair<std::uint32_t, std::string>, std::size_t> pending_index_;
  std::vector<std::uint32_t> representatives_;  // by group
};

}  // namespace

Outcome run(const model::Model& model, const model::Setting& setting, const Settings& settings) {
  return Summary(model, setting, settings).of(decision(model.cluster, settings.karpenter));
}

}  // namespace slipway::provision
