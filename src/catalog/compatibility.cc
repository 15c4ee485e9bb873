#include "catalog/compatibility.h"

#include <algorithm>
#include <array>

#include "kube/version.h"

namespace slipway::catalog {

namespace {

struct Pair {
  std::string_view of, is;
};

// aws/karpenter-provider-aws 1d927085 (2026-08-21) website/content/en/docs/upgrading/compatibility.md.
constexpr auto kKarpenter = std::to_array<Pair>({{"1.30", "0.37"},
                                                 {"1.31", "1.0.5"},
                                                 {"1.32", "1.2"},
                                                 {"1.33", "1.5"},
                                                 {"1.34", "1.6"},
                                                 {"1.35", "1.9"},
                                                 {"1.36", "1.13"}});

struct ChartMinor {
  int from;  // the first minor version 9.x of the chart that brings it
  std::string_view kubernetes;
};
// appVersion in the history of kubernetes/autoscaler charts/cluster-autoscaler/Chart.yaml (2026-07-13), newest first.
constexpr auto kChartMinors = std::to_array<ChartMinor>(
    {{54, "1.35"}, {52, "1.34"}, {47, "1.33"}, {45, "1.32"}, {38, "1.31"}, {37, "1.30"}, {35, "1.29"}, {34, "1.28"}});

}  // namespace

std::optional<std::string_view> first_karpenter(std::string_view kubernetes) {
  const auto found = std::ranges::find(kKarpenter, kubernetes, &Pair::of);
  return found == kKarpenter.end() ? std::nullopt : std::optional(found->is);
}

std::optional<std::string_view> cluster_autoscaler_of_chart(std::string_view chart_version) {
  const auto version = kube::Version::parse_generic(chart_version);
  if (!version || version.value().major() != 9) return std::nullopt;
  for (const ChartMinor& minor : kChartMinors)
    if (version.value().minor() >= static_cast<std::uint64_t>(minor.from)) return minor.kubernetes;
  return std::nullopt;
}

}  // namespace slipway::catalog
