#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/type_filter.h"

namespace slipway::report {

enum class ListFormat { Table, Wide, Json, Csv };

/// Instance types as a list. The table fits `width` columns by leaving out, in this order, architecture, network, EFA
/// and GPU memory, and says which; Wide leaves out none, however wide that is. Estimates bear a `~`, types that no list
/// of the region names a `?`, and footnotes say why, with source and date. JSON and CSV hold all figures, exact, with
/// `estimate` and `how` beside every price.
std::string type_list(std::span<const catalog::PricedType> rows, const catalog::TypeFilter& filter, ListFormat format,
                      int width = 80);

/// One price of one thing in one region, as `slipway catalog prices` lists it.
struct PriceLine {
  std::string what;  // "g4dn.xlarge on demand", "eks cluster"
  std::string region;
  catalog::Price price;
};

/// On-demand and Spot prices and the Auto Mode fee of instance types, and every key of services ("eks", "rds"), in each
/// region. `unknown` gets the words that are neither, with their near misses.
std::vector<PriceLine> price_lines(std::span<const std::string> types_and_services,
                                   std::span<const std::string> regions, std::vector<std::string>& unknown);
/// The table wraps what is too long for `width` columns; a region that all prices share stands below it once.
std::string price_list(std::span<const PriceLine> lines, ListFormat format, int width = 80);

}  // namespace slipway::report
