#include "catalog/spot_price.h"

#include <fmt/core.h>

#include <algorithm>

#include "catalog/csv.h"
#include "catalog/embedded.h"
#include "catalog/instance_types.h"
#include "catalog/on_demand_price.h"

namespace slipway::catalog {
namespace {

constexpr std::string_view kAssumedSaving = "0.30";

Money money(std::string_view field) { return Money::parse(field).value_or(Money()); }
Money not_negative(Money saving) { return saving < Money() ? Money() : saving; }

std::optional<SpotAdvice> advisor_row(std::string_view instance_type, std::string_view region) {
  const auto row = rows_starting_with(embedded::spot_discount(), fmt::format("{},{},", region, instance_type));
  if (row.empty()) return std::nullopt;
  const auto fields = csv_fields(row);
  const TableSource source = source_of("spot_discount.csv");
  SpotAdvice advice{not_negative(money(fields[2])),
                    std::string(region),
                    std::string(source.source),
                    std::string(source.date),
                    {},
                    fields[3],
                    money(fields[4]),
                    std::nullopt};
  if (fields.size() > 5) advice.interruption_monthly_max = Money::parse(fields[5]);
  return advice;
}

std::optional<SpotAdvice> family_default(std::string_view family) {
  CsvReader table(embedded::spot_defaults_by_family());
  const auto name = table.column("family"), saving = table.column("default_savings_fraction"),
             basis = table.column("basis"), band = table.column("median_interruption_band");
  while (table.next()) {
    if (table[name] != family) continue;
    const TableSource source = source_of("spot_defaults_by_family.csv");
    return SpotAdvice{money(table[saving]),
                      {},
                      std::string(source.source),
                      std::string(source.date),
                      fmt::format("default of family {} ({})", family, table[basis]),
                      table[band],
                      {},
                      std::nullopt};
  }
  return std::nullopt;
}

/// The zone files are small and unsorted; most types are not in them.
bool may_have_zone_prices(const InstanceType& type) { return type.category == "p"; }

/// Of zones by price.
std::string how_of(const std::vector<ZoneSpotPrice>& zones) {
  if (zones.size() == 1) return fmt::format("seen in one zone, {}", zones.front().zone_id);
  return fmt::format("median of {} zones, {} to {}", zones.size(), zones.front().per_hour.to_exact_string(),
                     zones.back().per_hour.to_exact_string());
}

}  // namespace

std::optional<SpotAdvice> spot_advice(std::string_view instance_type, std::string_view region) {
  const InstanceType* type = find_instance_type(instance_type);
  if (type == nullptr) return std::nullopt;
  if (auto own = advisor_row(instance_type, region)) return own;
  if (auto base = advisor_row(instance_type, "us-east-1")) {
    base->how = fmt::format("no row for {}: us-east-1's saving", region);
    return base;
  }
  if (auto standard = family_default(type->family)) return standard;
  const TableSource source = source_of("spot_defaults_by_family.csv");
  return SpotAdvice{money(kAssumedSaving),
                    {},
                    std::string(source.source),
                    std::string(source.date),
                    "assumed: no figure for the family",
                    {},
                    {},
                    std::nullopt};
}

std::vector<ZoneSpotPrice> zone_spot_prices(std::string_view instance_type, std::string_view region) {
  std::vector<ZoneSpotPrice> found;
  CsvReader table(embedded::spot_price_p_family_az());
  const auto place = table.column("region"), zone = table.column("az_id"), name = table.column("instance_type"),
             spot = table.column("spot_usd_per_hour");
  while (table.next()) {
    if (table[place] != region || table[name] != instance_type) continue;
    if (const auto price = Money::parse(table[spot])) found.push_back({table[zone], *price});
  }
  std::ranges::sort(found, {}, &ZoneSpotPrice::zone_id);
  return found;
}

std::optional<Price> spot_price(std::string_view instance_type, std::string_view region) {
  const InstanceType* type = find_instance_type(instance_type);
  if (type == nullptr) return std::nullopt;
  if (may_have_zone_prices(*type)) {
    auto zones = zone_spot_prices(instance_type, region);
    if (!zones.empty()) {
      std::ranges::sort(zones, {}, &ZoneSpotPrice::per_hour);
      const TableSource source = source_of("spot_price_p_family_az.csv");
      const std::size_t middle = zones.size() / 2;
      const Money median = zones.size() % 2 == 1 ? zones[middle].per_hour
                                                 : (zones[middle - 1].per_hour + zones[middle].per_hour).times(1, 2);
      return Price{
          median,        "hour", std::string(region), std::string(source.source), std::string(source.date), true,
          how_of(zones), {}};
    }
  }
  const auto on_demand = on_demand_price(instance_type, region);
  const auto advice = spot_advice(instance_type, region);
  if (!on_demand || !advice) return std::nullopt;
  Price price = *on_demand;
  const Money rest = Money::micros(1'000'000) - advice->saving;
  price.amount = on_demand->amount.times(rest);
  price.is_estimate = true;
  price.how = fmt::format("on-demand {}{} x (1 - {}{})", on_demand->amount.to_exact_string(),
                          on_demand->is_estimate ? fmt::format(" (~ {})", on_demand->how) : "",
                          advice->saving.to_string(2), advice->how.empty() ? "" : ", " + advice->how);
  price.source = advice->source;
  price.date = advice->date;
  return price;
}

}  // namespace slipway::catalog
