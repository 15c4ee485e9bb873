#include "catalog/eks_versions.h"

#include <algorithm>
#include <vector>

#include "catalog/csv.h"
#include "catalog/embedded.h"

namespace slipway::catalog {

std::span<const EksVersion> eks_versions() {
  static const std::vector<EksVersion> all = [] {
    std::vector<EksVersion> versions;
    CsvReader table(embedded::eks_versions());
    while (table.next()) versions.push_back({table[0], table[1], table[2], table[3], table[4], table[5]});
    return versions;
  }();
  return all;
}

const EksVersion* find_eks_version(std::string_view version) {
  const auto all = eks_versions();
  const auto found = std::ranges::find(all, version, &EksVersion::version);
  return found != all.end() ? &*found : nullptr;
}

std::string_view to_string(SupportTier tier) {
  switch (tier) {
    case SupportTier::NotYet:
      return "not released";
    case SupportTier::Standard:
      return "standard";
    case SupportTier::Extended:
      return "extended";
    case SupportTier::Ended:
      return "ended";
  }
  return {};
}

std::optional<SupportTier> support_tier(std::string_view version, std::string_view day) {
  const EksVersion* known = find_eks_version(version);
  if (known == nullptr) return std::nullopt;
  if (day < known->released) return SupportTier::NotYet;
  if (day <= known->end_of_standard_support) return SupportTier::Standard;
  return day <= known->end_of_extended_support ? SupportTier::Extended : SupportTier::Ended;
}

const EksVersion* newest_supported(std::string_view day) {
  const EksVersion* newest = nullptr;
  for (const EksVersion& version : eks_versions())
    if (support_tier(version.version, day) == SupportTier::Standard) newest = &version;
  return newest;
}

}  // namespace slipway::catalog
