#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace slipway::catalog {

/// A Kubernetes version on EKS. Days are written "2026-11-25", so that comparing texts compares days.
struct EksVersion {
  std::string_view version;  // "1.35"
  std::string_view released;
  std::string_view end_of_standard_support;  // the last day of it
  std::string_view end_of_extended_support;  // after it AWS upgrades the cluster by itself
  std::string_view source, date;
};

/// All known versions, oldest first.
std::span<const EksVersion> eks_versions();
const EksVersion* find_eks_version(std::string_view version);

/// NotYet: before its release. Ended: EKS creates no such cluster and upgrades those that exist.
enum class SupportTier { NotYet, Standard, Extended, Ended };
std::string_view to_string(SupportTier tier);  // "not released", "standard", "extended", "ended"

/// nullopt for a version the catalogue does not know and that may be there by that day. What is older than all that it
/// knows has ended; what is further beyond the newest than Kubernetes gets in that time (a minor version every four
/// months) is not yet released. REQUIRES: `day` is written "2026-11-25".
std::optional<SupportTier> support_tier(std::string_view version, std::string_view day);

/// The newest version in standard support on a day; nullptr before the first.
const EksVersion* newest_supported(std::string_view day);

}  // namespace slipway::catalog
