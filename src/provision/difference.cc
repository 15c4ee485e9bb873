#include "provision/difference.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace slipway::provision {
namespace {

using NodesKey = std::tuple<std::string, std::string, std::string>;

std::map<NodesKey, std::pair<std::int64_t, Money>> nodes_of(const Outcome& outcome) {
  std::map<NodesKey, std::pair<std::int64_t, Money>> out;
  for (const NewNodes& one : outcome.nodes) {
    auto& [count, money] = out[{one.pool, one.type(), one.capacity_type}];
    count += one.count;
    if (one.price) money += one.price->usd * one.count;
  }
  return out;
}

std::map<std::string, std::set<std::string>> types_of(const Outcome& outcome) {
  std::map<std::string, std::set<std::string>> out;
  for (const NewNodes& one : outcome.nodes) out[one.pool].insert(one.types.begin(), one.types.end());
  return out;
}

std::map<std::string, std::map<std::string, std::int64_t>> places_of(const Outcome& outcome) {
  std::map<std::string, std::map<std::string, std::int64_t>> out;
  const auto add = [&](const std::vector<PodsOf>& pods, const std::string& where, std::int64_t times) {
    for (const auto& [source, count] : pods) out[outcome.sources[source].title][where] += count * times;
  };
  for (const NewNodes& one : outcome.nodes)
    add(one.pods, fmt::format("{} {} of pool {}", one.type(), one.capacity_type, one.pool), one.count);
  for (const OldNodes& one : outcome.existing)
    add(one.pods, "nodes that exist", static_cast<std::int64_t>(one.names.size()));
  for (const Pending& one : outcome.pending) add({{one.source, one.count}}, "pending", 1);
  return out;
}

std::vector<Difference::Place> listed(const std::map<std::string, std::int64_t>& places) {
  std::vector<Difference::Place> out;
  for (const auto& [where, count] : places) out.push_back({where, count});
  return out;
}

/// The keys of both maps, each once.
template <class Map>
std::set<typename Map::key_type> keys_of(const Map& a, const Map& b) {
  std::set<typename Map::key_type> out;
  for (const Map* map : {&a, &b})
    for (const auto& [key, value] : *map) out.insert(key);
  return out;
}

}  // namespace

Difference difference(const Outcome& before, const Outcome& after) {
  Difference out;
  auto old_nodes = nodes_of(before), new_nodes = nodes_of(after);
  for (const auto& key : keys_of(old_nodes, new_nodes)) {
    const auto &was = old_nodes[key], &is = new_nodes[key];
    if (was == is) continue;
    const auto& [pool, type, capacity_type] = key;
    out.nodes.push_back({pool, type, capacity_type, was.first, is.first, was.second, is.second});
  }
  auto old_types = types_of(before), new_types = types_of(after);
  for (const std::string& pool : keys_of(old_types, new_types)) {
    Difference::Types types{pool, {}, {}};
    const auto &was = old_types[pool], &is = new_types[pool];
    std::ranges::set_difference(is, was, std::back_inserter(types.added));
    std::ranges::set_difference(was, is, std::back_inserter(types.removed));
    if (!types.added.empty() || !types.removed.empty()) out.types.push_back(std::move(types));
  }
  auto old_places = places_of(before), new_places = places_of(after);
  for (const std::string& source : keys_of(old_places, new_places))
    if (old_places[source] != new_places[source])
      out.pods.push_back({source, listed(old_places[source]), listed(new_places[source])});
  return out;
}

}  // namespace slipway::provision
