#include "cost/node_source.h"

#include <fmt/core.h>

namespace slipway::cost {

std::string_view to_string(Market market) {
  switch (market) {
    case Market::OnDemand:
      return "on-demand";
    case Market::Spot:
      return "spot";
    case Market::Reserved:
      return "reserved";
    case Market::CapacityBlock:
      return "capacity block";
  }
  return "";
}

std::string Offer::name() const { return std::string(type->name) + ' ' + std::string(to_string(market)); }

NodeCount node_count_of(const Offer& offer, const Counts& count) {
  NodeCount made{std::string(offer.type->name), std::string(to_string(offer.market)), {}, false, count};
  if (!offer.row) return made;
  made.per_hour = offer.per_hour();
  made.estimate = offer.row->estimate || (offer.fee && offer.fee->estimate);
  return made;
}

std::int64_t NodeSource::standing_count(Level level) const {
  std::int64_t sum = 0;
  for (const auto& nodes : standing[level]) sum += nodes.count;
  return sum;
}

void report_not_in_region(std::string_view type, SourceRange where, const Prices& prices, Diagnostics& diagnostics) {
  diagnostics.warning(
      "COST008", where, fmt::format("{} is not known to have instance type {}", prices.region(), type),
      fmt::format("slipway catalog types --region {} --seen lists what may be had there", prices.region()));
}

}  // namespace slipway::cost
