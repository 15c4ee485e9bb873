#include "catalog/regions.h"

#include <algorithm>

#include "base/text.h"
#include "catalog/csv.h"
#include "catalog/embedded.h"

namespace slipway::catalog {
namespace {

std::vector<Region> read_regions() {
  std::vector<Region> all;
  CsvReader table(embedded::regions());
  const auto code = table.column("region"), name = table.column("name"), partition = table.column("partition"),
             letters = table.column("zone_letters"), prefix = table.column("zone_id_prefix"),
             factor = table.column("assumed_factor"), note = table.column("note");
  while (table.next()) {
    Region region{table[code], table[name], table[partition], {}, table[prefix], Money::parse(table[factor]),
                  table[note]};
    for (const char letter : table[letters]) region.zones.push_back(std::string(region.code) + letter);
    all.push_back(std::move(region));
  }
  return all;
}

}  // namespace

std::span<const Region> regions() {
  static const std::vector<Region> all = read_regions();
  return all;
}

const Region* find_region(std::string_view code) {
  const auto all = regions();
  const auto found = std::ranges::lower_bound(all, code, {}, &Region::code);
  return found != all.end() && found->code == code ? &*found : nullptr;
}

const Region* region_of_zone(std::string_view zone) {
  return zone.empty() ? nullptr : find_region(zone.substr(0, zone.size() - 1));
}

bool has_zone(const Region& region, std::string_view zone) {
  return std::ranges::find(region.zones, zone) != region.zones.end();
}

std::vector<std::string> zones_of_any_account(const Region& region) {
  std::vector<std::string> out;
  for (char letter = 'a'; letter <= region.zones.back().back(); ++letter)
    out.push_back(std::string(region.code) + letter);
  return out;
}

std::optional<std::string_view> region_like(std::string_view written) {
  std::vector<std::string_view> codes;
  for (const Region& region : regions()) codes.push_back(region.code);
  return near_miss(written, codes);
}

}  // namespace slipway::catalog
