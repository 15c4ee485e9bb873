#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "catalog/price.h"

namespace slipway::catalog {

/// What one unit of a service costs in a region: service and key as in data/service_prices.csv ("ebs", "gp3-gb";
/// "eks", "cluster"; "rds", "postgres db.t4g.micro"). The region's own row; else the row "global", which holds in every
/// region; else an estimate: the us-east-1 row times the region's general factor (on_demand_price.h).
/// nullopt: no such service and key, or a region that is unknown or lists prices in another currency.
std::optional<Price> service_price(std::string_view service, std::string_view key, std::string_view region);

/// Keys of a service, sorted, each once; empty for an unknown service.
std::vector<std::string_view> service_keys(std::string_view service);
/// All services, sorted, each once.
std::vector<std::string_view> services();

/// The management fee of EKS Auto Mode for an hour of one instance, on top of its own price, whatever that price is (on
/// demand, spot or reserved): a share of the on-demand price, 12 %, less for accelerated families.
/// An estimate in every region: AWS lists the fee by type, and these are the shares its listed fees come to.
std::optional<Price> auto_mode_fee(std::string_view instance_type, std::string_view region);

}  // namespace slipway::catalog
