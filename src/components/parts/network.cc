#include "components/parts/network.h"

#include "catalog/regions.h"
#include "platform/fill.h"

namespace slipway::components {

namespace {

NetworkView view_of(const spec::ExistingNetwork& network, const spec::Platform& platform) {
  const platform::ResourceId vpc{"data.aws_vpc", "main"};
  NetworkView view{network.vpc_id.value, vpc.attribute("cidr_block"), {}, {}, {}};
  for (const auto& id : network.private_subnet_ids) view.private_subnets.push_back({id.value, ""});
  for (const auto& id : network.public_subnet_ids) view.public_subnets.push_back({id.value, ""});
  view.zones = zones_of(platform, network.private_subnet_ids.size());
  return view;
}

}  // namespace

std::vector<std::string> zones_of(const spec::Platform& platform, std::size_t count) {
  if (platform.network.create && !platform.network.create->zone_names.empty()) {
    std::vector<std::string> names;
    for (const auto& name : platform.network.create->zone_names) names.push_back(name.value);
    return names;
  }
  const auto& code = platform.aws.region.value;
  const auto* region = catalog::find_region(code);
  std::vector<std::string> zones;
  for (std::size_t i = 0; i < count; ++i) {
    if (region && i >= region->zones.size()) break;
    zones.push_back(region ? region->zones[i] : code + static_cast<char>('a' + i));
  }
  return zones;
}

std::string zone_suffix(std::string_view zone, std::string_view region) {
  return std::string(zone.starts_with(region) ? zone.substr(region.size()) : zone);
}

doc::Value zonal_subnet(const spec::Platform& platform) {
  for (const auto& [name, group] : platform.node_groups)
    if (group.efa.value && !group.subnet_ids.empty()) return group.subnet_ids.front().value;
  const auto subnets = network_of(platform).private_subnets;
  return subnets.empty() ? doc::Value("") : subnets.front().id;
}

doc::List ids_of(const std::vector<Subnet>& subnets) {
  doc::List ids;
  for (const auto& subnet : subnets) ids.add(subnet.id);
  return ids;
}

NetworkView network_of(const spec::Platform& platform) {
  if (platform.network.existing) return view_of(*platform.network.existing, platform);
  const auto created = platform.network.create.value_or(spec::CreatedNetwork{});
  const platform::ResourceId vpc{"aws_vpc", "main"};
  NetworkView view{vpc.attribute("id"), vpc.attribute("cidr_block"), {}, {}, {}};
  view.zones = zones_of(platform, static_cast<std::size_t>(created.zones.value));
  for (const auto& zone : view.zones) {
    const auto suffix = platform::local_name(zone_suffix(zone, platform.aws.region.value));
    view.private_subnets.push_back({platform::ResourceId{"aws_subnet", "private_" + suffix}.attribute("id"), zone});
    view.public_subnets.push_back({platform::ResourceId{"aws_subnet", "public_" + suffix}.attribute("id"), zone});
  }
  return view;
}

}  // namespace slipway::components
