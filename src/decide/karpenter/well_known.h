#pragma once

#include <span>
#include <string_view>

namespace slipway::karpenter {

/// Label keys, as Karpenter 1.14.1 (core and AWS provider) spells them.
namespace labels {
inline constexpr std::string_view kNodePool = "karpenter.sh/nodepool";
inline constexpr std::string_view kInitialized = "karpenter.sh/initialized";
inline constexpr std::string_view kRegistered = "karpenter.sh/registered";
inline constexpr std::string_view kCapacityType = "karpenter.sh/capacity-type";
inline constexpr std::string_view kReservationId = "karpenter.k8s.aws/capacity-reservation-id";
inline constexpr std::string_view kInstanceType = "node.kubernetes.io/instance-type";
inline constexpr std::string_view kZone = "topology.kubernetes.io/zone";
inline constexpr std::string_view kHostname = "kubernetes.io/hostname";
}  // namespace labels

/// Labels that nodes get from what is launched: a claim need not know them yet. Ascending. (pkg/apis/v1/labels.go of
/// both.)
std::span<const std::string_view> well_known_labels();
bool is_well_known_label(std::string_view key);
/// The values that make sense for a well-known label, ascending; empty: any.
std::span<const std::string_view> well_known_values(std::string_view key);
/// Domains that Karpenter keeps for itself, ascending.
std::span<const std::string_view> restricted_domains();
/// Neither well known nor free to use.
bool is_restricted_label(std::string_view key);

}  // namespace slipway::karpenter
