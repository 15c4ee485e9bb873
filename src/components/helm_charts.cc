#include "components/component.h"

namespace slipway::components {

namespace {

void expand(Expansion& in) {
  for (const auto& [name, chart] : in.platform.charts) {
    const auto or_name = [&](const spec::Text& written) { return written.value.empty() ? name.value : written.value; };
    in.graph.add(platform::Release{name.value, or_name(chart.name_space), or_name(chart.chart), chart.repository.value,
                                   chart.version.value, chart.values ? doc::Map(*chart.values) : doc::Map(),
                                   std::string(in.component), chart.where ? chart.where : name.where});
  }
}

bool wanted(const spec::Platform& platform) { return !platform.charts.empty(); }

}  // namespace

extern const Component helm_charts = {
    "charts", "Helm charts of the spec that slipway knows nothing of", Stage::Workloads, {}, wanted, nullptr, expand};

}  // namespace slipway::components
