#include "components/parts/charts.h"

#include <algorithm>
#include <cassert>
#include <vector>

#include "base/text.h"
#include "components/parts/embedded.h"

namespace slipway::components {

namespace {

std::vector<Chart> read_charts() {
  std::vector<Chart> charts;
  const auto lines = split(embedded_helm_charts(), '\n');
  for (std::size_t i = 1; i < lines.size(); ++i) {  // line 0 names the columns
    if (lines[i].empty()) continue;
    const auto cells = split(lines[i], ',');
    assert(cells.size() == 6);
    charts.push_back({cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]});
  }
  std::ranges::sort(charts, {}, &Chart::name);
  return charts;
}

}  // namespace

std::span<const Chart> charts() {
  static const std::vector<Chart> all = read_charts();
  return all;
}

const Chart* find_chart(std::string_view name) {
  const auto found = std::ranges::lower_bound(charts(), name, {}, &Chart::name);
  return found != charts().end() && found->name == name ? &*found : nullptr;
}

}  // namespace slipway::components
