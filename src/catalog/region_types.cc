#include "catalog/region_types.h"

#include <fmt/core.h>

#include "catalog/csv.h"
#include "catalog/embedded.h"
#include "catalog/on_demand_price.h"

namespace slipway::catalog {
namespace {

constexpr std::string_view kEverywhere = "us-east-1";

bool is_advised(std::string_view region, std::string_view rest) {
  return !rows_starting_with(embedded::spot_discount(), fmt::format("{},{}", region, rest)).empty();
}

}  // namespace

bool may_be_in(std::string_view instance_type, std::string_view region) {
  if (region == kEverywhere || !is_advised(region, "")) return true;
  const std::string row = fmt::format("{},", instance_type);
  if (is_advised(region, row) || !is_advised(kEverywhere, row)) return true;
  return has_listed_price(instance_type, region);
}

}  // namespace slipway::catalog
