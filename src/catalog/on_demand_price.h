#pragma once

#include <optional>
#include <string_view>

#include "catalog/price.h"

namespace slipway::catalog {

/// What an hour of an instance type costs on demand in a region: Linux, shared tenancy (bare metal: dedicated), without
/// volumes, traffic, taxes or commitments.
///
/// The region's own row if there is one (an estimate where nobody looked it up). Else an estimate: the us-east-1 price
/// times the ratio of another type's price in the region to that type's price in us-east-1. Which other type: of the
/// same family; else of the same category (m, c, g, p …); else, for accelerated types, any accelerated one; else a
/// general purpose one (m). Of several the dearest, whose price is rounded least. A region without any row takes the
/// factor that data/regions.csv assumes. nullopt: the type has no us-east-1 price, the region is unknown, or it lists
/// prices in another currency.
std::optional<Price> on_demand_price(std::string_view instance_type, std::string_view region);

/// Whether the region has a row of its own for the type.
bool has_listed_price(std::string_view instance_type, std::string_view region);

/// What a region's list prices are, over us-east-1's: the general factor (of m types) by which other services' prices
/// are estimated where they have no row. `how` says where it is from. nullopt as above.
struct RegionFactor {
  Money factor;
  std::string how;
};
std::optional<RegionFactor> general_factor(std::string_view region);

}  // namespace slipway::catalog
