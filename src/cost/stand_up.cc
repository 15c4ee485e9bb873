#include "cost/stand_up.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace slipway::cost {
namespace {

/// Any of the lists must be met as a whole: the node selector together with one of the required terms.
std::vector<std::vector<LabelRequirement>> ways_of(const kube::PodSpec& pod) {
  const auto selector = equalities(pod.node_selector);
  if (!pod.affinity.required_nodes) return {selector};
  std::vector<std::vector<LabelRequirement>> ways;
  for (const auto& term : pod.affinity.required_nodes->terms) {
    if (term.match_expressions.empty()) continue;  // matches nothing, or one node by name
    auto way = term.match_expressions;
    way.insert(way.end(), selector.begin(), selector.end());
    ways.push_back(std::move(way));
  }
  return ways;
}

/// Pods alike, ready to be placed.
struct Load {
  const PodGroup* group;
  std::vector<std::vector<LabelRequirement>> ways;
  std::int64_t left;
  std::map<const Offer*, bool> asked = {};

  bool accepts(const NodeSource& source, const Offer& offer) {
    const auto [known, fresh] = asked.try_emplace(&offer, false);
    if (fresh)
      known->second =
          !kube::first_untolerated_hard(source.taints, group->pods.spec.tolerations, kube::ComparisonOperators::On) &&
          std::ranges::any_of(ways, [&](const auto& way) {
            return std::ranges::all_of(way, [&](const auto& each) { return meets(source, offer, each); });
          });
    return known->second;
  }
};

/// Nodes alike: the same offer with the same room left.
struct Bin {
  std::size_t source, offer;
  std::int64_t count;
  Resources free;
  std::set<const PodGroup*> holds_one_of;  // groups whose pods shun each other
};

std::int64_t devices_of(const Resources& resources) {
  std::int64_t sum = 0;
  for (const auto& [name, count] : resources.devices) sum += count;
  return sum;
}

class Placing {
 public:
  explicit Placing(std::vector<NodeSource>& sources) : sources_(sources) {
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      auto& source = sources_[i];
      source.standing.clear();
      left_.push_back(source.limits);
      nodes_left_.push_back(source.most ? std::optional(*source.most - source.least) : std::nullopt);
      if (source.least > 0 && !source.offers.empty()) open(i, 0, source.least);
    }
  }

  /// What is left over fits nowhere.
  void place(Load& load) {
    for (std::size_t i = 0, all = bins_.size(); i < all && load.left > 0; ++i) fill(i, load);
    for (std::size_t i = 0; i < sources_.size() && load.left > 0; ++i)
      if (sources_[i].grows) buy(i, load);
    std::erase_if(bins_, [](const Bin& bin) { return bin.count == 0; });
  }

  void write_down() {
    for (const auto& bin : bins_) {
      auto& standing = sources_[bin.source].standing;
      const auto same = std::ranges::find(standing, bin.offer, &Nodes::offer);
      if (same != standing.end())
        same->count += bin.count;
      else
        standing.push_back({bin.offer, bin.count});
    }
    for (auto& source : sources_) std::ranges::sort(source.standing, {}, &Nodes::offer);
  }

 private:
  void open(std::size_t source, std::size_t offer, std::int64_t count) {
    bins_.push_back({source, offer, count, sources_[source].offers[offer].shape->allocatable, {}});
  }

  /// Puts pods into the nodes of a bin. Nodes that end up with another room left become bins of their own.
  void fill(std::size_t index, Load& load) {
    const auto& source = sources_[bins_[index].source];
    if (!load.accepts(source, source.offers[bins_[index].offer])) return;
    const auto* group = load.group;
    std::int64_t each = fits(group->requests, bins_[index].free);
    if (group->one_per_node) each = bins_[index].holds_one_of.contains(group) ? 0 : std::min<std::int64_t>(each, 1);
    if (each == 0) return;
    const std::int64_t full = std::min(bins_[index].count, load.left / each);
    const std::int64_t rest = full < bins_[index].count ? std::min(each, load.left - full * each) : 0;
    const Bin before = bins_[index];
    const auto put = [&](std::int64_t nodes, std::int64_t pods) {
      if (nodes == 0) return;
      Bin bin = before;
      bin.count = nodes;
      take(bin.free, group->requests, pods);
      if (group->one_per_node) bin.holds_one_of.insert(group);
      bins_.push_back(std::move(bin));
    };
    put(full, each);
    if (rest > 0) put(1, rest);
    load.left -= full * each + rest;
    bins_[index].count -= full + (rest > 0 ? 1 : 0);
  }

  void buy(std::size_t index, Load& load) {
    const auto& source = sources_[index];
    for (std::size_t offer = 0; offer < source.offers.size() && load.left > 0; ++offer) {
      const auto& shape = *source.offers[offer].shape;
      std::int64_t each = fits(load.group->requests, shape.allocatable);
      if (load.group->one_per_node) each = std::min<std::int64_t>(each, 1);
      if (each == 0 || !load.accepts(source, source.offers[offer])) continue;
      const std::int64_t wanted = load.left / each + (load.left % each != 0 ? 1 : 0);
      const std::int64_t bought = std::min(wanted, allowed(index, shape.capacity));
      if (bought == 0) continue;
      spend(index, shape.capacity, bought);
      open(index, offer, bought);
      fill(bins_.size() - 1, load);
    }
  }

  std::int64_t allowed(std::size_t index, const Resources& capacity) const {
    std::int64_t most = nodes_left_[index].value_or(kLargestCount);
    for (const auto& [resource, left] : left_[index])
      if (const auto need = limited_amount(capacity, resource); need > 0) most = std::min(most, left / need);
    return most;
  }

  void spend(std::size_t index, const Resources& capacity, std::int64_t nodes) {
    if (nodes_left_[index]) *nodes_left_[index] -= nodes;
    for (auto& [resource, left] : left_[index]) left -= limited_amount(capacity, resource) * nodes;
  }

  std::vector<NodeSource>& sources_;
  std::vector<Limits> left_;
  std::vector<std::optional<std::int64_t>> nodes_left_;
  std::vector<Bin> bins_;
};

}  // namespace

std::vector<Unplaced> stand_up(std::vector<NodeSource>& sources, const std::vector<PodGroup>& pods) {
  std::vector<Load> loads;
  for (const auto& group : pods)
    if (group.idle > 0) loads.push_back({&group, ways_of(group.pods.spec), group.idle});
  std::ranges::stable_sort(loads, [](const Load& a, const Load& b) {
    const auto& x = a.group->requests;
    const auto& y = b.group->requests;
    return std::tuple(devices_of(x), x.cpu_milli, x.memory_mib) > std::tuple(devices_of(y), y.cpu_milli, y.memory_mib);
  });
  Placing placing(sources);
  std::vector<Unplaced> unplaced;
  for (auto& load : loads) {
    placing.place(load);
    if (load.left > 0) unplaced.push_back({load.group, load.left});
  }
  placing.write_down();
  return unplaced;
}

}  // namespace slipway::cost
