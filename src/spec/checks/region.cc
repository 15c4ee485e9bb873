#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "catalog/regions.h"
#include "spec/checks/checks.h"
#include "spec/ids.h"
#include "spec/say.h"

namespace slipway::spec::checks {
namespace {

/// A zone of another region cannot be; one that new accounts do not see may be there in an old account.
void zone(const Text& name, const catalog::Region& region, Diagnostics& diagnostics) {
  if (catalog::has_zone(region, name.value)) return;
  const std::vector<std::string_view> known(region.zones.begin(), region.zones.end());
  const bool is_of_region = name.value.size() == region.code.size() + 1 && name.value.starts_with(region.code) &&
                            name.value.back() >= 'a' && name.value.back() <= 'z';
  if (!is_of_region)
    return say::no_such(id::kUnknownZone, fmt::format("'{}' is no zone of {}", printable(name.value), region.code),
                        name.value, name.where, known, diagnostics);
  std::vector<std::string> zones = region.zones;
  diagnostics.warning(id::kUnknownZone, name.where, fmt::format("new accounts have no zone {}", name.value),
                      "they have " + join(zones, ", "));
}

}  // namespace

void region_and_zones(const Platform& platform, Diagnostics& diagnostics) {
  const Text& name = platform.aws.region;
  if (name.value.empty()) return;  // said to be missing
  const catalog::Region* region = catalog::find_region(name.value);
  if (!region) {
    if (const catalog::Region* of_zone = catalog::region_of_zone(name.value))
      return say::no_such(id::kUnknownRegion, fmt::format("'{}' is a zone, not a region", printable(name.value)),
                          name.value, name.where, {of_zone->code}, diagnostics);
    std::vector<std::string_view> known;
    for (const auto& each : catalog::regions()) known.push_back(each.code);
    return say::no_such(id::kUnknownRegion, fmt::format("there is no AWS region '{}'", printable(name.value)),
                        name.value, name.where, known, diagnostics);
  }
  for (const auto& [pool_name, pool] : platform.node_pools)
    for (const Text& each : pool.zones) zone(each, *region, diagnostics);
  if (!platform.network.create) return;
  const CreatedNetwork& network = *platform.network.create;
  for (const Text& each : network.zone_names) zone(each, *region, diagnostics);
  if (network.zone_names.empty() && network.zones.value > static_cast<std::int64_t>(region->zones.size()))
    diagnostics.error(
        id::kUnknownZone, place(network.zones, network.where),
        fmt::format("{} has {} zones, but {} are asked for", region->code, region->zones.size(), network.zones.value));
  if (network.zone_names.size() == 1)
    diagnostics.error(id::kUnknownZone, network.zone_names[0].where, "EKS needs subnets in two zones, one is named");
  if (!network.zone_names.empty() && network.zones.written &&
      network.zones.value != static_cast<std::int64_t>(network.zone_names.size()))
    diagnostics.error(id::kExclusive, network.zones.where,
                      fmt::format("zones says {}, zoneNames lists {}", network.zones.value, network.zone_names.size()),
                      "write one of them");
  // A pool's zone without a subnet is never bought in.
  if (!network.zone_names.empty())
    for (const auto& [pool_name, pool] : platform.node_pools)
      for (const Text& each : pool.zones)
        if (std::ranges::find(network.zone_names, each.value, &Text::value) == network.zone_names.end())
          diagnostics.error(id::kUnknownZone, each.where,
                            fmt::format("the network has no subnet in {}", printable(each.value)),
                            "add it to network.create.zoneNames");
}

}  // namespace slipway::spec::checks
