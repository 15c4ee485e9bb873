#include "catalog/on_demand_price.h"

#include <fmt/core.h>

#include <vector>

#include "catalog/csv.h"
#include "catalog/embedded.h"
#include "catalog/instance_types.h"
#include "catalog/regions.h"

namespace slipway::catalog {
namespace {

constexpr std::string_view kBaseRegion = "us-east-1";

struct ListedPrice {
  std::string_view instance_type;
  Money usd;
  std::string_view source, date;
};

/// The rows of one table that start with `prefix`. Tables without source and date columns are cited as a whole.
void read_rows(std::string_view table, std::string_view file, std::string_view prefix, std::vector<ListedPrice>& out) {
  std::string_view rows = rows_starting_with(table, prefix);
  std::optional<TableSource> whole;
  while (!rows.empty()) {
    const auto fields = csv_fields(rows);
    const bool has_source = fields.size() > 4;
    if (!has_source && !whole) whole = source_of(file);
    if (const auto usd = Money::parse(fields[2]))
      out.push_back({fields[1], *usd, has_source ? fields[3] : whole->source, has_source ? fields[4] : whole->date});
    rows.remove_prefix(std::min(rows.find('\n') + 1, rows.size()));
  }
}

std::optional<ListedPrice> listed(std::string_view instance_type, std::string_view region) {
  const std::string prefix = fmt::format("{},{},", region, instance_type);
  std::vector<ListedPrice> rows;
  read_rows(embedded::prices_on_demand(), "prices_on_demand.csv", prefix, rows);
  if (rows.empty())
    read_rows(embedded::prices_on_demand_p_family_regions(), "prices_on_demand_p_family_regions.csv", prefix, rows);
  if (rows.empty()) read_rows(embedded::prices_on_demand_regions(), "prices_on_demand_regions.csv", prefix, rows);
  if (rows.empty()) return std::nullopt;
  return rows.front();
}

/// A type priced in the region and in us-east-1: what another type's price is reckoned with.
struct Yardstick {
  ListedPrice here;
  Money base;
  const InstanceType* type;
};

/// All of a region; GovCloud, whose own list is long, is listed nearly whole and needs them least.
std::vector<Yardstick> yardsticks(std::string_view region) {
  const std::string prefix = fmt::format("{},", region);
  std::vector<ListedPrice> rows;
  read_rows(embedded::prices_on_demand_regions(), "prices_on_demand_regions.csv", prefix, rows);
  read_rows(embedded::prices_on_demand_p_family_regions(), "prices_on_demand_p_family_regions.csv", prefix, rows);
  read_rows(embedded::prices_on_demand(), "prices_on_demand.csv", prefix, rows);
  std::vector<Yardstick> found;
  for (const ListedPrice& row : rows) {
    const InstanceType* type = find_instance_type(row.instance_type);
    const auto base = listed(row.instance_type, kBaseRegion);
    if (type != nullptr && base) found.push_back({row, base->usd, type});
  }
  return found;
}

/// How well `stick` stands for `type`: greater is better, 0 not at all.
int likeness(const InstanceType& stick, const InstanceType& type) {
  if (stick.family == type.family) return 4;
  if (!type.category.empty() && stick.category == type.category) return 3;
  if (type.is_accelerated() && stick.is_accelerated()) return 2;
  return stick.category == "m" ? 1 : 0;
}

const Yardstick* best_for(const std::vector<Yardstick>& sticks, const InstanceType& type) {
  const Yardstick* best = nullptr;
  int best_likeness = 0;
  for (const Yardstick& stick : sticks) {
    const int like = likeness(*stick.type, type);
    if (like > best_likeness || (like == best_likeness && like > 0 && stick.here.usd > best->here.usd)) {
      best = &stick;
      best_likeness = like;
    }
  }
  return best;
}

/// The yardsticks of the last region asked for: callers price whole catalogues region by region.
const std::vector<Yardstick>& yardsticks_of(std::string_view region) {
  thread_local std::string last;
  thread_local std::vector<Yardstick> sticks;
  if (last != region) {
    sticks = yardsticks(region);
    last = region;
  }
  return sticks;
}

Price as_listed(const ListedPrice& row, std::string_view region) {
  const std::string_view how = unchecked(row.source);
  return {row.usd,          "hour", std::string(region), std::string(row.source), std::string(row.date), !how.empty(),
          std::string(how), {}};
}

RegionFactor factor_by(const Yardstick& stick, std::string_view region) {
  const Money factor = factor_of(stick.here.usd, stick.base);
  return {factor, fmt::format("{}: {} costs {} in {} ({}), {} in {}", factor.to_string(4), stick.type->name,
                              stick.here.usd.to_exact_string(), region, stick.here.date, stick.base.to_exact_string(),
                              kBaseRegion)};
}

}  // namespace

bool has_listed_price(std::string_view instance_type, std::string_view region) {
  return listed(instance_type, region).has_value();
}

std::optional<Price> on_demand_price(std::string_view instance_type, std::string_view region) {
  if (const auto own = listed(instance_type, region)) return as_listed(*own, region);
  const Region* place = find_region(region);
  const InstanceType* type = find_instance_type(instance_type);
  const auto base = listed(instance_type, kBaseRegion);
  if (place == nullptr || place->partition == "aws-cn" || type == nullptr || !base) return std::nullopt;

  Price price = as_listed(*base, kBaseRegion);
  price.is_estimate = true;
  RegionFactor factor;
  if (const Yardstick* stick = best_for(yardsticks_of(region), *type)) {
    factor = factor_by(*stick, region);
  } else if (place->assumed_price_factor) {
    factor = {*place->assumed_price_factor,
              fmt::format("{}: {}", place->assumed_price_factor->to_string(2), place->note)};
  } else {
    return std::nullopt;
  }
  price.how = fmt::format("{} {} x {}", kBaseRegion, base->usd.to_exact_string(), factor.how);
  price.amount = base->usd.times(factor.factor);
  return price;
}

std::optional<RegionFactor> general_factor(std::string_view region) {
  const Region* place = find_region(region);
  if (place == nullptr || place->partition == "aws-cn") return std::nullopt;
  if (region == kBaseRegion) return RegionFactor{Money::micros(1'000'000), "1: the region itself"};
  const InstanceType* general = find_instance_type("m5.2xlarge");
  if (general != nullptr)
    if (const Yardstick* stick = best_for(yardsticks_of(region), *general)) return factor_by(*stick, region);
  if (place->assumed_price_factor)
    return RegionFactor{*place->assumed_price_factor,
                        fmt::format("{}: {}", place->assumed_price_factor->to_string(2), place->note)};
  return std::nullopt;
}

}  // namespace slipway::catalog
