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

namespace {

/// "1.35" is 35; nullopt for what is no minor version of Kubernetes 1.
std::optional<int> minor_of(std::string_view version) {
  return version.starts_with("1.") && version.size() <= 5 ? csv_int(version.substr(2)) : std::nullopt;
}

/// Months since year 0.
int months_of(std::string_view day) {
  return day.size() < 7 ? 0 : csv_int(day.substr(0, 4)).value_or(0) * 12 + csv_int(day.substr(5, 2)).value_or(0);
}

std::optional<SupportTier> tier_of_unknown(std::string_view version, std::string_view day) {
  const auto all = eks_versions();
  const auto minor = minor_of(version);
  if (!minor || all.empty()) return std::nullopt;
  if (*minor < minor_of(all.front().version).value_or(0)) return SupportTier::Ended;
  const int since = std::max(0, months_of(day) - months_of(all.back().released));
  // Three months a version and one more, so that none is denied that is there.
  const int newest_there_may_be = minor_of(all.back().version).value_or(0) + since / 3 + 1;
  return *minor > newest_there_may_be ? std::optional(SupportTier::NotYet) : std::nullopt;
}

}  // namespace

std::optional<SupportTier> support_tier(std::string_view version, std::string_view day) {
  const EksVersion* known = find_eks_version(version);
  if (known == nullptr) return tier_of_unknown(version, day);
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
