#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace slipway::catalog {

/// What EBS takes of a volume type. IOPS of 0: they are not chosen, but follow from the size; throughput the same.
struct EbsVolumeType {
  std::string_view name;  // "gp3"
  std::int64_t least_gib, most_gib;
  std::int64_t least_iops, most_iops, iops_per_gib;
  std::int64_t least_throughput, most_throughput;  // MiB/s
  std::int64_t iops_per_throughput;                // that a MiB/s needs
  std::string_view source, date;

  bool takes_iops() const { return most_iops > 0; }
  bool takes_throughput() const { return most_throughput > 0; }
  /// Of a gp3 volume the least comes with any size.
  std::int64_t most_iops_of(std::int64_t gib) const;
};

/// All of them, by name.
std::span<const EbsVolumeType> ebs_volume_types();
/// nullptr when there is no such type.
const EbsVolumeType* find_ebs_volume_type(std::string_view name);

}  // namespace slipway::catalog
