#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cost/bill.h"

namespace slipway::cost {

/// The catalogue's prices in one region as rows of a bill. A region without its own row gets the catalogue's estimate,
/// which says how it was made; nullopt where there is nothing to estimate from.
class Prices {
 public:
  explicit Prices(std::string region) : region_(std::move(region)) {}

  const std::string& region() const { return region_; }
  /// False: none of its prices can be told, not even by estimate.
  bool knows_region() const;
  /// Service and key of catalog/data/service_prices.csv: "eks/cluster", "rds/postgres db.t4g.micro".
  std::optional<PriceRow> service(std::string_view key) const;
  std::optional<PriceRow> on_demand(std::string_view instance_type) const;
  /// What Spot asked for lately; a moment's figure, always an estimate.
  std::optional<PriceRow> spot(std::string_view instance_type) const;
  /// What EKS Auto Mode adds to an hour of an instance, however it is bought.
  std::optional<PriceRow> auto_mode_fee(std::string_view instance_type) const;

 private:
  std::string region_;
};

}  // namespace slipway::cost
