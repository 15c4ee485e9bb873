#include "cost/grow_groups.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "cost/quantity.h"
#include "kube/node_selector.h"
#include "model/standing_nodes.h"

namespace slipway::cost {
namespace {

/// A pod that refuses to share a node with its own kind.
bool shuns_its_kind(const kube::Pod& pod) {
  return std::ranges::any_of(pod.spec->affinity.anti_pods.required, [&](const kube::PodAffinityTerm& term) {
    if (term.topology_key != "kubernetes.io/hostname" || !term.selector) return false;
    const auto selector = kube::to_selector(term.selector);
    return selector && selector->matches(pod.object.labels);
  });
}

std::int64_t devices_of(const Resources& resources) {
  std::int64_t sum = 0;
  for (const auto& [name, count] : resources.devices) sum += count;
  return sum;
}

/// A node that a group would get, in one of its zones.
struct Candidate {
  std::size_t source;
  kube::Node node;
  Resources room;
};

/// New nodes alike, with the same room left.
struct Bin {
  std::size_t candidate;
  std::int64_t count;
  Resources free;
  std::set<const kube::Pod*> holds_one_of;  // pods that shun their kind
};

class Growth {
 public:
  Growth(std::vector<NodeSource>& sources, Level level, const model::Place& place) : sources_(sources), level_(level) {
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      if (!sources_[i].grows) continue;
      karpenter::Cluster made;
      Diagnostics unheard;  // the group's type is known
      const auto zones = std::ssize(sources_[i].zones.empty() ? place.zones : sources_[i].zones);
      model::add_standing_nodes(standing_nodes_of(sources_[i], zones), place, made, unheard);
      for (auto& one : made.nodes) {
        const Resources room = resources_of(one.node.allocatable);
        candidates_.push_back({i, std::move(one.node), room});
      }
    }
  }

  void place(WaitingPods& pods) {
    const bool is_alone = shuns_its_kind(*pods.like);
    const kube::RequiredNodeAffinity affinity(pods.like->spec->node_selector, pods.like->spec->affinity.required_nodes);
    std::vector<bool> takes;
    for (const auto& one : candidates_)
      takes.push_back(
          affinity.match({one.node.object.name, one.node.object.labels}).matches &&
          !kube::first_untolerated_hard(one.node.taints, pods.like->spec->tolerations, kube::ComparisonOperators::On));
    for (std::size_t i = 0, all = bins_.size(); i < all && pods.count > 0; ++i)
      if (takes[bins_[i].candidate]) fill(i, pods, is_alone);
    for (std::size_t i = 0; i < candidates_.size() && pods.count > 0; ++i)
      if (takes[i]) buy(i, pods, is_alone);
    std::erase_if(bins_, [](const Bin& bin) { return bin.count == 0; });
  }

 private:
  static std::int64_t room_for(const WaitingPods& pods, const Resources& free, bool is_alone) {
    const std::int64_t each = fits(pods.requests, free);
    return is_alone ? std::min<std::int64_t>(each, 1) : each;
  }

  /// Nodes that end up with another room left become bins of their own.
  void fill(std::size_t index, WaitingPods& pods, bool is_alone) {
    const Bin before = bins_[index];
    if (is_alone && before.holds_one_of.contains(pods.like)) return;
    const std::int64_t each = room_for(pods, before.free, is_alone);
    if (each == 0) return;
    const std::int64_t full = std::min(before.count, pods.count / each);
    const std::int64_t rest = full < before.count ? std::min(each, pods.count - full * each) : 0;
    const auto put = [&](std::int64_t nodes, std::int64_t count) {
      if (nodes == 0) return;
      Bin bin = before;
      bin.count = nodes;
      take(bin.free, pods.requests, count);
      if (is_alone) bin.holds_one_of.insert(pods.like);
      bins_.push_back(std::move(bin));
    };
    put(full, each);
    if (rest > 0) put(1, rest);
    pods.count -= full * each + rest;
    bins_[index].count -= full + (rest > 0 ? 1 : 0);
  }

  void buy(std::size_t index, WaitingPods& pods, bool is_alone) {
    const Candidate& candidate = candidates_[index];
    NodeSource& source = sources_[candidate.source];
    const std::int64_t each = room_for(pods, candidate.room, is_alone);
    if (each == 0) return;
    const std::int64_t wanted = pods.count / each + (pods.count % each != 0 ? 1 : 0);
    const std::int64_t bought = std::min(wanted, *source.most - source.standing_count(level_));
    if (bought < wanted && std::ranges::find(pods.full, source.name) == pods.full.end())
      pods.full.push_back(source.name);
    if (bought <= 0) return;
    source.standing[level_].push_back({0, bought});
    source.reasons.push_back({level_, fmt::format("{} × {} for {}", bought, source.offers.front().name(), pods.title)});
    bins_.push_back({index, bought, candidate.room, {}});
    fill(bins_.size() - 1, pods, is_alone);
  }

  std::vector<NodeSource>& sources_;
  Level level_;
  std::vector<Candidate> candidates_;
  std::vector<Bin> bins_;
};

}  // namespace

model::StandingNodes standing_nodes_of(const NodeSource& group, std::int64_t count) {
  return {group.name, count, std::string(group.offers.front().type->name), {}, group.labels, group.taints, group.zones};
}

void grow_groups(std::vector<NodeSource>& sources, Level level, const model::Place& place,
                 std::vector<WaitingPods>& waiting) {
  std::ranges::stable_sort(waiting, [](const WaitingPods& a, const WaitingPods& b) {
    const auto key = [](const WaitingPods& of) {
      return std::tuple(devices_of(of.requests), of.requests.cpu_milli, of.requests.memory_mib);
    };
    return key(a) > key(b);
  });
  Growth growth(sources, level, place);
  for (auto& pods : waiting) growth.place(pods);
  std::erase_if(waiting, [](const WaitingPods& pods) { return pods.count == 0; });
  for (auto& source : sources) {
    auto& standing = source.standing[level];
    if (!source.grows || standing.size() < 2) continue;
    standing = {{0, source.standing_count(level)}};
  }
}

}  // namespace slipway::cost
