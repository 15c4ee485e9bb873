#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "catalog/price.h"

namespace slipway::catalog {

/// What Spot saves on a type in a region, and how often AWS takes the instance back.
struct SpotAdvice {
  Money saving;               // of the on-demand price, 0 to 1; never negative
  std::string listed_region;  // whose row it is; "" for a family's default
  std::string source, date;
  std::string how;                     // "family default: median over 128 rows" …; empty for the region's own row
  std::string_view interruption_band;  // AWS's "frequency of interruption" in a month: "<5%", ">20%"; empty: unknown
  Money interruption_monthly_min;      // the band's edges as fractions
  std::optional<Money> interruption_monthly_max;
};

/// The region's row; else the same type's row of us-east-1; else the family's default; else Karpenter's own assumption
/// for simulations, 0.30. nullopt: no such type.
std::optional<SpotAdvice> spot_advice(std::string_view instance_type, std::string_view region);

/// A spot price seen in one zone at one moment.
struct ZoneSpotPrice {
  std::string_view zone_id;  // "use1-az4"
  Money per_hour;
};
/// Only the P families are known by zone; by zone id.
std::vector<ZoneSpotPrice> zone_spot_prices(std::string_view instance_type, std::string_view region);

/// What an hour costs on Spot: the median of the zones' prices where they are known, else on-demand × (1 − saving).
/// Always an estimate: spot prices move. `how` holds the arithmetic, source and date are those of the saving.
/// nullopt: no on-demand price either (on_demand_price).
std::optional<Price> spot_price(std::string_view instance_type, std::string_view region);

}  // namespace slipway::catalog
