#include "provision/amounts.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

namespace slipway::provision {
namespace {

constexpr std::int64_t kMebi = 1 << 20, kGibi = std::int64_t{1} << 30;
enum Rank { kRaiseLimit = 2, kAskALittleLess = 3, kAskMuchLess = 7 };

/// Of cpu thousandths, of everything else units.
std::int64_t units_of(const std::string& resource, const kube::Quantity& amount) {
  return resource == "cpu" ? amount.milli_value() : amount.value();
}
kube::Quantity quantity_of(const std::string& resource, std::int64_t units) {
  if (resource == "cpu") return kube::Quantity::milli(units);
  const bool is_bytes = resource == "memory" || resource == "ephemeral-storage" || resource.starts_with("hugepages-");
  return kube::Quantity(units, is_bytes ? kube::Quantity::Format::BinarySI : kube::Quantity::Format::DecimalSI);
}

/// A number that people would write, not above the amount.
std::int64_t rounded_down(const std::string& resource, std::int64_t units) {
  const auto to = [&](std::int64_t step) { return units / step * step; };
  if (resource == "cpu") return units >= 4'000 ? to(1'000) : units >= 1'000 ? to(100) : to(10);
  if (units >= 4 * kGibi) return to(kGibi);
  if (units >= 256 * kMebi) return to(64 * kMebi);
  return units >= kMebi ? to(kMebi) : units;
}

std::int64_t member(const catalog::Resources& list, const std::string& resource) {
  const auto found = list.find(resource);
  return found == list.end() ? 0 : units_of(resource, found->second);
}

Change request_of(const std::string& resource, std::int64_t units, std::int64_t asked) {
  Change made{fmt::format("request {} {} or less (it asks for {})", resource, quantity_of(resource, units).to_string(),
                          quantity_of(resource, asked).to_string()),
              units * 4 >= asked * 3 ? kAskALittleLess : kAskMuchLess};
  made.on_pod = [resource, units](karpenter::Pod& pod) { pod.requests.own()[resource] = quantity_of(resource, units); };
  return made;
}

Change limit_of(const std::string& resource, std::int64_t units, const std::string& pool) {
  Change made{
      fmt::format("raise limits.{} of NodePool {} to {}", resource, pool, quantity_of(resource, units).to_string()),
      kRaiseLimit};
  made.on_pool = [resource, units](karpenter::NodePool& changed) {
    changed.pool.limits[resource] = quantity_of(resource, units);
  };
  return made;
}

std::vector<Change> with(std::vector<Change> changes, Change more) {
  changes.push_back(std::move(more));
  return changes;
}

}  // namespace

std::optional<Change> smaller_request(Laboratory& laboratory, const Laboratory::Question& question,
                                      const std::vector<Change>& before, const std::string& resource,
                                      const karpenter::PoolRefusal& refusal) {
  const karpenter::Cluster& cluster = laboratory.model().cluster;
  const kube::ResourceList& requests = cluster.pods[question.pod].requests;
  const auto found = requests.find(resource);
  if (found == requests.end()) return std::nullopt;
  const std::int64_t asked = units_of(resource, found->second);
  std::set<std::int64_t> rooms;
  for (std::uint32_t index : cluster.pools[question.pool].types) {
    const catalog::ResolvedType& type = cluster.types[index].type;
    std::int64_t room = member(type.capacity, resource) - member(type.kube_reserved, resource) -
                        member(type.system_reserved, resource) - member(type.eviction_threshold, resource);
    if (const auto daemons = refusal.types.least_daemons.find(resource); daemons != refusal.types.least_daemons.end())
      room -= units_of(resource, daemons->second);
    room = rounded_down(resource, room);
    if (room > 0 && room < asked) rooms.insert(room);
  }
  const std::vector<std::int64_t> sizes(rooms.begin(), rooms.end());
  // The less is asked for, the more places there are.
  std::size_t fits = 0, fails = sizes.size() + 1;  // sizes[fits - 1] has a place, sizes[fails - 1] has none
  while (fails - fits > 1) {
    const std::size_t middle = (fits + fails) / 2;
    const auto changes = with(before, request_of(resource, sizes[middle - 1], asked));
    (laboratory.ask(question, changes).placed ? fits : fails) = middle;
  }
  if (fits == 0) return std::nullopt;
  return request_of(resource, sizes[fits - 1], asked);
}

std::optional<Change> larger_limit(Laboratory& laboratory, const Laboratory::Question& question,
                                   const std::vector<Change>& before, const std::string& resource) {
  const kube::NodePool& pool = laboratory.model().cluster.pools[question.pool].pool;
  const auto limit = pool.limits.find(resource);
  if (limit == pool.limits.end()) return std::nullopt;
  const std::int64_t step = resource == "cpu"                                         ? 1'000
                            : resource == "memory" || resource == "ephemeral-storage" ? kGibi
                                                                                      : 1;
  const auto enough = [&](std::int64_t steps) {
    return laboratory.ask(question, with(before, limit_of(resource, steps * step, pool.object.name))).placed;
  };
  constexpr std::int64_t kMostSteps = 1 << 24;
  std::int64_t low = std::clamp<std::int64_t>(units_of(resource, limit->second) / step, 0, kMostSteps), high = low;
  if (!enough(kMostSteps)) return std::nullopt;  // it is not this limit
  do {
    low = high;
    high = std::max<std::int64_t>(1, high * 2);
  } while (high < kMostSteps && !enough(high));
  while (high - low > std::max<std::int64_t>(1, high / 1'000)) {
    const std::int64_t middle = low + (high - low) / 2;
    (enough(middle) ? high : low) = middle;
  }
  return limit_of(resource, high * step, pool.object.name);
}

}  // namespace slipway::provision
