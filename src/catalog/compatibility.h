#pragma once

#include <optional>
#include <string_view>

namespace slipway::catalog {

/// The first Karpenter that its compatibility matrix allows on a Kubernetes minor version: first_karpenter("1.35") is
/// "1.9". nullopt for versions that the matrix does not list.
std::optional<std::string_view> first_karpenter(std::string_view kubernetes);

/// The Kubernetes minor that Cluster Autoscaler of a chart version is for: "9.37.0" is "1.30". nullopt before 9.34.
std::optional<std::string_view> cluster_autoscaler_of_chart(std::string_view chart_version);

}  // namespace slipway::catalog
