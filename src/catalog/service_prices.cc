#include "catalog/service_prices.h"

#include <fmt/core.h>

#include "catalog/csv.h"
#include "catalog/embedded.h"
#include "catalog/instance_types.h"
#include "catalog/on_demand_price.h"
#include "catalog/regions.h"

namespace slipway::catalog {
namespace {

constexpr std::string_view kGlobal = "global";

std::optional<Price> row_of(std::string_view service, std::string_view key, std::string_view region) {
  const auto row = rows_starting_with(embedded::service_prices(), fmt::format("{},{},{},", service, key, region));
  if (row.empty()) return std::nullopt;
  const auto fields = csv_fields(row);
  const auto usd = Money::parse(fields[3]);
  if (!usd || fields.size() < 7) return std::nullopt;
  const std::string_view how = unchecked(fields[5]);
  return Price{*usd,
               std::string(fields[4]),
               std::string(region),
               std::string(fields[5]),
               std::string(fields[6]),
               !how.empty(),
               std::string(how),
               fields.size() > 7 ? std::string(fields[7]) : std::string()};
}

/// Values of one column of the rows, each once; the rows are sorted by it.
std::vector<std::string_view> distinct(std::string_view rows, std::size_t column) {
  std::vector<std::string_view> values;
  while (!rows.empty()) {
    const auto value = csv_fields(rows)[column];
    if (values.empty() || values.back() != value) values.push_back(value);
    rows.remove_prefix(std::min(rows.find('\n') + 1, rows.size()));
  }
  return values;
}

/// Families whose fee AWS cut in July 2026: G, and P with Trainium. Inferentia and all others pay the full share.
std::string_view fee_key(const InstanceType& type) {
  const bool gpu = !type.gpu_name.empty();
  if (type.category == "trn" || (gpu && type.category == "p")) return "auto-mode-rate-p";
  if (gpu && type.category.starts_with("g")) return "auto-mode-rate-g";
  return "auto-mode-rate";
}

}  // namespace

std::optional<Price> service_price(std::string_view service, std::string_view key, std::string_view region) {
  const Region* place = find_region(region);
  if (place == nullptr || place->partition == "aws-cn") return std::nullopt;
  if (auto own = row_of(service, key, region)) return own;
  if (auto everywhere = row_of(service, key, kGlobal)) return everywhere;
  auto base = row_of(service, key, "us-east-1");
  const auto factor = general_factor(region);
  if (!base || !factor) return std::nullopt;
  base->is_estimate = true;
  base->how = fmt::format("us-east-1 {} x {}", base->amount.to_exact_string(), factor->how);
  base->amount = base->amount.times(factor->factor);
  return base;
}

std::vector<std::string_view> service_keys(std::string_view service) {
  return distinct(rows_starting_with(embedded::service_prices(), fmt::format("{},", service)), 1);
}

std::vector<std::string_view> services() { return distinct(rows_starting_with(embedded::service_prices(), ""), 0); }

std::optional<Price> auto_mode_fee(std::string_view instance_type, std::string_view region) {
  const InstanceType* type = find_instance_type(instance_type);
  const auto on_demand = on_demand_price(instance_type, region);
  if (type == nullptr || !on_demand) return std::nullopt;
  const auto share = service_price("eks", fee_key(*type), region);
  if (!share) return std::nullopt;
  Price fee = *on_demand;
  fee.amount = on_demand->amount.times(share->amount);
  fee.is_estimate = true;
  fee.how = fmt::format("{} x on-demand {}{}", share->amount.to_exact_string(), on_demand->amount.to_exact_string(),
                        on_demand->is_estimate ? fmt::format(" (~ {})", on_demand->how) : "");
  fee.source = share->source;
  fee.date = share->date;
  fee.note = share->note;
  return fee;
}

}  // namespace slipway::catalog
