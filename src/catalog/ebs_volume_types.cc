#include "catalog/ebs_volume_types.h"

#include <algorithm>
#include <vector>

#include "catalog/csv.h"
#include "catalog/embedded.h"

namespace slipway::catalog {

std::int64_t EbsVolumeType::most_iops_of(std::int64_t gib) const {
  const std::int64_t by_size = std::clamp<std::int64_t>(gib, 0, most_gib) * iops_per_gib;
  return std::clamp(by_size, takes_throughput() ? least_iops : 0, most_iops);
}

std::span<const EbsVolumeType> ebs_volume_types() {
  static const std::vector<EbsVolumeType> all = [] {
    std::vector<EbsVolumeType> types;
    CsvReader table(embedded::ebs_volume_types());
    while (table.next()) {
      const auto number = [&](std::size_t column) { return std::int64_t{csv_int(table[column]).value_or(0)}; };
      types.push_back({table[0], number(1), number(2), number(3), number(4), number(5), number(6), number(7), number(8),
                       table[9], table[10]});
    }
    return types;
  }();
  return all;
}

const EbsVolumeType* find_ebs_volume_type(std::string_view name) {
  const auto all = ebs_volume_types();
  const auto found = std::ranges::find(all, name, &EbsVolumeType::name);
  return found != all.end() ? &*found : nullptr;
}

}  // namespace slipway::catalog
