#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace slipway::components {

/// A Helm chart at the version that slipway releases, from data/helm_charts.csv (read from the charts' repositories on
/// the date of the row).
struct Chart {
  std::string_view name, repository, version, app_version, date, namespace_;
};

std::span<const Chart> charts();  // by name
const Chart* find_chart(std::string_view name);

}  // namespace slipway::components
