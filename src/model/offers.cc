#include "model/offers.h"

#include <fmt/core.h>

#include <algorithm>

#include "catalog/instance_type_info.h"
#include "catalog/on_demand_price.h"
#include "catalog/region_types.h"
#include "catalog/spot_price.h"
#include "model/auto_mode.h"
#include "model/reservations.h"

namespace slipway::model {
namespace {

constexpr std::string_view kZone = "topology.kubernetes.io/zone", kZoneId = "topology.k8s.aws/zone-id";

std::optional<HourPrice> hour_price(const std::optional<catalog::Price>& price) {
  if (!price) return std::nullopt;
  return HourPrice{price->amount, price->is_estimate, price->date};
}

/// What of a node class decides what types look like, as text.
std::string identity(const catalog::NodeClass& of) {
  std::string out = fmt::format("{} {} {} {} {}", static_cast<int>(of.ami_family), of.instance_store_raid0,
                                of.connection_tracking, of.max_pods.value_or(-1), of.pods_per_core);
  for (const auto& device : of.block_devices)
    out += fmt::format("|{} {} {}", device.device_name, device.volume_size ? device.volume_size->to_string() : "",
                       device.is_root);
  if (of.network_interfaces) {
    out += "|nics";
    for (const auto& one : *of.network_interfaces)
      out += fmt::format(" {}/{}/{}", one.network_card, one.device, one.efa_only);
  }
  for (const auto* reserved : {&of.kube_reserved, &of.system_reserved}) {
    out += "|reserved";
    for (const auto& [name, amount] : *reserved) out += fmt::format(" {}={}", name, amount.to_string());
  }
  out += fmt::format("|{} {}", of.evict_below_memory.value_or(""), of.evict_below_storage.value_or(""));
  for (const auto& zone : of.zones) out += fmt::format("|{} {}", zone.name, zone.id);
  for (const auto& one : of.reservations)
    out += fmt::format("|{} {} {} {}", one.id, one.instance_type, one.type, one.interruptible);
  return out;
}

}  // namespace

const TypePrices& Offers::prices_of(std::string_view type) {
  const auto [at, is_new] = by_name_.try_emplace(type);
  if (is_new)
    at->second = {hour_price(catalog::on_demand_price(type, place_.region)),
                  hour_price(catalog::spot_price(type, place_.region))};
  return at->second;
}

void Offers::add_offerings(const catalog::NodeClass& node_class, const TypePrices& prices,
                           karpenter::InstanceType& type) const {
  const catalog::TypeLabel* capacity_types = type.type.label("karpenter.sh/capacity-type");
  const catalog::TypeLabel* zones = type.type.label(kZone);
  if (!capacity_types || !zones) return;
  for (const std::string& zone : zones->values) {
    for (const std::string& how : capacity_types->values) {
      if (how == "reserved") continue;
      const auto& price = how == "spot" ? prices.spot : prices.on_demand;
      type.offerings.push_back({zone, how, price ? price->usd.approximate() : 0, price.has_value(), "", 0});
    }
    for (const auto& one : node_class.reservations) {
      if (!one.instance_type.empty() && one.instance_type != type.type.name) continue;
      if (!one.zone.empty() && one.zone != zone) continue;
      const auto left = place_.free_reservations.find(one.id);
      const std::int64_t count = left == place_.free_reservations.end() ? kFreeWhereUnsaid : left->second;
      // Karpenter takes reserved capacity before any other by making it all but free.
      constexpr double kReservedShare = 1.0 / 10'000'000;
      type.offerings.push_back({zone, "reserved",
                                prices.on_demand ? prices.on_demand->usd.approximate() * kReservedShare : 0, count > 0,
                                one.id, count});
    }
  }
}

std::vector<std::uint32_t> Offers::of(const catalog::NodeClass& node_class, Whose whose) {
  const auto [at, is_new] = made_.try_emplace(identity(node_class) + (whose == Whose::AutoMode ? "|auto" : ""));
  if (!is_new) return at->second;
  catalog::NodeClass in_place = node_class;
  if (in_place.zones.empty())
    for (const std::string& zone : place_.zones) in_place.zones.push_back({zone, ""});
  const bool knows_ids =
      std::ranges::all_of(in_place.zones, [](const catalog::NodeClass::Zone& zone) { return !zone.id.empty(); });
  catalog::ResolveOptions options;
  options.region = place_.region;
  for (const auto& zone : in_place.zones) options.offering_zones.push_back(zone.name);
  const auto add = [&](const catalog::InstanceType& row) {
    if (whose == Whose::AutoMode && !is_for_auto_mode(row)) return;
    if (!catalog::may_be_in(row.name, place_.region)) return;
    const auto info = catalog::info_of(row);
    if (!info || catalog::incompatibility(*info, in_place)) return;
    karpenter::InstanceType type{catalog::resolve(*info, in_place, options), {}};
    if (!knows_ids) std::erase_if(type.type.labels, [](const auto& label) { return label.key == kZoneId; });
    const TypePrices& prices = prices_of(row.name);
    add_offerings(in_place, prices, type);
    at->second.push_back(static_cast<std::uint32_t>(types_.size()));
    types_.push_back(std::move(type));
    prices_.push_back(prices);
  };
  if (only_.empty())
    for (const auto& row : catalog::instance_types()) add(row);
  for (const std::string_view name : only_)
    if (const auto* row = catalog::find_instance_type(name)) add(*row);
  return at->second;
}

}  // namespace slipway::model
